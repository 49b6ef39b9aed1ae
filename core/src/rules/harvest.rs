use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use crate::catalog::Catalog;
use crate::model::{
    Fact, FactKind, Finding, FindingCode, Moment, Quantity, QuantityRole, Severity, TraceDoc, TraceFact, Unit,
};

use super::moment::surely_before;
use super::trace::check_document;

/// The facts of a document that stand.
pub(super) fn standing(doc: &TraceDoc) -> impl Iterator<Item = &Fact> {
    doc.facts
        .iter()
        .filter(|fact| !fact.voided)
        .map(|fact| &fact.fact)
}

/// The first day one use of inputs allows a harvest: the local day of the use and the longest
/// pre-harvest interval among its inputs, in local calendar days.
fn safe_day(fact: &Fact) -> Option<NaiveDate> {
    let intervals = fact.inputs.iter().filter_map(|input| input.pre_harvest_interval);
    let days = Days::new(u64::from(intervals.max()?));
    fact.occurred_at_hub().local_date().checked_add_days(days)
}

/// The first day a season may be harvested: the latest over all standing uses of inputs with a
/// pre-harvest interval. `None` when there is none.
pub fn safe_from(season: &TraceDoc) -> Option<NaiveDate> {
    standing(season).filter_map(safe_day).max()
}

/// What is wrong with a season: harvests before a pre-harvest interval has passed, and what
/// [`check_document`] finds. Computed from all facts each time, so a spray that arrives after the harvest
/// was accepted is found as well.
pub fn check_season(season: &TraceDoc, catalog: &Catalog, now: Moment) -> Vec<Finding> {
    let harvests = standing(season).filter(|fact| fact.kind == FactKind::Harvest);
    let early = harvests.filter_map(|harvest| early_harvest(season, harvest, catalog));
    early.chain(check_document(season, now)).collect()
}

/// A warning on the harvest itself: it happened and is evidence. What it blocks is activating stamps for
/// goods drawn from it (see `lot`).
fn early_harvest(season: &TraceDoc, harvest: &Fact, catalog: &Catalog) -> Option<Finding> {
    // Spraying after a picking says nothing about what was picked: coffee is picked in several rounds.
    let before = |spray: &&Fact| !surely_before(harvest.occurred_at_hub(), spray.occurred_at_hub());
    let (safe, spray) = standing(season)
        .filter(before)
        .filter_map(|spray| Some((safe_day(spray)?, spray)))
        .max_by_key(|(safe, spray)| (*safe, spray.id))?;
    let group = catalog.group(&harvest.group);
    let allowed = group.map_or(0, |group| group.defaults.allowed_early_days);
    let harvested = harvest.occurred_at_hub().local_date();
    let days = safe.signed_duration_since(harvested).num_days();
    (days > i64::from(allowed)).then(|| {
        Finding::new(FindingCode::PreHarvestInterval, Severity::Warning, harvest.id)
            .with("harvest", &harvested)
            .with("date", &safe)
            .with("days", &days)
            .with("spray", &spray.id)
    })
}

/// The facts of a lot that draw on a season whose harvest was voided: goods nobody says were harvested.
pub(super) fn voided_harvests(lot: &TraceDoc, origins: &[TraceDoc]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for fact in standing(lot) {
        for origin in &fact.origins {
            let season = origins.iter().find(|doc| doc.doc.id == origin.doc);
            if let Some(season) = season.filter(|season| lost_harvest(season, origin.quantity)) {
                let name = season.head_text("name");
                let name = name.unwrap_or_else(|| season.doc.id.to_string());
                findings.push(
                    Finding::new(FindingCode::VoidedHarvest, Severity::Warning, fact.id)
                        .with("origin", &name),
                );
            }
        }
    }
    findings
}

/// Every harvest was voided, or more was drawn than the harvests that still stand.
fn lost_harvest(season: &TraceDoc, drawn: Option<Quantity>) -> bool {
    let harvests = || {
        season
            .facts
            .iter()
            .filter(|fact| fact.fact.kind == FactKind::Harvest)
    };
    let some_voided = harvests().any(|harvest| harvest.voided);
    let none_stands = harvests().all(|harvest| harvest.voided);
    some_voided && (none_stands || drawn.is_some_and(|drawn| exceeds(drawn, harvests())))
}

fn exceeds<'a>(drawn: Quantity, harvests: impl Iterator<Item = &'a TraceFact>) -> bool {
    let weights = harvests
        .filter(|harvest| !harvest.voided)
        .filter_map(|harvest| harvest.fact.amount(QuantityRole::Out))
        .filter(|amount| amount.unit() == Unit::Kilogram);
    let harvested = weights.fold(Decimal::ZERO, |sum, weight| sum.saturating_add(weight.amount()));
    drawn.unit() == Unit::Kilogram && drawn.amount() > harvested
}
