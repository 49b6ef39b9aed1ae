//! Stamps that are put together as one roll.

use super::items::{Families, Item};
use crate::model::{RollId, SerialRange, StampFamily};

/// Stamps that lie together: of one family, one pattern and, where it is known, one roll.
#[derive(Debug, Clone)]
pub(super) struct Cluster {
    pub(super) family: StampFamily,
    pub(super) roll: Option<RollId>,
    /// A lease in force holds them for this person.
    pub(super) leased: bool,
    /// Another issuer's: of no product of the organisation and in no lease.
    pub(super) foreign: bool,
    /// In order, apart from each other.
    pub(super) runs: Vec<SerialRange>,
}

/// How many serials may be missing between two runs of one roll, for each stamp of the shorter: a sheet of forty
/// columns, of which a frame shows five, goes on after 35; one stray stamp is not believed to go on after 300.
const REACH: u128 = 8;

impl Cluster {
    pub(super) fn count(&self) -> u128 {
        self.runs.iter().map(SerialRange::count).sum()
    }

    /// From the first serial to the last.
    pub(super) fn span(&self) -> Option<SerialRange> {
        let (first, last) = (self.runs.first()?, self.runs.last()?);
        first.span(last)
    }

    /// Its stamps with their counters.
    pub(super) fn items<'a>(&'a self, families: &'a Families) -> impl Iterator<Item = (u128, &'a Item)> {
        let items = families.get(&self.family);
        let counted = self.runs.iter().flat_map(|run| {
            let counters = run.first()..=run.last();
            counters.map(|counter| (counter, run.serial(counter)))
        });
        counted.filter_map(move |(counter, serial)| Some((counter, items?.get(&serial)?)))
    }

    /// What of its runs lies in a range, in the runs' own pattern.
    pub(super) fn shared(&self, range: &SerialRange) -> Vec<SerialRange> {
        let Some(within) = self.span().and_then(|span| span.overlap(range)) else {
            return Vec::new();
        };
        let begin = self.runs.partition_point(|run| run.last() < within.first());
        let behind = self.runs.iter().skip(begin);
        let touching = behind.take_while(|run| run.first() <= within.last());
        touching.filter_map(|run| run.overlap(&within)).collect()
    }

    /// Whether another begins so soon behind this one that both are of one roll.
    fn reaches(&self, next: &Self) -> bool {
        let alike = |cluster: &Self| (cluster.roll, cluster.leased, cluster.foreign);
        alike(self) == alike(next) && self.is_near(next)
    }

    /// Whether another's serials follow so closely, or go before, that they look like one roll.
    pub(super) fn is_near(&self, other: &Self) -> bool {
        let (Some(own), Some(theirs)) = (self.span(), other.span()) else {
            return false;
        };
        let first_of_second = own.first().max(theirs.first());
        let last_of_first = own.last().min(theirs.last());
        let missing = first_of_second.saturating_sub(last_of_first).saturating_sub(1);
        let shorter = self.count().min(other.count());
        let alike = self.family == other.family && own.same_pattern(&theirs);
        alike && missing <= shorter.saturating_mul(REACH)
    }

    /// Puts together what lies close.
    pub(super) fn gathered(mut clusters: Vec<Self>) -> Vec<Self> {
        clusters.sort_by(|one, other| {
            let key = |cluster: &Self| (cluster.family.clone(), cluster.roll, cluster.leased);
            key(one).cmp(&key(other)).then_with(|| one.runs.cmp(&other.runs))
        });
        loop {
            let before = clusters.len();
            let mut gathered: Vec<Self> = Vec::with_capacity(before);
            for cluster in clusters {
                match gathered.last_mut() {
                    Some(last) if last.reaches(&cluster) => last.runs.extend(cluster.runs),
                    _ => gathered.push(cluster),
                }
            }
            clusters = gathered;
            if clusters.len() == before {
                return clusters;
            }
        }
    }
}

/// Runs of one pattern without others of it, in order.
pub(super) fn without(runs: &[SerialRange], others: &[SerialRange]) -> Vec<SerialRange> {
    let others = SerialRange::merge(others.to_vec());
    let left = runs.iter().flat_map(|run| {
        let begin = others.partition_point(|other| other.last() < run.first());
        let behind = others.get(begin..).unwrap_or_default();
        let touching = behind.partition_point(|other| other.first() <= run.last());
        run.gaps(behind.get(..touching).unwrap_or_default())
    });
    left.collect()
}
