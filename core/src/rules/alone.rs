use crate::model::{Certified, DocKind, Fact, FactKind, Finding, Moment, Rescan};

use super::attribution::attribution;
use super::moment::future;

/// What the rules say about a fact that was just written and stands, where that does not depend on any other
/// fact; `None` where [`super::check_season`] or [`super::check_trace`] must see the document. `signer` is
/// what the hub has certified of the key that signed it.
///
/// A harvest depends on what was sprayed before it, an activation on everything its lot went through,
/// goods drawn from a season on that season's harvests, and a re-scan of stamps on the activation it speaks of.
/// Nothing else is judged by its neighbours.
pub fn check_alone(
    fact: &Fact,
    kind: DocKind,
    signer: Option<&Certified>,
    now: Moment,
) -> Option<Vec<Finding>> {
    match kind {
        DocKind::Season if fact.kind == FactKind::Harvest => None,
        DocKind::Lot if fact.kind == FactKind::Activate || !fact.origins.is_empty() => None,
        DocKind::Lot if fact.step == Rescan::STEP => None,
        DocKind::Season | DocKind::Lot | DocKind::Visit => {
            let names = signer.map(|signer| attribution(fact, signer));
            Some(
                future(fact, now)
                    .into_iter()
                    .chain(names.unwrap_or_default())
                    .collect(),
            )
        }
        DocKind::Register => Some(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{clock, doc, fact, stands, trace};
    use super::*;
    use crate::catalog::Catalog;
    use crate::model::{DeviceId, PersonId};
    use crate::rules::{check_document, check_season, check_trace};

    /// Every kind of fact in every kind of document, at any hour, signed by its own device, by another, or by
    /// nobody the hub knows: what is said of it alone is what is said of it in its document.
    #[test]
    fn alone_a_fact_is_told_what_its_document_would_say() {
        let now = clock("2026-10-01T12:00:00+07:00");
        let mut compared = 0;
        for (kind, _) in FactKind::ALL {
            for at in ["2026-10-01T09:00:00+07:00", "2026-10-01T20:00:00+07:00"] {
                let fact = fact(kind, clock(at));
                let own = Certified {
                    key: [1; 32],
                    device: fact.device,
                    people: vec![fact.recorder],
                };
                let foreign = Certified {
                    device: DeviceId::fresh(),
                    people: vec![PersonId::fresh()],
                    ..own.clone()
                };
                for signer in [None, Some(own), Some(foreign)] {
                    for place in [DocKind::Season, DocKind::Lot, DocKind::Visit] {
                        let mut told = stands(fact.clone());
                        told.signer.clone_from(&signer);
                        let catalog = Catalog::builtin();
                        let whole = match place {
                            DocKind::Season => check_season(&doc(place, vec![told]), catalog, now),
                            DocKind::Lot => check_trace(&trace(vec![told], Vec::new()), catalog, now),
                            _ => check_document(&doc(place, vec![told]), now),
                        };
                        if let Some(alone) = check_alone(&fact, place, signer.as_ref(), now) {
                            assert_eq!(alone, whole, "{kind:?} in {place:?}");
                            compared += alone.len();
                        }
                    }
                }
            }
        }
        assert!(compared > 100, "{compared}");
    }
}
