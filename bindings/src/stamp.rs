//! Stamps and serial ranges as data.

use fieldbook_core::model::{self, LeaseId, RollId, Stamp, StampClass};

use crate::FieldbookError;
use crate::ids::Counter;
use crate::value::all;

/// How much a scanned text identifies.
#[uniffi::remote(Enum)]
pub enum StampClass {
    /// One item: it can be activated.
    Item,
    /// A lot.
    Lot,
    /// A product.
    Product,
    /// Recognised, and not a stamp: a payment code, Wi-Fi, a contact…
    NotAStamp,
    /// Not recognised; kept as it is.
    Unknown,
}

/// What a scanned text means. Nothing is rejected; `raw` is always what was read.
#[uniffi::remote(Record)]
pub struct Stamp {
    /// The text as read.
    pub raw: String,
    /// The form recognised, such as `gs1_digital_link`, `gs1_element_string`, `vnptcheck`, `vietqr`.
    pub scheme: String,
    /// The issuer's id, if one is known.
    pub issuer: Option<String>,
    /// How much it identifies.
    pub class: StampClass,
    /// GTIN-14 (GS1 AI 01).
    pub gtin: Option<String>,
    /// Batch or lot (GS1 AI 10).
    pub lot: Option<String>,
    /// Serial (GS1 AI 21).
    pub serial: Option<String>,
    /// The issuer's own code, exactly as printed.
    pub code: Option<String>,
    /// What makes it unique: the canonical Digital Link for GS1, else host and code.
    pub key: String,
    /// The canonical GS1 Digital Link (URI syntax 1.4), for GS1 forms.
    pub digital_link: Option<String>,
}

/// A run of serials: a prefix, a zero-padded decimal counter of fixed width, a suffix.
/// `HX00000001…HX00000500` is prefix `HX`, width 8, 1 to 500.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SerialRange {
    /// What stands before the counter.
    pub prefix: String,
    /// Digits of the counter.
    pub width: u8,
    /// What stands after the counter.
    pub suffix: String,
    /// The first counter.
    pub first: Counter,
    /// The last counter, included.
    pub last: Counter,
}

#[uniffi::export]
impl SerialRange {
    /// The first serial as printed.
    pub fn first_serial(&self) -> Result<String, FieldbookError> {
        let range = model::SerialRange::try_from(self.clone())?;
        Ok(range.serial(range.first()))
    }

    /// The last serial as printed.
    pub fn last_serial(&self) -> Result<String, FieldbookError> {
        let range = model::SerialRange::try_from(self.clone())?;
        Ok(range.serial(range.last()))
    }

    /// How many serials.
    pub fn count(&self) -> Result<Counter, FieldbookError> {
        Ok(model::SerialRange::try_from(self.clone())?.count())
    }
}

impl From<model::SerialRange> for SerialRange {
    fn from(range: model::SerialRange) -> Self {
        Self {
            prefix: range.prefix().to_owned(),
            width: range.width(),
            suffix: range.suffix().to_owned(),
            first: range.first(),
            last: range.last(),
        }
    }
}

impl TryFrom<SerialRange> for model::SerialRange {
    type Error = FieldbookError;

    fn try_from(range: SerialRange) -> Result<Self, FieldbookError> {
        Ok(Self::new(
            &range.prefix,
            range.width,
            &range.suffix,
            range.first,
            range.last,
        )?)
    }
}

/// A span of stamps an activation or voiding speaks of.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StampSpan {
    /// The roll, when the phone knows it.
    pub roll: Option<RollId>,
    /// The lease it rests on, when the phone knows it.
    pub lease: Option<LeaseId>,
    /// The serials; of a list's roll its places (`#0000001…`), of a code a number that is printed nowhere.
    pub range: SerialRange,
    /// For one stamp whose code counts nothing: its address, such as `tem.example.vn/x/aZ8kQx3P`.
    pub code: Option<String>,
}

impl From<model::StampSpan> for StampSpan {
    fn from(span: model::StampSpan) -> Self {
        Self {
            roll: span.roll,
            lease: span.lease,
            range: span.range.into(),
            code: span.code,
        }
    }
}

impl TryFrom<StampSpan> for model::StampSpan {
    type Error = FieldbookError;

    fn try_from(span: StampSpan) -> Result<Self, FieldbookError> {
        if let Some(code) = &span.code {
            return Ok(Self::of_code(span.roll, span.lease, code)?);
        }
        Ok(Self {
            roll: span.roll,
            lease: span.lease,
            range: span.range.try_into()?,
            code: None,
        })
    }
}

/// Stamps in one line, as a person is told them: `HX00000001…HX00000500, HX00000612`; one of a list by its address. Throws
/// `InvalidInput` for a range that is none.
#[uniffi::export]
pub fn say_stamps(stamps: Vec<StampSpan>) -> Result<String, FieldbookError> {
    Ok(model::StampSpan::listed(&spans_in(stamps)?))
}

/// Ranges proposed from read stamps.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Proposal {
    /// The ranges.
    pub ranges: Vec<SerialRange>,
    /// Texts that no range can hold.
    pub strangers: Vec<String>,
}

impl From<(Vec<model::SerialRange>, Vec<String>)> for Proposal {
    fn from((ranges, strangers): (Vec<model::SerialRange>, Vec<String>)) -> Self {
        Self {
            ranges: all(ranges),
            strangers,
        }
    }
}

/// Ranges as the core has them.
pub(crate) fn ranges_in(ranges: Vec<SerialRange>) -> Result<Vec<model::SerialRange>, FieldbookError> {
    ranges.into_iter().map(TryInto::try_into).collect()
}

/// Spans as the core has them.
pub(crate) fn spans_in(spans: Vec<StampSpan>) -> Result<Vec<model::StampSpan>, FieldbookError> {
    spans.into_iter().map(TryInto::try_into).collect()
}
