use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::catalog::Catalog;
use crate::model::{
    Fact, FactId, FactKind, Finding, FindingCode, Moment, QuantityRole, Severity, Trace, TraceDoc, Unit,
};

use super::document::standing;
use super::harvest::{check_season, voided_harvests};
use super::moment::surely_before;
use super::stamps::live_stamps_except;

/// What is known about a lot when stamps are activated for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotStanding {
    /// The product group asks for packing first.
    pub packing_required: bool,
    /// Units packed, see [`packed_units`].
    pub packed_units: Decimal,
    /// When the first of them were packed, see [`packed_at`].
    pub packed_at: Option<Moment>,
    /// Stamps other activations have put on the lot and nobody has voided.
    pub stamps: u128,
    /// The lot, or a lot its goods came from, is recalled.
    pub recalled: bool,
    /// What [`super::check_trace`] found about the harvests behind the lot.
    pub harvest_findings: Vec<Finding>,
}

impl LotStanding {
    /// From a lot's trace, leaving one activation out: the one about to be checked. A lot whose product
    /// group is not known is held to the strictest rules.
    pub fn of(trace: &Trace, catalog: &Catalog, except: Option<FactId>, now: Moment) -> Self {
        let named = trace.lot.head_text("group");
        let named = named.or_else(|| trace.product.as_ref().map(|product| product.group.clone()));
        let group = named.and_then(|name| catalog.group(&name));
        Self {
            packing_required: group.is_none_or(|group| group.activation_requires.contains(&FactKind::Pack)),
            packed_units: packed_units(&trace.lot),
            packed_at: packed_at(&trace.lot),
            stamps: live_stamps_except(&trace.lot, except),
            recalled: recalled(&trace.lot) || trace.origins.iter().any(recalled),
            harvest_findings: harvest_findings(trace, catalog, now),
        }
    }
}

fn packings(lot: &TraceDoc) -> impl Iterator<Item = &Fact> {
    standing(lot).filter(|fact| fact.kind == FactKind::Pack)
}

/// Units packed: the pieces of every standing packing. Weights do not count, for a stamp goes on a pack.
pub fn packed_units(lot: &TraceDoc) -> Decimal {
    packings(lot)
        .flat_map(|fact| &fact.quantities)
        .filter(|roled| roled.role == QuantityRole::Out && roled.quantity.unit() == Unit::Piece)
        .fold(Decimal::ZERO, |sum, roled| {
            sum.saturating_add(roled.quantity.amount())
        })
}

/// When packing began, by the hub's clock as far as it is known: the earliest standing packing.
pub fn packed_at(lot: &TraceDoc) -> Option<Moment> {
    packings(lot).map(Fact::occurred_at_hub).min()
}

/// Whether a recall stands. Lifting one is voiding it, with a reason.
pub fn recalled(lot: &TraceDoc) -> bool {
    standing(lot).any(|fact| fact.kind == FactKind::Recall)
}

/// Early and voided harvests behind a lot.
fn harvest_findings(trace: &Trace, catalog: &Catalog, now: Moment) -> Vec<Finding> {
    let docs = std::iter::once(&trace.lot).chain(&trace.origins);
    let voided = docs.flat_map(|doc| voided_harvests(doc, &trace.origins));
    let seasons = trace.origins.iter();
    let early = seasons
        .flat_map(|season| check_season(season, catalog, now))
        .filter(|finding| finding.code == FindingCode::PreHarvestInterval);
    voided.chain(early).collect()
}

/// What the state of a lot says about one activation of `stamps` stamps.
pub(super) fn activation(fact: &Fact, stamps: u128, lot: &LotStanding) -> Vec<Finding> {
    let blocking = |code| Finding::new(code, Severity::Blocking, fact.id);
    let mut findings = Vec::new();
    let unpacked = lot
        .packed_at
        .is_none_or(|packed| surely_before(fact.occurred_at_hub(), packed));
    if lot.packing_required && unpacked {
        findings.push(blocking(FindingCode::ActivatedBeforePacking));
    }
    let units = lot.packed_units.floor().to_u128().unwrap_or_default();
    let total = lot.stamps.saturating_add(stamps);
    // Without any packing the finding above says it all.
    if lot.packed_at.is_some() && total > units {
        findings.push(
            blocking(FindingCode::MoreStampsThanUnits)
                .with("stamps", &total)
                .with("units", &units),
        );
    }
    if lot.recalled {
        findings.push(blocking(FindingCode::LotRecalled));
    }
    // A harvest inside the interval puts its lots on hold, and goods without a harvest have no diary:
    // neither may carry a stamp until a person has settled it (domain rules on early harvest, QTN-06).
    // On the harvest itself the same is a warning, for the harvest cannot be undone.
    findings.extend(lot.harvest_findings.iter().map(|found| Finding {
        severity: Severity::Blocking,
        fact: Some(fact.id),
        ..found.clone()
    }));
    findings
}
