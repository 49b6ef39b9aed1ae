use std::time::Instant;

use fieldbook_core::model::*;

use crate::world::World;

/// The ingest rate, printed with `--nocapture`; the bound only catches a hub that loads documents.
#[test]
fn taking_in_changes_does_not_slow_down_as_documents_grow() {
    let world = World::new();
    let mut lan = world.phone("Lan");
    let mut times = Vec::new();
    let docs: Vec<DocRef> = (0..40)
        .map(|_| DocRef::fresh(DocKind::Season, world.org))
        .collect();
    for _ in 0..6 {
        let push = docs
            .iter()
            .map(|doc| {
                let changes: Vec<_> = (0..10)
                    .map(|_| lan.record(*doc, &lan.fact(FactKind::Activity, "weed")))
                    .collect();
                lan.signed(*doc, &changes)
            })
            .collect();
        let request = lan.request(push);
        let start = Instant::now();
        let answer = lan.post(&world, &request).unwrap();
        times.push(start.elapsed());
        assert!(answer.exceptions.is_empty());
    }
    let total: f64 = times.iter().map(std::time::Duration::as_secs_f64).sum();
    println!(
        "{:.0} changes/s over HTTP, pushes of 400: {times:?}",
        2_400.0 / total
    );
    // Loading documents would make the last half slower by as much as they have grown.
    let half = |part: &[std::time::Duration]| part.iter().sum::<std::time::Duration>();
    assert!(half(&times[3..]) < half(&times[..3]) * 4, "{times:?}");
}
