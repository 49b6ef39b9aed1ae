//! How each place of a sheet is to be shown.

use std::collections::{BTreeMap, BTreeSet};

use super::items::{Label, listed};
use super::report::{SpotMark, SweepReport, SweptSpot};
use crate::model::StampFamily;
use crate::scan::{Spot, SpotId, Standing};

/// Every place where a code was seen in more than one frame, or read.
pub(super) fn marked(
    spots: &[Spot],
    labels: &BTreeMap<SpotId, Label>,
    report: &SweepReport,
) -> Vec<SweptSpot> {
    let places = report.duplicates.iter().flat_map(|duplicate| &duplicate.places);
    let copies: BTreeSet<SpotId> = places.map(|(spot, _)| *spot).collect();
    let listed = listed();
    let proposed = proposed(report, &listed);
    let mark_of = |spot: &Spot| match spot.standing() {
        Standing::Sure(_) if copies.contains(&spot.id) => Some(SpotMark::Duplicate),
        Standing::Sure(_) => Some(match labels.get(&spot.id) {
            Some(Label::Stamp(family, serial)) => {
                let marks = proposed.get(family);
                let mark = marks.and_then(|marks| marks.get(serial));
                mark.copied().unwrap_or(SpotMark::Stranger)
            }
            _ => SpotMark::Stranger,
        }),
        Standing::Once(_) | Standing::Doubted => Some(SpotMark::Unsure),
        Standing::Unread => Some(SpotMark::Unread),
        Standing::Glimpsed => None,
    };
    let spot = |spot: &Spot| {
        Some(SweptSpot {
            spot: spot.id,
            place: spot.place,
            mark: mark_of(spot)?,
            label: labels.get(&spot.id).map(|label| match label {
                Label::Stamp(_, text) | Label::Text(text) => text.clone(),
            }),
        })
    };
    spots.iter().filter_map(spot).collect()
}

/// The stamps of the proposal, by family and serial.
fn proposed<'r>(
    report: &'r SweepReport,
    listed: &'r StampFamily,
) -> BTreeMap<&'r StampFamily, BTreeMap<String, SpotMark>> {
    let mut marks: BTreeMap<&StampFamily, BTreeMap<String, SpotMark>> = BTreeMap::new();
    for range in &report.ranges {
        let own = marks.entry(&range.family).or_default();
        for (runs, mark) in [
            (&range.stamps, SpotMark::Read),
            (&range.left_out, SpotMark::LeftOut),
        ] {
            let serials = runs.iter().flat_map(|run| run.serials());
            own.extend(serials.map(|serial| (serial, mark)));
        }
    }
    let codes = report.codes.iter().flat_map(|codes| &codes.stamps);
    marks
        .entry(listed)
        .or_default()
        .extend(codes.map(|key| (key.clone(), SpotMark::Read)));
    marks
}
