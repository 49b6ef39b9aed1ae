//! Seasons, lots and visits as data.

use std::collections::HashMap;

use fieldbook_core as core;
use fieldbook_core::model::{DocId, DocKind, DocRef, FactId, OrgId};

use crate::ids::CivilDate;
use crate::value::fields_out;
use crate::{FieldValue, Wording};

/// What people work on.
#[uniffi::remote(Enum)]
pub enum DocKind {
    /// An organisation's plots, products and people's names; one per organisation.
    Register,
    /// A growing season (vụ) on one or more plots.
    Season,
    /// A lot (lô hàng, mẻ).
    Lot,
    /// A visit, survey or inspection.
    Visit,
}

/// A document, what it is, and whose it is.
#[uniffi::remote(Record)]
pub struct DocRef {
    /// Its id.
    pub id: DocId,
    /// What it is.
    pub kind: DocKind,
    /// Whose it is.
    pub org: OrgId,
}

/// A season to open.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewSeason {
    /// What people call it, such as `Vụ mùa 2026`.
    pub name: String,
    /// The product: id, GTIN or name; without it, the organisation's only one.
    #[uniffi(default = None)]
    pub product: Option<String>,
    /// The plot's id or name.
    #[uniffi(default = None)]
    pub plot: Option<String>,
}

impl From<NewSeason> for core::NewSeason {
    fn from(new: NewSeason) -> Self {
        Self {
            name: new.name,
            product: new.product,
            plot: new.plot,
        }
    }
}

/// A lot to open.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewLot {
    /// What people call it; without it, the code.
    #[uniffi(default = None)]
    pub name: Option<String>,
    /// The product: id, GTIN or name; without it, the organisation's only one.
    #[uniffi(default = None)]
    pub product: Option<String>,
    /// The code printed on packs (GS1 AI 10, at most 20 characters); without it, a fresh one.
    #[uniffi(default = None)]
    pub code: Option<String>,
}

impl From<NewLot> for core::NewLot {
    fn from(new: NewLot) -> Self {
        Self {
            name: new.name,
            product: new.product,
            code: new.code,
        }
    }
}

/// A visit to open.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewVisit {
    /// What it is for.
    pub name: String,
    /// The season or lot visited.
    #[uniffi(default = None)]
    pub subject: Option<DocId>,
    /// The product, when no subject is given.
    #[uniffi(default = None)]
    pub product: Option<String>,
}

impl From<NewVisit> for core::NewVisit {
    fn from(new: NewVisit) -> Self {
        Self {
            name: new.name,
            subject: new.subject,
            product: new.product,
        }
    }
}

/// A season, lot, visit or register as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Document {
    /// Which.
    pub doc: DocRef,
    /// Its head: `name`, `code`, `product`, `group`, `plot`, `subject`…
    pub head: HashMap<String, FieldValue>,
    /// Head fields on which people disagree.
    pub conflicts: Vec<String>,
    /// When it came into this book, milliseconds since 1970.
    pub opened_ms: i64,
}

impl From<core::DocumentView> for Document {
    fn from(view: core::DocumentView) -> Self {
        Self {
            doc: view.doc,
            head: fields_out(view.head),
            conflicts: view.conflicts,
            opened_ms: view.opened_ms,
        }
    }
}

/// A pre-harvest interval (thời gian cách ly) that is still open: a harvest today would be found too early.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HarvestWait {
    /// The first day the goods are safe.
    pub until: CivilDate,
    /// Days until then, at least one.
    pub days: u16,
    /// The input that it waits for.
    pub material: String,
    /// The fact that records its use.
    pub fact: FactId,
    /// How long to wait and why.
    pub said: Wording,
}

impl From<core::HarvestWait> for HarvestWait {
    fn from(wait: core::HarvestWait) -> Self {
        Self {
            said: Wording::of(|lang| wait.say(lang)),
            until: wait.until,
            days: wait.days,
            material: wait.material,
            fact: wait.fact,
        }
    }
}
