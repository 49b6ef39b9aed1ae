//! What is due, as data.

use fieldbook_core as core;
use fieldbook_core::model::{DocId, FactId, LeaseId};

use crate::ids::CivilDate;
use crate::value::all;
use crate::{FieldbookError, SerialRange, Tasks, Wording};

#[uniffi::export]
impl Tasks {
    /// What is due in this organisation up to a day, the earliest first, with what is overdue: nonconformities that are
    /// not mended, places to be looked at again, seasons whose pre-harvest interval ends, visits that were planned and
    /// not finished, and leases of stamps that end. Visits are told to who may inspect, whoever opened them; harvests and
    /// leases to who may harvest and activate; nonconformities to everybody, for they are theirs to mend.
    ///
    /// It reads every season that may be harvested later: a few milliseconds each. Watch `Topic.FACTS` and
    /// `Topic.DOCUMENTS`.
    pub fn due(&self, until: CivilDate) -> Result<Vec<Due>, FieldbookError> {
        Ok(all(self.core.due(until)?))
    }
}

/// Something that is due on a day, or was.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Due {
    /// What is due.
    pub what: DueWhat,
    /// The day: by which something is to be done, from which it may be, or after which it is too late. Of a visit that
    /// is not finished, the day on which it was planned.
    pub on: CivilDate,
    /// The season, lot or visit to go to; absent for a lease.
    pub doc: Option<DocId>,
    /// What that is called.
    pub name: String,
    /// What is due and when, as a sentence.
    pub said: Wording,
}

impl From<core::Due> for Due {
    fn from(due: core::Due) -> Self {
        Self {
            said: Wording::of(|lang| due.say(lang)),
            what: due.what.into(),
            on: due.on,
            doc: due.doc,
            name: due.name,
        }
    }
}

/// What is due.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum DueWhat {
    /// A nonconformity is to be mended (khắc phục).
    Mend {
        /// The entry of it.
        fact: FactId,
        /// What was found.
        found: String,
    },
    /// Somebody is to look again, by the word of the last inspection.
    LookAgain {
        /// That inspection.
        fact: FactId,
    },
    /// A pre-harvest interval ends: from this day on the season may be harvested.
    Harvest {
        /// The use of the input that it waits for.
        fact: FactId,
        /// The input.
        material: String,
    },
    /// A visit was planned and is not finished.
    Visit,
    /// A lease of stamps ends: after this day none of them can be activated.
    Lease {
        /// The lease.
        lease: LeaseId,
        /// Its serials, or places on a list.
        range: SerialRange,
    },
}

impl From<core::DueWhat> for DueWhat {
    fn from(what: core::DueWhat) -> Self {
        match what {
            core::DueWhat::Mend { fact, found } => Self::Mend { fact, found },
            core::DueWhat::LookAgain { fact } => Self::LookAgain { fact },
            core::DueWhat::Harvest { fact, material } => Self::Harvest { fact, material },
            core::DueWhat::Visit => Self::Visit,
            core::DueWhat::Lease { lease, range } => Self::Lease {
                lease,
                range: range.into(),
            },
        }
    }
}
