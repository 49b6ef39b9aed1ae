//! From what was swept to what is proposed, with what this book knows of leases and claims.

use std::collections::{BTreeMap, BTreeSet};

use super::super::book::Book;
use super::super::error::Fault;
use super::Swept;
use super::bound::Bound;
use super::cluster::{Cluster, without};
use super::gaps::place_gaps;
use super::items::{Families, Item, Items, listed};
use super::leases::Leases;
use super::marks::marked;
use super::report::{StrangerReason, SweepGap, SweepReport, SweptRange, SweptStranger, UnsureStamp};
use crate::model::{RollId, SerialRange, StampFamily};
use crate::scan::{Spot, Standing};
use crate::stamp::ranges_of;

/// A second roll is proposed beside the first from so many stamps on, and from one in so many of the first's.
const ROLL_MIN: u128 = 3;
const ROLL_PART: u128 = 20;

/// Rolls with a lease that a cluster without one is compared with, the largest first.
const HELD_MAX: usize = 50;

/// Rolls that were swept, the largest first, and what else was among them.
#[derive(Default)]
struct Sorted {
    proposed: Vec<Cluster>,
    others: Vec<(Cluster, StrangerReason)>,
}

impl Book {
    /// What a sweep says now.
    pub(super) fn assess(&self, swept: &Swept) -> Result<SweepReport, Fault> {
        let lists = self.lists(self.org())?;
        let Items {
            mut families,
            duplicates,
            mut strangers,
            labels,
        } = Items::of(swept, &lists);
        let leases = self.sweep_leases()?;
        let listed = families.remove(&listed()).unwrap_or_default();
        let codes = self.swept_codes(&listed, (&lists, &leases), &mut strangers)?;
        let Sorted { proposed, others } = self.clusters(&families, &leases, &mut strangers)?;
        for (cluster, reason) in &others {
            let items = cluster.items(&families);
            strangers.extend(items.map(|(_, item)| stranger(item, *reason)));
        }
        let mut ranges = Vec::new();
        for cluster in &proposed {
            let bound = self.bound(cluster, &leases)?;
            strangers.extend(bound_items(cluster, &families, &bound));
            ranges.extend(swept_range(cluster, &families, &bound, swept));
        }
        let mut report = SweepReport {
            ranges,
            codes,
            duplicates,
            strangers,
            full: swept.full,
            ..SweepReport::default()
        };
        report.spots = marked(&swept.spots, &labels, &report);
        place_gaps(&mut report, &swept.spots, &proposed, &families);
        report.unsure = swept.spots.iter().filter_map(unsure).collect();
        Ok(report)
    }

    fn clusters(
        &self,
        families: &Families,
        leases: &Leases,
        strangers: &mut Vec<SweptStranger>,
    ) -> Result<Sorted, Fault> {
        let mut clusters = Vec::new();
        for (family, items) in families {
            let serials: Vec<String> = items.keys().cloned().collect();
            let (runs, uncountable) = ranges_of(&serials);
            let odd = uncountable.iter().filter_map(|serial| items.get(serial));
            strangers.extend(odd.map(|item| stranger(item, StrangerReason::Uncountable)));
            clusters.extend(self.cut_by_leases(family, &runs, leases)?);
        }
        let mut clusters = Cluster::gathered(clusters);
        clusters.sort_by_key(|cluster| std::cmp::Reverse((cluster.count(), cluster.leased)));
        Ok(sorted(clusters))
    }

    /// One cluster for each run and the lease that holds it.
    fn cut_by_leases(
        &self,
        family: &StampFamily,
        runs: &[SerialRange],
        leases: &Leases,
    ) -> Result<Vec<Cluster>, Fault> {
        let own = self.may_be_own(family)?;
        let mut clusters = Vec::new();
        for span in self.cut_family(family, runs, leases) {
            let (mine, not_mine) = leases.told_apart(&span);
            for (runs, leased) in [(mine, true), (not_mine, false)] {
                clusters.extend(runs.into_iter().map(|run| Cluster {
                    family: family.clone(),
                    roll: span.roll,
                    leased,
                    foreign: span.lease.is_none() && !own,
                    runs: vec![run],
                }));
            }
        }
        Ok(clusters)
    }
}

/// What is proposed of clusters, the largest first, and why the others are not.
fn sorted(clusters: Vec<Cluster>) -> Sorted {
    let Some(main) = clusters.iter().find(|cluster| !cluster.foreign).cloned() else {
        let foreign = clusters
            .into_iter()
            .map(|cluster| (cluster, StrangerReason::OtherIssuer));
        return Sorted {
            others: foreign.collect(),
            ..Sorted::default()
        };
    };
    let leased = || clusters.iter().filter(|cluster| cluster.leased);
    let held: Vec<Cluster> = leased().take(HELD_MAX).cloned().collect();
    let rolls: BTreeSet<RollId> = leased().filter_map(|cluster| cluster.roll).collect();
    let mut sorted = Sorted::default();
    for cluster in clusters {
        let rest_is_leased = || {
            let same_roll = cluster.roll.is_some_and(|roll| rolls.contains(&roll));
            same_roll || held.iter().any(|known| known.is_near(&cluster))
        };
        let large = cluster.count() >= ROLL_MIN && cluster.count() * ROLL_PART >= main.count();
        let reason = if cluster.foreign {
            StrangerReason::OtherIssuer
        } else if !cluster.leased && rest_is_leased() {
            StrangerReason::NotLeased
        } else if sorted.proposed.is_empty() || large {
            sorted.proposed.push(cluster);
            continue;
        } else if cluster.family == main.family {
            StrangerReason::OtherRoll
        } else {
            StrangerReason::OtherIssuer
        };
        sorted.others.push((cluster, reason));
    }
    sorted
}

pub(super) fn stranger(item: &Item, reason: StrangerReason) -> SweptStranger {
    SweptStranger {
        text: item.text.clone(),
        serial: Some(item.serial.clone()),
        place: item.place,
        reason,
    }
}

/// The stamps of a cluster that are bound already, each once.
fn bound_items(cluster: &Cluster, families: &Families, bound: &[Bound]) -> Vec<SweptStranger> {
    if bound.is_empty() {
        return Vec::new();
    }
    let items: BTreeMap<u128, &Item> = cluster.items(families).collect();
    let mut told = BTreeSet::new();
    let mut strangers = Vec::new();
    for bound in bound {
        for (counter, item) in items.range(bound.range.first()..=bound.range.last()) {
            if told.insert(*counter) {
                strangers.push(stranger(item, bound.by));
            }
        }
    }
    strangers
}

fn swept_range(cluster: &Cluster, families: &Families, bound: &[Bound], swept: &Swept) -> Option<SweptRange> {
    let span = cluster.span()?;
    let doubled: Vec<SerialRange> = cluster
        .items(families)
        .filter(|(_, item)| item.doubled)
        .filter_map(|(counter, _)| span.pattern().range(counter, counter))
        .collect();
    let bound: Vec<SerialRange> = bound.iter().map(|bound| bound.range.clone()).collect();
    let free = without(&cluster.runs, &bound);
    let offered = without(&free, &doubled);
    let mut stamps = offered.clone();
    for choice in swept
        .choices
        .iter()
        .filter(|choice| choice.family == cluster.family)
    {
        let Some(meant) = span.overlap(&choice.range) else {
            continue;
        };
        if choice.take_in {
            stamps.extend(free.iter().filter_map(|run| run.overlap(&meant)));
            stamps = SerialRange::merge(stamps);
        } else {
            stamps = without(&stamps, std::slice::from_ref(&meant));
        }
    }
    let gap = |range: SerialRange| {
        let serial = |counter: Option<u128>| counter.map(|counter| span.serial(counter));
        SweepGap {
            after: serial(range.first().checked_sub(1)),
            before: serial(range.last().checked_add(1)),
            missing: Vec::new(),
            range,
        }
    };
    let typed = swept
        .typed
        .iter()
        .filter(|row| row.family == cluster.family && stamps.iter().any(|run| run.contains(&row.serial)));
    Some(SweptRange {
        family: cluster.family.clone(),
        roll: cluster.roll,
        leased: cluster.leased,
        count: stamps.iter().map(SerialRange::count).sum(),
        typed: typed.map(|row| row.serial.clone()).collect(),
        left_out: without(&offered, &stamps),
        gaps: span.gaps(&cluster.runs).into_iter().map(gap).collect(),
        stamps,
        span,
    })
}

fn unsure(spot: &Spot) -> Option<UnsureStamp> {
    matches!(spot.standing(), Standing::Once(_) | Standing::Doubted).then(|| UnsureStamp {
        spot: spot.id,
        place: spot.place,
        texts: spot.reads.iter().map(|(text, _)| text.to_string()).collect(),
    })
}
