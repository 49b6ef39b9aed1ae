use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use crate::catalog::Catalog;
use crate::model::{
    Fact, FactKind, Finding, FindingCode, Input, Moment, Quantity, QuantityRole, Severity, TraceDoc,
    TraceFact, Unit,
};

use super::document::{check_document, standing};
use super::moment::surely_before;

/// A pre-harvest interval that is still open: what a harvest would be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenInterval<'a> {
    /// The first day the goods are safe.
    pub safe: NaiveDate,
    /// Civil days until then, at least one.
    pub days: i64,
    /// The use of inputs that it waits for longest.
    pub spray: &'a Fact,
    /// The input of the longest interval in it.
    pub input: &'a Input,
}

/// The first day one use of inputs allows a harvest, and the input that says so: the local day of the use and
/// the longest pre-harvest interval among its inputs, in local calendar days.
fn safe_day(fact: &Fact) -> Option<(NaiveDate, &Input)> {
    let longest = fact
        .inputs
        .iter()
        .max_by_key(|input| input.pre_harvest_interval)?;
    let days = Days::new(u64::from(longest.pre_harvest_interval?));
    Some((
        fact.occurred_at_hub().local_date().checked_add_days(days)?,
        longest,
    ))
}

/// The interval that a harvest of a season at a moment, by the hub's clock, would fall into: the latest to end
/// among all standing uses of inputs before it. `None` when none is open, or only so much of it as the product
/// group allows.
pub fn open_interval<'a>(
    season: &'a TraceDoc,
    at: Moment,
    group: &str,
    catalog: &Catalog,
) -> Option<OpenInterval<'a>> {
    // Spraying after a picking says nothing about what was picked: coffee is picked in several rounds.
    let before = |spray: &&Fact| !surely_before(at, spray.occurred_at_hub());
    let (safe, input, spray) = standing(season)
        .filter(before)
        .filter_map(|spray| safe_day(spray).map(|(safe, input)| (safe, input, spray)))
        .max_by_key(|(safe, _, spray)| (*safe, spray.id))?;
    let group = catalog.group(group);
    let allowed = group.map_or(0, |group| group.defaults.allowed_early_days);
    let days = safe.signed_duration_since(at.local_date()).num_days();
    (days > i64::from(allowed)).then_some(OpenInterval {
        safe,
        days,
        spray,
        input,
    })
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
    let at = harvest.occurred_at_hub();
    let open = open_interval(season, at, &harvest.group, catalog)?;
    Some(
        Finding::new(FindingCode::PreHarvestInterval, Severity::Warning, harvest.id)
            .with("harvest", &at.local_date())
            .with("date", &open.safe)
            .with("days", &open.days)
            .with("spray", &open.spray.id),
    )
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
