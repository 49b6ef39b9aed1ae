use rusqlite::{OptionalExtension, params};

use super::integers::{signed, unsigned};
use super::{Reading, StoreError, Writing};
use crate::model::{DocId, OrgId};

/// How far an organisation has been followed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FollowRow {
    /// The hub's epoch.
    pub epoch: [u8; 16],
    /// The number of the last entry of the log applied.
    pub after: u64,
    /// The hub's mark of a start in documents that is not over; empty when none is.
    pub mark: Vec<u8>,
    /// The hub wants to know what is held behind this document.
    pub tell_after: Option<DocId>,
    /// This device's own changes are to come back too: it dropped them.
    pub own: bool,
}

impl Reading<'_> {
    /// The hub's epochs that the followed organisations were last read in.
    pub fn epochs(&self) -> Result<Vec<[u8; 16]>, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT DISTINCT epoch FROM follow")?;
        let rows = select.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How far an organisation has been followed; `None` when it never was.
    pub fn follow(&self, org: OrgId) -> Result<Option<FollowRow>, StoreError> {
        let sql = "SELECT epoch, after, mark, tell_after, own FROM follow WHERE org = ?1";
        let mut select = self.connection.prepare_cached(sql)?;
        let row = select
            .query_row([org.as_bytes()], |row| {
                let tell_after: Option<[u8; 16]> = row.get(3)?;
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    tell_after.map(|id| DocId(uuid::Uuid::from_bytes(id))),
                    row.get(4)?,
                ))
            })
            .optional()?;
        row.map(|(epoch, after, mark, tell_after, own)| {
            Ok(FollowRow {
                epoch,
                after: unsigned(after, "follow")?,
                mark,
                tell_after,
                own,
            })
        })
        .transpose()
    }

    /// Organisations a person has dropped.
    pub fn unfollowed(&self) -> Result<Vec<OrgId>, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT org FROM unfollowed ORDER BY org")?;
        let rows = select.query_map([], |row| Ok(OrgId(uuid::Uuid::from_bytes(row.get(0)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many documents the book has of an organisation.
    pub fn count_documents(&self, org: OrgId) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) FROM document WHERE org = ?1";
        let count = self
            .connection
            .prepare_cached(sql)?
            .query_row([org.as_bytes()], |row| row.get(0))?;
        unsigned(count, "document")
    }

    /// How many changes of an organisation only this phone is sure to keep: not acknowledged, held or refused.
    pub fn count_only_here(&self, org: OrgId) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) FROM change c JOIN document d ON d.n = c.document
                   WHERE d.org = ?1 AND c.state IN (0, 1, 4, 5)";
        let count = self
            .connection
            .prepare_cached(sql)?
            .query_row([org.as_bytes()], |row| row.get(0))?;
        unsigned(count, "change")
    }
}

impl Writing<'_> {
    /// Moves the cursor of an organisation, or the mark of its start.
    pub fn set_follow(&self, org: OrgId, row: &FollowRow) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO follow (org, epoch, after, mark, tell_after, own) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                   ON CONFLICT (org) DO UPDATE
                   SET epoch = ?2, after = ?3, mark = ?4, tell_after = ?5, own = ?6";
        self.connection().prepare_cached(sql)?.execute(params![
            org.as_bytes(),
            row.epoch,
            signed(row.after, "follow")?,
            row.mark,
            row.tell_after.as_ref().map(|id| id.as_bytes().as_slice()),
            row.own,
        ])?;
        Ok(())
    }

    /// Notes that an organisation is dropped, or taken up again.
    pub fn set_unfollowed(&self, org: OrgId, unfollowed: bool) -> Result<(), StoreError> {
        let sql = if unfollowed {
            "INSERT OR IGNORE INTO unfollowed (org) VALUES (?1)"
        } else {
            "DELETE FROM unfollowed WHERE org = ?1"
        };
        self.connection().prepare_cached(sql)?.execute([org.as_bytes()])?;
        self.touch("documents");
        Ok(())
    }

    /// Takes some documents of an organisation out of the book, and its leases; gives how many. Following it
    /// again then begins anew, with this device's own changes. What receipts cover is remembered beside
    /// them, for a receipt speaks for its whole list.
    pub fn prune(&self, org: OrgId, most: u32) -> Result<usize, StoreError> {
        let connection = self.connection();
        let of = "SELECT n FROM document WHERE org = ?1 ORDER BY n LIMIT ?2";
        let facts = format!("SELECT id FROM fact WHERE document IN ({of})");
        let statements = [
            format!(
                "INSERT OR IGNORE INTO receipt_pruned (receipt, hash)
                 SELECT receipt, hash FROM change
                 WHERE receipt IS NOT NULL AND document IN ({of})"
            ),
            format!("DELETE FROM fact_search WHERE rowid IN (SELECT n FROM fact WHERE document IN ({of}))"),
            format!("DELETE FROM verdict WHERE claim IN ({facts})"),
            format!("DELETE FROM told_verdict WHERE claim IN ({facts})"),
            format!("DELETE FROM claim_span WHERE fact IN ({facts})"),
            format!("DELETE FROM claim WHERE document IN ({of})"),
            format!("DELETE FROM register_write WHERE document IN ({of})"),
            format!("DELETE FROM fact WHERE document IN ({of})"),
            format!("DELETE FROM signature WHERE document IN ({of})"),
            format!("DELETE FROM snapshot WHERE document IN ({of})"),
            format!("DELETE FROM quarantine WHERE document IN (SELECT id FROM document WHERE n IN ({of}))"),
            format!("DELETE FROM change WHERE document IN ({of})"),
        ];
        for sql in statements {
            connection
                .prepare_cached(&sql)?
                .execute(params![org.as_bytes(), most])?;
        }
        let sql = format!("DELETE FROM document WHERE n IN ({of})");
        let gone = connection
            .prepare_cached(&sql)?
            .execute(params![org.as_bytes(), most])?;
        connection.execute("DELETE FROM lease WHERE org = ?1", [org.as_bytes()])?;
        let anew = FollowRow {
            own: true,
            ..FollowRow::default()
        };
        self.set_follow(org, &anew)?;
        for topic in ["facts", "documents", "claims"] {
            self.touch(topic);
        }
        Ok(gone)
    }

    /// Ties changes that have come back to the receipts this device held for them.
    pub fn restore_receipts(&self) -> Result<(), StoreError> {
        let sql = "UPDATE change SET receipt = p.receipt FROM receipt_pruned p
                   WHERE change.hash = p.hash AND change.receipt IS NULL";
        self.connection().execute(sql, [])?;
        let sql =
            "DELETE FROM receipt_pruned WHERE hash IN (SELECT hash FROM change WHERE receipt IS NOT NULL)";
        self.connection().execute(sql, [])?;
        Ok(())
    }
}
