use fieldbook_core::identity::{PublicKey, Signature, Signed};
use fieldbook_core::journal::ActorId;
use fieldbook_core::model::{ChangeHash, OrgId};
use rusqlite::params;

use super::{Tables, row};
use crate::error::{HubError, Result};

/// What an organisation's log holds.
pub(crate) enum Logged {
    /// A change of a document (by row number).
    Change {
        doc: i64,
        hash: ChangeHash,
        actor: ActorId,
        author: PublicKey,
        bytes: Vec<u8>,
        signature: Option<Signature>,
        /// It was held before it counted.
        was_held: bool,
    },
    /// A device's certificate.
    Certificate(Signed),
    /// A lease of stamps.
    Lease(Signed),
    /// A lease of stamps by a list of codes.
    List(Signed),
    /// A verdict on a claim.
    Verdict(Signed),
    /// The end of a lease before its time.
    Revocation(Signed),
    /// A held change that a person has refused for good.
    Refusal(ChangeHash),
}

/// One entry of a log.
pub(crate) struct EntryRow {
    pub(crate) seq: u64,
    pub(crate) group_end: bool,
    pub(crate) logged: Logged,
}

impl Tables<'_> {
    fn next_seq(&self, org: OrgId) -> Result<u64> {
        let found = self
            .0
            .prepare_cached("UPDATE org SET last_seq = last_seq + 1 WHERE id = ?1 RETURNING last_seq")?
            .query_row([org.as_bytes()], |row| row.get(0));
        row::optional(found)?.ok_or_else(|| HubError::not_found("org", &org))
    }

    /// Appends a stored change to its organisation's log; the last of a group marks its document as active.
    pub(crate) fn log_change(&self, org: OrgId, change: i64, group_end: bool) -> Result<u64> {
        let seq = self.next_seq(org)?;
        self.0
            .prepare_cached(
                "INSERT INTO entry (org, seq, kind, change, group_end) VALUES (?1, ?2, 0, ?3, ?4)",
            )?
            .execute(params![org.as_bytes(), seq, change, group_end])?;
        if group_end {
            self.0
                .prepare_cached(
                    "UPDATE doc SET last_seq = ?2 WHERE n = (SELECT doc FROM change WHERE n = ?1)",
                )?
                .execute(params![change, seq])?;
        }
        Ok(seq)
    }

    /// Appends that a held change was refused for good.
    pub(crate) fn log_refusal(&self, org: OrgId, change: i64) -> Result<u64> {
        let seq = self.next_seq(org)?;
        self.0
            .prepare_cached(
                "INSERT INTO entry (org, seq, kind, change, group_end) VALUES (?1, ?2, 4, ?3, 1)",
            )?
            .execute(params![org.as_bytes(), seq, change])?;
        Ok(seq)
    }

    fn log_statement(&self, org: OrgId, kind: u8, statement: &Signed) -> Result<u64> {
        let seq = self.next_seq(org)?;
        self.0
            .prepare_cached(
                "INSERT INTO entry (org, seq, kind, statement, group_end) VALUES (?1, ?2, ?3, ?4, 1)",
            )?
            .execute(params![org.as_bytes(), seq, kind, statement.to_bytes()])?;
        Ok(seq)
    }

    /// Appends a certificate.
    pub(crate) fn log_certificate(&self, org: OrgId, certificate: &Signed) -> Result<u64> {
        self.log_statement(org, 1, certificate)
    }

    /// Appends a lease.
    pub(crate) fn log_lease(&self, org: OrgId, lease: &Signed) -> Result<u64> {
        self.log_statement(org, 2, lease)
    }

    /// Appends a lease by a list of codes.
    pub(crate) fn log_list(&self, org: OrgId, lease: &Signed) -> Result<u64> {
        self.log_statement(org, 8, lease)
    }

    /// Appends the end of a lease before its time.
    pub(crate) fn log_revocation(&self, org: OrgId, revocation: &Signed) -> Result<u64> {
        self.log_statement(org, 5, revocation)
    }

    /// Appends a verdict.
    pub(crate) fn log_verdict(&self, org: OrgId, verdict: &Signed) -> Result<u64> {
        self.log_statement(org, 3, verdict)
    }

    /// Every verdict an organisation was ever given, the oldest first.
    pub(crate) fn verdicts_given(&self, org: OrgId) -> Result<Vec<Signed>> {
        let sql = "SELECT statement FROM entry WHERE org = ?1 AND kind = 3 ORDER BY seq";
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query([org.as_bytes()])?;
        let mut verdicts = Vec::new();
        while let Some(row) = rows.next()? {
            let bytes: Vec<u8> = row.get(0)?;
            verdicts.push(Signed::from_bytes(&bytes)?);
        }
        Ok(verdicts)
    }

    /// The number of the newest entry of a log.
    pub(crate) fn last_seq(&self, org: OrgId) -> Result<Option<u64>> {
        row::optional(
            self.0
                .prepare_cached("SELECT last_seq FROM org WHERE id = ?1")?
                .query_row([org.as_bytes()], |row| row.get(0)),
        )
    }

    /// Walks a log from behind `after`, until `visit` says stop by giving `false`.
    pub(crate) fn walk_log(
        &self,
        org: OrgId,
        after: u64,
        mut visit: impl FnMut(EntryRow) -> Result<bool>,
    ) -> Result<()> {
        let mut statement = self.0.prepare_cached(
            "SELECT e.seq, e.group_end, e.kind, e.statement, c.doc, c.hash, c.actor, c.author, c.bytes, c.signature,
                    c.reason IS NOT NULL
             FROM entry e LEFT JOIN change c ON c.n = e.change
             WHERE e.org = ?1 AND e.seq > ?2 ORDER BY e.seq",
        )?;
        let mut rows = statement.query(params![org.as_bytes(), after])?;
        while let Some(row) = rows.next()? {
            if !visit(read_entry(row)?)? {
                break;
            }
        }
        Ok(())
    }
}

pub(super) fn read_statement(kind: u8, signed: Signed) -> Result<Logged> {
    match kind {
        1 => Ok(Logged::Certificate(signed)),
        2 => Ok(Logged::Lease(signed)),
        3 => Ok(Logged::Verdict(signed)),
        5 => Ok(Logged::Revocation(signed)),
        8 => Ok(Logged::List(signed)),
        other => Err(HubError::Damaged(format!("entry of kind {other}"))),
    }
}

fn read_entry(row: &rusqlite::Row) -> Result<EntryRow> {
    let kind: u8 = row.get(2)?;
    let statement = || -> Result<Signed> {
        Ok(Signed::from_bytes(
            row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?,
        )?)
    };
    let logged = match kind {
        0 => Logged::Change {
            doc: row.get(4)?,
            hash: ChangeHash(row::bytes(row, 5)?),
            actor: row::bytes(row, 6)?,
            author: PublicKey(row::bytes(row, 7)?),
            bytes: row.get(8)?,
            signature: row::bytes_or_null(row, 9)?.map(Signature),
            was_held: row.get(10)?,
        },
        4 => Logged::Refusal(ChangeHash(row::bytes(row, 5)?)),
        kind => read_statement(kind, statement()?)?,
    };
    Ok(EntryRow {
        seq: row.get(0)?,
        group_end: row.get(1)?,
        logged,
    })
}
