use fieldbook_core::identity::ClaimVerdict;
use fieldbook_core::model::{
    ClaimState, DocId, DocKind, FindingCode, Moment, Org, OrgId, Product, SerialRange, Trace, VoidKind,
};
use fieldbook_core::stamp::{digital_link, gtin14, ranges_of, read};

use super::assemble::of_lot;
use super::order::with_order;
use crate::Hub;
use crate::error::Result;
use crate::store::{ClaimRow, Serials, Tables};

/// What the hub knows of one stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StampStanding {
    /// A confirmed claim binds it to a lot.
    Active,
    /// It was taken out of use.
    Voided(VoidKind),
    /// It is claimed, and a person has yet to settle the claim.
    Disputed,
    /// It is claimed, and the claim waits for nothing but an entry that has not come: that the lot was packed.
    Pending,
    /// It is on a roll, and nobody has activated it.
    NotActivated,
    /// It is on no roll of this hub.
    Unknown,
}

impl StampStanding {
    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Voided(_) => "voided",
            Self::Disputed => "disputed",
            Self::Pending => "pending",
            Self::NotActivated => "not_activated",
            Self::Unknown => "unknown",
        }
    }
}

/// One stamp, and the story of the lot it is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampTrace {
    /// GTIN-14, where it has one.
    pub gtin: Option<String>,
    /// Serial, as printed; of a stamp whose code counts nothing its address.
    pub serial: String,
    /// How it stands.
    pub standing: StampStanding,
    /// The product of the GTIN, when it is registered.
    pub product: Option<Product>,
    /// Whose product it is.
    pub org: Option<Org>,
    /// The verdict that binds it, for an active stamp.
    pub verdict: Option<ClaimVerdict>,
    /// The lot's story, for an active stamp.
    pub trace: Option<Trace>,
}

impl Hub {
    /// What is known of the stamp with this GTIN (8 to 14 digits) and serial.
    pub fn trace_of_stamp(&self, gtin: &str, serial: &str) -> Result<StampTrace> {
        let gtin = gtin14(gtin)?;
        self.store().read(|tables| {
            let registered = tables.product_of_gtin(&gtin)?;
            let on_roll = match find_on_rolls(tables, &gtin, serial)? {
                None => {
                    let link = digital_link(&gtin, None, Some(serial)).ok();
                    link.map(|link| find_on_lists(tables, &link))
                        .transpose()?
                        .flatten()
                }
                on_roll => on_roll,
            };
            let blank = StampTrace {
                gtin: Some(gtin),
                ..blank(tables, registered, serial.to_owned())?
            };
            known(tables, blank, on_roll)
        })
    }

    /// What is known of a stamp of an issuer's list, by its whole text.
    pub fn trace_of_code(&self, text: &str) -> Result<StampTrace> {
        let stamp = read(text);
        self.store().read(|tables| {
            let on_list = find_on_lists(tables, text)?;
            let roll = match tables.listed(&stamp.key)? {
                Some(at) => tables.roll(at.roll)?,
                None => None,
            };
            let product = roll.as_ref().and_then(|roll| roll.product);
            let registered = product.map(|id| tables.product(id)).transpose()?.flatten();
            let blank = StampTrace {
                gtin: stamp.gtin.clone(),
                ..blank(tables, registered, stamp.serial.clone().unwrap_or(stamp.key))?
            };
            known(tables, blank, on_list)
        })
    }

    /// The story of a lot; nothing when there is no such lot.
    pub fn trace_of_lot(&self, doc: DocId) -> Result<Option<Trace>> {
        self.store().read(|tables| match tables.doc(doc)? {
            Some((n, doc)) if doc.kind == DocKind::Lot => with_order(tables, of_lot(tables, n)?).map(Some),
            _ => Ok(None),
        })
    }

    /// When the hub received the newest change of a document.
    pub fn received_at(&self, doc: DocId) -> Result<Option<Moment>> {
        let received = self.store().read(|tables| tables.received_ms(doc))?;
        Ok(received.map(|utc_ms| Moment { utc_ms, ..self.now() }))
    }

    /// The lots of a product (GTIN of 8 to 14 digits) with this code (GS1 AI 10), the oldest first.
    pub fn traces_of_lot_code(&self, gtin: &str, code: &str) -> Result<Vec<Trace>> {
        let gtin = gtin14(gtin)?;
        self.store().read(|tables| {
            let mut traces = Vec::new();
            for n in tables.docs_by_lot_code(code)? {
                let trace = of_lot(tables, n)?;
                let made = fieldbook_core::model::lot_code(trace.lot.doc.id);
                let current = trace.lot.head_text("code").unwrap_or(made);
                let product = trace.product.as_ref();
                let same = product.and_then(|product| product.gtin.as_deref()) == Some(gtin.as_str());
                if same && current == code {
                    traces.push(with_order(tables, trace)?);
                }
            }
            Ok(traces)
        })
    }

    /// The product of a GTIN (8 to 14 digits) and whose it is.
    pub fn product_of_gtin(&self, gtin: &str) -> Result<Option<(Org, Product)>> {
        let gtin = gtin14(gtin)?;
        self.store().read(|tables| {
            let Some((org, product)) = tables.product_of_gtin(&gtin)? else {
                return Ok(None);
            };
            Ok(tables.org(org)?.map(|org| (org, product)))
        })
    }
}

/// A stamp of which nothing is known but its product.
fn blank(tables: &Tables, registered: Option<(OrgId, Product)>, serial: String) -> Result<StampTrace> {
    let org = match &registered {
        Some((org, _)) => tables.org(*org)?,
        None => None,
    };
    Ok(StampTrace {
        gtin: None,
        serial,
        standing: StampStanding::Unknown,
        product: registered.map(|(_, product)| product),
        org,
        verdict: None,
        trace: None,
    })
}

/// The same with how it stands, if it is on a roll.
fn known(tables: &Tables, mut stamp: StampTrace, on_roll: Option<Serials>) -> Result<StampTrace> {
    let Some(serials) = on_roll else {
        return Ok(stamp);
    };
    let (standing, claim) = standing_of(tables, &serials)?;
    stamp.standing = standing;
    if let Some(claim) = claim {
        let verdict = claim.verdict.map(|verdict| verdict.read::<ClaimVerdict>());
        stamp.verdict = verdict.transpose()?;
        stamp.trace = Some(with_order(tables, of_lot(tables, claim.doc)?)?);
    }
    Ok(stamp)
}

/// The stamp as a place on the list it is of.
fn find_on_lists(tables: &Tables, text: &str) -> Result<Option<Serials>> {
    let Some(at) = tables.listed(&read(text).key)? else {
        return Ok(None);
    };
    let roll = tables.roll(at.roll)?;
    let range = SerialRange::places(at.place, at.place);
    Ok(roll.zip(range).map(|(roll, range)| Serials {
        space: roll.space,
        range,
    }))
}

/// The serial as a place on one of the GTIN's rolls: rolls of one GTIN share no serial.
fn find_on_rolls(tables: &Tables, gtin: &str, serial: &str) -> Result<Option<Serials>> {
    // However it is counted: a roll that counts in other digits is found as well.
    let (one, _) = ranges_of(&[serial.to_owned()]);
    let Some(range) = one.into_iter().next() else {
        return Ok(None);
    };
    let printed = Serials {
        space: gtin.to_owned(),
        range,
    };
    let roll = tables.rolls_over(&printed)?.into_iter().next();
    Ok(roll.and_then(|roll| {
        let range = roll.range.overlap(&printed.range)?;
        let space = roll.space;
        Some(Serials { space, range })
    }))
}

fn standing_of(tables: &Tables, stamp: &Serials) -> Result<(StampStanding, Option<ClaimRow>)> {
    let voided = tables.voided_over(stamp)?;
    if let Some(for_good) = voided.iter().find(|voided| voided.kind != VoidKind::Returned) {
        return Ok((StampStanding::Voided(for_good.kind), None));
    }
    if let Some((claim, _)) = tables.confirmed_over(stamp)?.first() {
        return Ok((StampStanding::Active, tables.claim_at(*claim)?));
    }
    let mut standing = StampStanding::NotActivated;
    for claim in tables.claiming(stamp)? {
        match tables.claim_at(claim)? {
            Some(claim) if claim.state == ClaimState::Pending || waits_for_packing(&claim)? => {
                standing = StampStanding::Pending;
            }
            Some(claim) if claim.state == ClaimState::Disputed => return Ok((StampStanding::Disputed, None)),
            _ => {}
        }
    }
    if let Some(at_ms) = voided.iter().map(|voided| voided.at_ms).max()
        && standing == StampStanding::NotActivated
        && !leased_since(tables, stamp, at_ms)?
    {
        standing = StampStanding::Voided(VoidKind::Returned);
    }
    Ok((standing, None))
}

/// Devices sync in any order: the activation may be here before the packing.
fn waits_for_packing(claim: &ClaimRow) -> Result<bool> {
    let verdict = claim.verdict.as_ref().map(|signed| signed.read::<ClaimVerdict>());
    let waits = verdict.transpose()?.is_some_and(|verdict| {
        verdict.findings == [FindingCode::ActivatedBeforePacking.name()] && verdict.rivals.is_empty()
    });
    Ok(waits && claim.state == ClaimState::Disputed)
}

/// Whether a stamp that was handed back has been leased anew.
fn leased_since(tables: &Tables, stamp: &Serials, at_ms: i64) -> Result<bool> {
    for roll in tables.rolls_over(stamp)? {
        let leases = tables.leases_of_roll_over(roll.id, &stamp.range)?;
        if leases.iter().any(|lease| lease.given_ms > at_ms) {
            return Ok(true);
        }
    }
    Ok(false)
}
