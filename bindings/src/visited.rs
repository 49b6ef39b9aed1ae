//! What visits found at one place, as data.

use fieldbook_core as core;
use fieldbook_core::model::DocId;

use crate::FactView;
use crate::ids::CivilDate;
use crate::value::all;

/// Everything that visits found at one place, over the years.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Visited {
    /// The season or lot; a visit to neither stands for itself.
    pub subject: DocId,
    /// The visits to it, the newest first.
    pub visits: Vec<DocId>,
    /// Its inspections, the newest first.
    pub inspections: Vec<FactView>,
    /// What was found wrong, the newest first; what is mended too.
    pub nonconformities: Vec<Nonconformity>,
    /// The first day on which somebody is to look again: of what is not mended, and of the last inspection.
    pub due: Option<CivilDate>,
}

impl From<core::Visited> for Visited {
    fn from(visited: core::Visited) -> Self {
        Self {
            subject: visited.subject,
            visits: visited.visits,
            inspections: all(visited.inspections),
            nonconformities: all(visited.nonconformities),
            due: visited.due,
        }
    }
}

/// Something found wrong (điểm không phù hợp), and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Nonconformity {
    /// The entry.
    pub entry: FactView,
    /// What was found.
    pub found: String,
    /// What is to be done (hành động khắc phục).
    pub action: Option<String>,
    /// The last look says that it is mended.
    pub mended: bool,
    /// The day agreed on last; none once it is mended.
    pub due: Option<CivilDate>,
    /// Later looks at it, the newest first.
    pub rechecks: Vec<FactView>,
}

impl From<core::Nonconformity> for Nonconformity {
    fn from(found: core::Nonconformity) -> Self {
        Self {
            entry: found.entry.into(),
            found: found.found,
            action: found.action,
            mended: found.mended,
            due: found.due,
            rechecks: all(found.rechecks),
        }
    }
}
