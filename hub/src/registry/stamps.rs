use fieldbook_core::identity::{LeaseRevocation, ListLease, Signed, sign_lease};
use fieldbook_core::model::{
    BlobHash, ClaimState, Invalid, LeaseId, Moment, OrgId, PersonId, ProductId, RollId, SerialRange,
    StampLease, VoidKind,
};
use fieldbook_core::stamp::{CodeFilter, gtin14};
use sha2::{Digest, Sha256};

use crate::Hub;
use crate::claims::judge_claims;
use crate::error::{HubError, Result};
use crate::lists::shared_with_lists;
use crate::store::{LeaseRow, RollRow, Serials, Tables};

/// What the stamps of a roll are printed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issue {
    /// GS1 Digital Links with this GTIN (8 to 14 digits).
    Gtin(String),
    /// An issuer's own form on this host, such as `check.example.vn`.
    Host(String),
}

/// A roll to add.
#[derive(Debug, Clone)]
pub struct NewRoll {
    /// What they are printed with.
    pub issue: Issue,
    /// The product it is for; with a GTIN, the product of that GTIN unless another is named.
    pub product: Option<ProductId>,
    /// Its serials.
    pub range: SerialRange,
}

/// A roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollView {
    /// Its id.
    pub id: RollId,
    /// What the stamps are printed with.
    pub issue: Issue,
    /// The product it is for.
    pub product: Option<ProductId>,
    /// Its serials.
    pub range: SerialRange,
}

/// A lease to give.
#[derive(Debug, Clone)]
pub struct NewLease {
    /// The roll.
    pub roll: RollId,
    /// The serials; the whole roll when not said.
    pub range: Option<SerialRange>,
    /// To whom.
    pub org: OrgId,
    /// The one person who may use it, if it is not for everyone there.
    pub person: Option<PersonId>,
    /// For how many days, 1 to 3,660.
    pub days: u16,
}

/// A lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseView {
    /// What it says.
    pub lease: StampLease,
    /// It has neither ended nor been revoked.
    pub standing: bool,
    /// When it was revoked, milliseconds since 1970 by the hub's clock.
    pub revoked_ms: Option<i64>,
}

const DAYS_MAX: u16 = 3_660;

fn space_of(issue: &Issue) -> Result<(String, Option<String>, Option<String>)> {
    match issue {
        Issue::Gtin(gtin) => {
            let gtin = gtin14(gtin)?;
            Ok((gtin.clone(), Some(gtin), None))
        }
        Issue::Host(host) => {
            let host = host.trim().to_lowercase();
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/' | '_');
            if host.is_empty() || host.len() > 200 || !host.chars().all(plain) {
                return Err(Invalid::new("host", "not_an_address").with("value", &host).into());
            }
            Ok((format!("host:{host}"), None, Some(host)))
        }
    }
}

/// An issue as codes are read with it: a GTIN of 14 digits; a host in small letters and the path before the codes as it
/// is printed.
pub(crate) fn said(issue: &Issue) -> Result<Issue> {
    let (_, gtin, _) = space_of(issue)?;
    Ok(match (issue, gtin) {
        (Issue::Host(text), _) => {
            let text = text.trim().trim_matches('/');
            let (host, path) = text.split_once('/').unwrap_or((text, ""));
            let slash = if path.is_empty() { "" } else { "/" };
            Issue::Host(format!("{}{slash}{path}", host.to_lowercase()))
        }
        (Issue::Gtin(text), gtin) => Issue::Gtin(gtin.unwrap_or_else(|| text.clone())),
    })
}

impl RollView {
    pub(crate) fn of(roll: RollRow) -> Self {
        let issue = match (roll.gtin, roll.host) {
            (Some(gtin), _) => Issue::Gtin(gtin),
            (None, host) => Issue::Host(host.unwrap_or_default()),
        };
        Self {
            id: roll.id,
            issue,
            product: roll.product,
            range: roll.range,
        }
    }
}

/// The product a roll is for: the one named, else that of its GTIN.
pub(crate) fn product_of(
    tables: &Tables,
    named: Option<ProductId>,
    gtin: Option<&str>,
) -> Result<Option<ProductId>> {
    match (named, gtin) {
        (Some(id), _) => {
            let known = tables.product(id)?;
            let (_, product) = known.ok_or_else(|| HubError::not_found("product", &id))?;
            Ok(Some(product.id))
        }
        (None, Some(gtin)) => Ok(tables.product_of_gtin(gtin)?.map(|(_, product)| product.id)),
        (None, None) => Ok(None),
    }
}

fn lease_view(row: LeaseRow, now_ms: i64) -> LeaseView {
    LeaseView {
        standing: row.stands(now_ms),
        revoked_ms: row.revoked_ms,
        lease: row.lease,
    }
}

impl Hub {
    /// Adds a roll. Rolls of one GTIN or host share no serial (`roll_overlap`).
    pub fn new_roll(&self, new: &NewRoll) -> Result<RollView> {
        let (space, gtin, host) = space_of(&new.issue)?;
        let affixes = [new.range.prefix(), new.range.suffix()];
        // Places on a list are no serials that anybody prints.
        if new.range.is_places() {
            return Err(Invalid::new("serial", "list_by_code")
                .with("range", &new.range)
                .into());
        }
        if affixes.iter().any(|affix| affix.chars().any(char::is_control)) {
            return Err(Invalid::new("serial", "control_character").into());
        }
        self.store().write(|tables| {
            let product = product_of(tables, new.product, gtin.as_deref())?;
            let serials = Serials {
                space,
                range: new.range.clone(),
            };
            for other in tables.rolls_over(&serials)? {
                if let Some(shared) = other.range.overlap(&new.range) {
                    return Err(HubError::refused(
                        "roll_overlap",
                        format!("{shared} ({})", other.id),
                    ));
                }
            }
            if let Some(code) = shared_with_lists(tables, &said(&new.issue)?, &new.range)? {
                return Err(HubError::refused("roll_overlap", code));
            }
            let roll = RollRow {
                id: RollId::fresh(),
                product,
                space: serials.space,
                gtin,
                host,
                range: serials.range,
            };
            tables.insert_roll(&roll)?;
            Ok(RollView::of(roll))
        })
    }

    /// Every roll.
    pub fn rolls(&self) -> Result<Vec<RollView>> {
        let rolls = self.store().read(|tables| tables.rolls())?;
        Ok(rolls.into_iter().map(RollView::of).collect())
    }

    /// Leases stamps of a roll; of a list of codes at most 200,000 (`list_lease_long`). They must be on it (`outside_roll`) and in no other lease that still stands
    /// (`lease_overlap`), but for those handed
    /// back unused, nor confirmed for another organisation (`stamps_in_use`). Claims that were
    /// refused for want of a lease are judged again.
    pub fn new_lease(&self, new: &NewLease) -> Result<StampLease> {
        if new.days == 0 || new.days > DAYS_MAX {
            return Err(HubError::refused("days", format!("1–{DAYS_MAX}")));
        }
        let now = self.now();
        let not_after = Moment {
            utc_ms: now.utc_ms.saturating_add(i64::from(new.days) * 86_400_000),
            ..now
        };
        self.store().write(|tables| {
            let roll = tables.roll(new.roll)?;
            let roll = roll.ok_or_else(|| HubError::not_found("roll", &new.roll))?;
            tables
                .org(new.org)?
                .ok_or_else(|| HubError::not_found("org", &new.org))?;
            if let Some(person) = new.person {
                let known = tables
                    .members(new.org)?
                    .iter()
                    .any(|(member, _)| member.id == person);
                known
                    .then_some(())
                    .ok_or_else(|| HubError::not_found("person", &person))?;
            }
            let range = new.range.clone().unwrap_or_else(|| roll.range.clone());
            self.check_free(tables, &roll, &range, new.org)?;
            // A serial can be split into prefix, counter and suffix in several ways; claims are compared in
            // the roll's, so a lease is always written in it.
            let outside = || HubError::refused("outside_roll", roll.range.to_string());
            let range = roll.range.overlap(&range).ok_or_else(outside)?;
            let lease = StampLease {
                id: LeaseId::fresh(),
                roll: roll.id,
                gtin: roll.gtin.clone(),
                range,
                org: new.org,
                person: new.person,
                not_after,
            };
            self.give(tables, &roll, &lease, now.utc_ms)?;
            let mut waiting = tables.claims_in(lease.org, ClaimState::Refused)?;
            waiting.extend(tables.claims_in(lease.org, ClaimState::Disputed)?);
            waiting.sort_by_key(|claim| claim.n);
            judge_claims(self, tables, waiting.into_iter().map(|claim| claim.n))?;
            Ok(lease)
        })
    }

    /// Signs a lease and puts it into the log: of a list with the filter that tells its codes offline.
    fn give(&self, tables: &Tables, roll: &RollRow, lease: &StampLease, now_ms: i64) -> Result<()> {
        if !roll.is_list() {
            let signed = sign_lease(lease, self.key())?;
            tables.insert_lease(lease, now_ms, &signed)?;
            tables.log_lease(lease.org, &signed)?;
            return Ok(());
        }
        let most = CodeFilter::CODES_MAX;
        if lease.range.count() > u128::from(most) {
            return Err(HubError::refused("list_lease_long", most.to_string()));
        }
        let keys = tables.keys_at(roll.id, &lease.range, most as usize)?;
        let content = CodeFilter::of(keys.iter().map(String::as_str))?.to_bytes();
        let list = ListLease {
            lease: lease.clone(),
            stem: tables.list_stem(roll.id)?.unwrap_or_default(),
            filter: BlobHash(Sha256::digest(&content).into()),
            bytes: u32::try_from(content.len()).unwrap_or(u32::MAX),
        };
        let signed = Signed::new(&list, self.key())?;
        tables.keep_code_filter(list.filter, &content)?;
        tables.insert_lease(lease, now_ms, &signed)?;
        tables.log_list(lease.org, &signed)?;
        Ok(())
    }

    /// The filter of a lease's codes, by its hash: only who was given the lease knows that.
    pub(crate) fn code_filter(&self, hash: BlobHash) -> Result<Option<Vec<u8>>> {
        self.store().read(|tables| tables.code_filter(hash))
    }

    fn check_free(&self, tables: &Tables, roll: &RollRow, range: &SerialRange, org: OrgId) -> Result<()> {
        if !range.subtract(&roll.range).is_empty() {
            return Err(HubError::refused("outside_roll", roll.range.to_string()));
        }
        let serials = Serials {
            space: roll.space.clone(),
            range: roll.range.overlap(range).unwrap_or_else(|| range.clone()),
        };
        let voided = tables.voided_over(&serials)?;
        for row in tables.leases_of_roll_over(roll.id, range)? {
            let stands = row.stands(self.now().utc_ms);
            let LeaseRow {
                lease: other,
                given_ms,
                ..
            } = row;
            // What was handed back unused since is free although its lease has not ended.
            let returned = voided.iter().filter(|voided| voided.kind == VoidKind::Returned);
            let returned = returned.filter(|voided| given_ms <= voided.at_ms);
            let returned: Vec<SerialRange> = returned.map(|voided| voided.serials.range.clone()).collect();
            let shared = other.range.overlap(range).filter(|_| stands);
            if let Some(taken) = shared.and_then(|shared| shared.gaps(&returned).into_iter().next()) {
                return Err(HubError::refused(
                    "lease_overlap",
                    format!("{taken} ({}, {})", other.org, other.id),
                ));
            }
        }
        for (claim, held) in tables.confirmed_over(&serials)? {
            if tables.claim_at(claim)?.is_some_and(|claim| claim.org != org) {
                return Err(HubError::refused("stamps_in_use", held.to_string()));
            }
        }
        Ok(())
    }

    /// The leases of an organisation, in the order they were given.
    pub fn leases(&self, org: OrgId) -> Result<Vec<LeaseView>> {
        let now_ms = self.now().utc_ms;
        let rows = self.store().read(|tables| tables.lease_rows_of_org(org))?;
        Ok(rows.into_iter().map(|row| lease_view(row, now_ms)).collect())
    }

    /// Takes a lease back before its end. What the hub had activated by now stands; what reaches it later is refused
    /// with `lease_revoked`, whenever it was written down, and what is left can be leased again. Phones learn it with
    /// their next sync. Revoking once more changes nothing.
    pub fn revoke_lease(&self, id: LeaseId) -> Result<LeaseView> {
        let now = self.now();
        self.store().write(|tables| {
            let row = tables.lease(id)?;
            let mut row = row.ok_or_else(|| HubError::not_found("lease", &id))?;
            if row.revoked_ms.is_none() {
                let signed = Signed::new(&LeaseRevocation { lease: id, at: now }, self.key())?;
                tables.revoke_lease(id, now.utc_ms)?;
                tables.log_revocation(row.lease.org, &signed)?;
                row.revoked_ms = Some(now.utc_ms);
            }
            Ok(lease_view(row, now.utc_ms))
        })
    }
}
