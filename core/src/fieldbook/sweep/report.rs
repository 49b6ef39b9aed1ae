//! What a sweep says: the ranges it proposes, and everything that is not right about them.

use crate::catalog::{Lang, say};
use crate::model::{ClaimState, DocId, FactId, LeaseId, RollId, SerialRange, StampFamily};
use crate::scan::{Place, SpotId};

/// A sweep as it stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SweepReport {
    /// What is proposed for activation, the largest first.
    pub ranges: Vec<SweptRange>,
    /// The same of leased lists of codes, which count nothing and have no gaps.
    pub codes: Vec<SweptCodes>,
    /// Stamps that were printed more than once. They are left out until somebody takes them in.
    pub duplicates: Vec<SweptDuplicate>,
    /// Codes that do not belong to what is proposed.
    pub strangers: Vec<SweptStranger>,
    /// Places where a code is seen and cannot be read.
    pub unread: Vec<UnreadStamp>,
    /// Places where a text was read once only, or several texts.
    pub unsure: Vec<UnsureStamp>,
    /// Every place where a code was seen, for a picture of the sheet.
    pub spots: Vec<SweptSpot>,
    /// Codes were left out, because a sweep holds 10,000.
    pub full: bool,
}

impl SweepReport {
    /// All stamps proposed.
    pub fn count(&self) -> u128 {
        let codes = self.codes.iter().map(|codes| codes.stamps.len() as u128);
        self.ranges.iter().map(|range| range.count).chain(codes).sum()
    }

    /// All codes of lists proposed, by their keys.
    pub fn listed(&self) -> Vec<String> {
        self.codes.iter().flat_map(|codes| codes.stamps.clone()).collect()
    }

    /// All ranges proposed.
    pub fn stamps(&self) -> Vec<SerialRange> {
        self.ranges
            .iter()
            .flat_map(|range| range.stamps.clone())
            .collect()
    }
}

/// Stamps of one roll.
#[derive(Debug, Clone, PartialEq)]
pub struct SweptRange {
    /// The product or the issuer.
    pub family: StampFamily,
    /// The roll, when a lease here names it.
    pub roll: Option<RollId>,
    /// A lease in force here holds them for this person. Where none does, the hub may know better.
    pub leased: bool,
    /// From the first stamp read to the last.
    pub span: SerialRange,
    /// Proposed for activation: exactly what was read or typed, without what is double, claimed or left out.
    pub stamps: Vec<SerialRange>,
    /// How many those are.
    pub count: u128,
    /// Of those, the ones a person typed.
    pub typed: Vec<String>,
    /// Read or typed, and left out by a person.
    pub left_out: Vec<SerialRange>,
    /// Serials inside the span that were not read.
    pub gaps: Vec<SweepGap>,
}

/// Stamps of a leased list of codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SweptCodes {
    /// The lease.
    pub lease: LeaseId,
    /// Proposed for activation: their keys, such as `tem.example.vn/x/aZ8kQx3P`.
    pub stamps: Vec<String>,
}

/// Serials missing between two that were read.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepGap {
    /// The missing serials.
    pub range: SerialRange,
    /// The last serial read before it.
    pub after: Option<String>,
    /// The first read behind it.
    pub before: Option<String>,
    /// One by one, the first 100 of a gap and 400 in all: where each would be.
    pub missing: Vec<MissingStamp>,
}

/// A serial that was not read.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingStamp {
    /// The serial.
    pub serial: String,
    /// Where the stamps around it say it would be; nothing where they do not agree.
    pub place: Option<Place>,
    /// What was seen at that place: a code that cannot be read, or another one stuck over it.
    pub there: Option<SpotId>,
}

/// One stamp found at several places of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct SweptDuplicate {
    /// Its text.
    pub text: String,
    /// Its serial.
    pub serial: String,
    /// Where.
    pub places: Vec<(SpotId, Place)>,
}

/// A code that does not belong to what is proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct SweptStranger {
    /// Its text.
    pub text: String,
    /// Its serial, if it has one.
    pub serial: Option<String>,
    /// Where it was seen; nothing for a typed one.
    pub place: Option<(SpotId, Place)>,
    /// Why.
    pub reason: StrangerReason,
}

impl SweptRange {
    /// What is wrong with the whole of it, as a sentence: no lease here holds it. `None` where one does.
    pub fn say(&self, lang: Lang) -> Option<String> {
        let args = [("range", self.span.to_string())];
        (!self.leased).then(|| say(lang, "finding.outside_lease", &args))
    }
}

impl SweptStranger {
    /// Why it does not belong to what is proposed, in a few words.
    pub fn say(&self, lang: Lang) -> String {
        say(lang, &format!("sweep.stranger.{}", self.reason.name()), &[])
    }
}

/// Why a code is a stranger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StrangerReason {
    /// Of the same product or issuer, but its serial lies far away or looks otherwise.
    OtherRoll,
    /// Another product's or another issuer's stamp.
    OtherIssuer,
    /// A code for something else: a payment, a contact.
    NotAStamp,
    /// It names a product or a lot and not one item.
    NotAnItem,
    /// Nobody here knows what it is.
    Unknown,
    /// Its serial has no digits to count by.
    Uncountable,
    /// Bound to a lot already.
    Claimed {
        /// The activation.
        claim: FactId,
        /// The lot.
        lot: DocId,
        /// How that claim stands.
        state: ClaimState,
    },
    /// The rest of its roll is leased here and it is not, or not to this person.
    NotLeased,
}

impl StrangerReason {
    /// The name in output; `sweep.stranger.<name>` is its text.
    pub fn name(&self) -> &'static str {
        match self {
            Self::OtherRoll => "other_roll",
            Self::OtherIssuer => "other_issuer",
            Self::NotAStamp => "not_a_stamp",
            Self::NotAnItem => "not_an_item",
            Self::Unknown => "unknown",
            Self::Uncountable => "uncountable",
            Self::Claimed { .. } => "claimed",
            Self::NotLeased => "not_leased",
        }
    }
}

/// A code that is seen and cannot be read.
#[derive(Debug, Clone, PartialEq)]
pub struct UnreadStamp {
    /// Its number.
    pub spot: SpotId,
    /// Where.
    pub place: Place,
    /// The serial it has if the stamps around it are in order: to be compared with what is printed, never taken
    /// unseen.
    pub likely: Option<String>,
}

/// A place that was read too little, or in two ways.
#[derive(Debug, Clone, PartialEq)]
pub struct UnsureStamp {
    /// Its number.
    pub spot: SpotId,
    /// Where.
    pub place: Place,
    /// What was read there. One text: once only.
    pub texts: Vec<String>,
}

/// A place where a code was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct SweptSpot {
    /// Its number.
    pub spot: SpotId,
    /// Where.
    pub place: Place,
    /// How it is to be shown.
    pub mark: SpotMark,
    /// The serial, or the text of what has none.
    pub label: Option<String>,
}

/// How a place is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SpotMark {
    /// Read, and proposed.
    Read,
    /// Read, and left out by a person.
    LeftOut,
    /// Printed more than once.
    Duplicate,
    /// It does not belong here.
    Stranger,
    /// Seen and not read.
    Unread,
    /// Read once only, or in two ways.
    Unsure,
}

impl SpotMark {
    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::LeftOut => "left_out",
            Self::Duplicate => "duplicate",
            Self::Stranger => "stranger",
            Self::Unread => "unread",
            Self::Unsure => "unsure",
        }
    }
}
