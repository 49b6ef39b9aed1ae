use crate::model::{DocKind, Fact, FactKind, Finding, Moment};

use super::moment::future;

/// What the rules say about a fact that stands, where that does not depend on any other fact; `None` where
/// [`super::check_season`] or [`super::check_trace`] must see the document.
///
/// A harvest depends on what was sprayed before it, an activation on everything its lot went through, and
/// goods drawn from a season on that season's harvests. Nothing else is judged by its neighbours.
pub fn check_alone(fact: &Fact, kind: DocKind, now: Moment) -> Option<Vec<Finding>> {
    match kind {
        DocKind::Season if fact.kind == FactKind::Harvest => None,
        DocKind::Lot if fact.kind == FactKind::Activate || !fact.origins.is_empty() => None,
        DocKind::Season | DocKind::Lot | DocKind::Visit => Some(future(fact, now).into_iter().collect()),
        DocKind::Register => Some(Vec::new()),
    }
}
