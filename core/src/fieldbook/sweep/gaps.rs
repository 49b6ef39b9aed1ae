//! Where missing serials would be, and which serials unreadable places likely have.

use std::collections::BTreeMap;

use super::cluster::Cluster;
use super::items::Families;
use super::order::Order;
use super::report::{MissingStamp, SpotMark, SweepReport, SweptSpot, UnreadStamp};
use crate::model::SerialRange;
use crate::scan::{Place, Spot, Standing};

/// Missing serials that are placed one by one, in a gap and in all: more are a part of the sheet not swept yet.
const MISSING_MAX: u128 = 100;
const PLACED_MAX: usize = 400;

/// Unread places that get a likely serial: more are a sheet in bad light, not torn stamps.
const UNREAD_MAX: usize = 200;

/// `proposed` are the clusters of the report's ranges, in their order.
pub(super) fn place_gaps(
    report: &mut SweepReport,
    spots: &[Spot],
    proposed: &[Cluster],
    families: &Families,
) {
    let unread = spots.iter().filter(|spot| spot.standing() == Standing::Unread);
    report.unread = unread
        .map(|spot| UnreadStamp {
            spot: spot.id,
            place: spot.place,
            likely: None,
        })
        .collect();
    let mut room = PLACED_MAX;
    for (range, cluster) in report.ranges.iter_mut().zip(proposed) {
        // A stamp of another roll may count alike, and lies where it was stuck. What is missing is where no stamp of
        // this roll was read; a typed one is not missing, and has no place.
        let single = cluster.items(families).filter(|(_, item)| !item.doubled);
        let placed: BTreeMap<u128, Place> = single
            .filter_map(|(counter, item)| Some((counter, item.place?.1)))
            .collect();
        let order = Order::of(placed);
        let is_missing = |counter: u128| {
            let gaps = range.gaps.as_slice();
            let at = gaps.partition_point(|gap| gap.range.last() < counter);
            gaps.get(at).is_some_and(|gap| gap.range.first() <= counter)
        };
        for unread in report.unread.iter_mut().take(UNREAD_MAX) {
            let likely = order
                .counter_at(&unread.place)
                .filter(|counter| is_missing(*counter));
            let serial = likely.map(|counter| range.span.serial(counter));
            unread.likely = unread.likely.take().or(serial);
        }
        for gap in &mut range.gaps {
            if room == 0 {
                break;
            }
            gap.missing = counters(&gap.range)
                .take(room)
                .map(|counter| {
                    let serial = range.span.serial(counter);
                    let place = order.place_of(counter);
                    missing(serial, place, &order, &report.unread, &report.spots)
                })
                .collect();
            room = room.saturating_sub(gap.missing.len());
        }
    }
}

/// The first counters of a gap.
fn counters(gap: &SerialRange) -> impl Iterator<Item = u128> {
    gap.first()..=gap.last().min(gap.first().saturating_add(MISSING_MAX - 1))
}

fn missing(
    serial: String,
    place: Option<Place>,
    order: &Order,
    unread: &[UnreadStamp],
    spots: &[SweptSpot],
) -> MissingStamp {
    let likely = unread
        .iter()
        .find(|unread| unread.likely.as_ref() == Some(&serial));
    if let Some(found) = likely {
        return MissingStamp {
            serial,
            place: Some(found.place),
            there: Some(found.spot),
        };
    }
    let there = place.and_then(|place| {
        let foreign = spots
            .iter()
            .filter(|spot| !matches!(spot.mark, SpotMark::Read | SpotMark::LeftOut));
        foreign
            .filter(|spot| order.same_place(&spot.place, &place))
            .map(|spot| spot.spot)
            .next()
    });
    MissingStamp { serial, place, there }
}
