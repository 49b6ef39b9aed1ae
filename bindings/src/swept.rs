//! What a sweep says, as data.

use fieldbook_core as core;
use fieldbook_core::catalog::Lang;
use fieldbook_core::model::{ClaimState, DocId, FactId, LeaseId, OrgId, PersonId, RollId, SweepId};
use fieldbook_core::scan::Place;
use fieldbook_core::{SeenMark, SpotMark, StrangerReason};

use crate::ids::Counter;
use crate::scan::corners_of;
use crate::value::all;
use crate::{Corner, SerialRange, Wording};

/// Where a code lies on its sheet, in sides of a code: x to the right and y down, as the first frame was held.
#[derive(Debug, Clone, Copy, PartialEq, uniffi::Record)]
pub struct SheetPlace {
    /// Places of one patch can be compared, places of two cannot: parts of a sheet not seen together yet.
    pub patch: u32,
    /// The middle, to the right.
    pub x: f64,
    /// The middle, down.
    pub y: f64,
    /// From the code's left edge to its right, to the right.
    pub across_x: f64,
    /// From the code's left edge to its right, down.
    pub across_y: f64,
}

impl From<Place> for SheetPlace {
    fn from(place: Place) -> Self {
        let ([x, y], [across_x, across_y]) = (place.middle, place.across);
        Self {
            patch: place.patch,
            x,
            y,
            across_x,
            across_y,
        }
    }
}

/// A sweep as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SweepView {
    /// Its id.
    pub id: SweepId,
    /// For whom.
    pub org: OrgId,
    /// Who began it.
    pub person: PersonId,
    /// When, by this device's clock, milliseconds since 1970.
    pub begun_ms: i64,
    /// Codes read so far.
    pub read: u32,
}

impl From<core::SweepView> for SweepView {
    fn from(view: core::SweepView) -> Self {
        Self {
            id: view.id,
            org: view.org,
            person: view.person,
            begun_ms: view.begun_ms,
            read: view.read,
        }
    }
}

/// What a frame brought to a sweep.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct SweepNews {
    /// Texts that became sure, each once in a sweep.
    pub read: Vec<SweptCode>,
    /// Texts that were found at a second place.
    pub doubled: Vec<SweptCode>,
    /// Places where a second text was read: what was told of them no longer counts.
    pub doubted: Vec<SheetPlace>,
    /// Places where a code is seen that cannot be read so far.
    pub unread: Vec<SheetPlace>,
    /// Two parts of the sheet were found to be one; places have moved.
    pub joined: bool,
    /// What this frame shows, to be outlined over the picture; also when it brought nothing else.
    pub seen: Vec<SeenCode>,
}

impl From<core::SweepNews> for SweepNews {
    fn from(news: core::SweepNews) -> Self {
        Self {
            read: all(news.read),
            doubled: all(news.doubled),
            doubted: all(news.doubted),
            unread: all(news.unread),
            joined: news.joined,
            seen: all(news.seen),
        }
    }
}

/// A code in a frame, to be outlined.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct SeenCode {
    /// Its text; absent for one that could not be read.
    pub text: Option<String>,
    /// Its four corners, clockwise from the code's own top left.
    pub corners: Vec<Corner>,
    /// How it is to be shown.
    pub mark: SeenMark,
}

impl From<core::SeenCode> for SeenCode {
    fn from(code: core::SeenCode) -> Self {
        Self {
            text: code.text,
            corners: corners_of(code.corners),
            mark: code.mark,
        }
    }
}

/// How a code in a frame is to be shown.
#[uniffi::remote(Enum)]
pub enum SeenMark {
    /// A stamp that became sure with this frame: beep.
    New,
    /// A stamp that was sure before.
    Known,
    /// Read, and not believed yet: hold still.
    Unsure,
    /// Sure, and it does not belong here: no stamp of one item or another issuer's; once `Sweep.report` was asked,
    /// also what that calls a stranger.
    Foreign,
    /// Seen and not read: hold closer. It may be print that only looks like a code.
    Unread,
}

/// A text and where it stands.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct SweptCode {
    /// The number of its place in the sweep.
    pub spot: u32,
    /// The text.
    pub text: String,
    /// Where.
    pub place: SheetPlace,
}

impl From<core::SweptCode> for SweptCode {
    fn from(code: core::SweptCode) -> Self {
        Self {
            spot: code.spot.0,
            text: code.text,
            place: code.place.into(),
        }
    }
}

/// A sweep as it stands.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
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

impl From<core::SweepReport> for SweepReport {
    fn from(report: core::SweepReport) -> Self {
        Self {
            ranges: all(report.ranges),
            codes: all(report.codes),
            duplicates: all(report.duplicates),
            strangers: all(report.strangers),
            unread: all(report.unread),
            unsure: all(report.unsure),
            spots: all(report.spots),
            full: report.full,
        }
    }
}

/// Stamps of one roll.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct SweptRange {
    /// The GTIN or the issuer's id.
    pub family: String,
    /// The roll, when a lease here names it.
    pub roll: Option<RollId>,
    /// A lease in force here holds them for this person. Where none does, the hub may know better.
    pub leased: bool,
    /// From the first stamp read to the last.
    pub span: SerialRange,
    /// Proposed for activation: exactly what was read or typed, without what is double, claimed or left out.
    pub stamps: Vec<SerialRange>,
    /// How many those are.
    pub count: Counter,
    /// Of those, the ones a person typed.
    pub typed: Vec<String>,
    /// Read or typed, and left out by a person.
    pub left_out: Vec<SerialRange>,
    /// Serials inside the span that were not read.
    pub gaps: Vec<SweepGap>,
    /// What is wrong with the whole of it: no lease here holds it. Absent where one does.
    pub said: Option<Wording>,
}

impl From<core::SweptRange> for SweptRange {
    fn from(range: core::SweptRange) -> Self {
        Self {
            said: range.say(Lang::Vi).zip(range.say(Lang::En)).map(Wording::from),
            family: range.family.name().to_owned(),
            roll: range.roll,
            leased: range.leased,
            span: range.span.into(),
            stamps: all(range.stamps),
            count: range.count,
            typed: range.typed,
            left_out: all(range.left_out),
            gaps: all(range.gaps),
        }
    }
}

/// Stamps of a leased list of codes.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SweptCodes {
    /// The lease.
    pub lease: LeaseId,
    /// Proposed for activation: their addresses, such as `tem.example.vn/x/aZ8kQx3P`.
    pub stamps: Vec<String>,
}

impl From<core::SweptCodes> for SweptCodes {
    fn from(codes: core::SweptCodes) -> Self {
        Self {
            lease: codes.lease,
            stamps: codes.stamps,
        }
    }
}

/// Serials missing between two that were read.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
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

impl From<core::SweepGap> for SweepGap {
    fn from(gap: core::SweepGap) -> Self {
        Self {
            range: gap.range.into(),
            after: gap.after,
            before: gap.before,
            missing: all(gap.missing),
        }
    }
}

/// A serial that was not read.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct MissingStamp {
    /// The serial.
    pub serial: String,
    /// Where the stamps around it say it would be; nothing where they do not agree.
    pub place: Option<SheetPlace>,
    /// The number of what was seen there: a code that cannot be read, or another one stuck over it.
    pub there: Option<u32>,
}

impl From<core::MissingStamp> for MissingStamp {
    fn from(missing: core::MissingStamp) -> Self {
        Self {
            serial: missing.serial,
            place: missing.place.map(Into::into),
            there: missing.there.map(|spot| spot.0),
        }
    }
}

/// One stamp found at several places of a sheet.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct SweptDuplicate {
    /// Its text.
    pub text: String,
    /// Its serial.
    pub serial: String,
    /// Where.
    pub places: Vec<SheetPlace>,
}

impl From<core::SweptDuplicate> for SweptDuplicate {
    fn from(duplicate: core::SweptDuplicate) -> Self {
        Self {
            text: duplicate.text,
            serial: duplicate.serial,
            places: duplicate
                .places
                .into_iter()
                .map(|(_, place)| place.into())
                .collect(),
        }
    }
}

/// A code that does not belong to what is proposed.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct SweptStranger {
    /// Its text.
    pub text: String,
    /// Its serial, if it has one.
    pub serial: Option<String>,
    /// Where it was seen; nothing for a typed one.
    pub place: Option<SheetPlace>,
    /// Why.
    pub reason: StrangerReason,
    /// Why, in a few words.
    pub said: Wording,
}

impl From<core::SweptStranger> for SweptStranger {
    fn from(stranger: core::SweptStranger) -> Self {
        Self {
            said: Wording::of(|lang| stranger.say(lang)),
            text: stranger.text,
            serial: stranger.serial,
            place: stranger.place.map(|(_, place)| place.into()),
            reason: stranger.reason,
        }
    }
}

/// Why a code is a stranger to a sweep.
#[uniffi::remote(Enum)]
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

/// A code that is seen and cannot be read.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct UnreadStamp {
    /// Its number.
    pub spot: u32,
    /// Where.
    pub place: SheetPlace,
    /// The serial it has if the stamps around it are in order: to be compared with what is printed, never taken
    /// unseen.
    pub likely: Option<String>,
}

impl From<core::UnreadStamp> for UnreadStamp {
    fn from(unread: core::UnreadStamp) -> Self {
        Self {
            spot: unread.spot.0,
            place: unread.place.into(),
            likely: unread.likely,
        }
    }
}

/// A place that was read too little, or in two ways.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct UnsureStamp {
    /// Its number.
    pub spot: u32,
    /// Where.
    pub place: SheetPlace,
    /// What was read there. One text: once only.
    pub texts: Vec<String>,
}

impl From<core::UnsureStamp> for UnsureStamp {
    fn from(unsure: core::UnsureStamp) -> Self {
        Self {
            spot: unsure.spot.0,
            place: unsure.place.into(),
            texts: unsure.texts,
        }
    }
}

/// A place where a code was seen.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct SweptSpot {
    /// Its number.
    pub spot: u32,
    /// Where.
    pub place: SheetPlace,
    /// How it is to be shown.
    pub mark: SpotMark,
    /// The serial, or the text of what has none.
    pub label: Option<String>,
}

impl From<core::SweptSpot> for SweptSpot {
    fn from(spot: core::SweptSpot) -> Self {
        Self {
            spot: spot.spot.0,
            place: spot.place.into(),
            mark: spot.mark,
            label: spot.label,
        }
    }
}

/// How a place is to be shown.
#[uniffi::remote(Enum)]
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
