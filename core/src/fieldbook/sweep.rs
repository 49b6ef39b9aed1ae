//! The sweep (quét cả tờ, cả cuộn tem): the camera goes over a sheet, box or roll, and the range of its stamps is
//! proposed, with its gaps, copies and strangers.

mod assess;
mod bound;
mod cluster;
mod codes;
mod gaps;
mod items;
mod leases;
mod marks;
mod order;
mod report;
mod seen;
#[cfg(test)]
mod tests;
mod typed;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, Weak};

use super::book::Book;
use super::claims::ClaimView;
use super::error::Fault;
use super::{FieldbookError, Stamps, lock};
use crate::model::{
    Capture, DocId, Invalid, LIST_MAX, OrgId, PersonId, SerialRange, StampFamily, StampSpan, SweepId,
};
use crate::scan::{News, Place, Scanner, Sight, Spot, SpotId, Standing, Tracker};
use crate::store::{SweepChoiceRow, SweepRow, SweepSpotRow, SweepTypedRow};

pub use report::{
    MissingStamp, SpotMark, StrangerReason, SweepGap, SweepReport, SweptCodes, SweptDuplicate, SweptRange,
    SweptSpot, SweptStranger, UnreadStamp, UnsureStamp,
};
pub use seen::{SeenCode, SeenMark};

/// A sweep under way. What it knows is in the book at each piece of news, so that it survives a killed app:
/// [`Stamps::sweeps`] lists it, [`Stamps::sweep_again`] goes on with it.
///
/// It may be used from many threads; frames are taken in one after the other.
#[derive(Clone)]
pub struct Sweep {
    book: Arc<Book>,
    id: SweepId,
    state: Arc<Mutex<State>>,
}

/// A sweep as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// What a frame brought. [`Sweep::report`] says what it means for the whole.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SweepNews {
    /// Texts that became sure, each once in a sweep.
    pub read: Vec<SweptCode>,
    /// Texts that were found at a second place.
    pub doubled: Vec<SweptCode>,
    /// Places where a second text was read: what was told of them no longer counts.
    pub doubted: Vec<Place>,
    /// Places where a code is seen that cannot be read so far.
    pub unread: Vec<Place>,
    /// Two parts of the sheet were found to be one; places have moved.
    pub joined: bool,
    /// What this frame shows, to be outlined over the picture; also when it brought nothing else.
    pub seen: Vec<SeenCode>,
}

impl SweepNews {
    /// Whether the report is as it was.
    pub fn is_empty(&self) -> bool {
        let told = [&self.read, &self.doubled];
        let places = [&self.doubted, &self.unread];
        told.iter().all(|list| list.is_empty()) && places.iter().all(|list| list.is_empty()) && !self.joined
    }
}

/// A text and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct SweptCode {
    /// Its number.
    pub spot: SpotId,
    /// The text.
    pub text: String,
    /// Where.
    pub place: Place,
}

/// What a sweep under way holds in memory.
pub(super) struct State {
    tracker: Tracker,
    /// News that could not be kept so far, and were told to nobody.
    untold: News,
    typed: Vec<SweepTypedRow>,
    choices: Vec<SweepChoiceRow>,
    /// Sure texts that were looked at, and whether they do not belong here.
    strange: BTreeMap<String, bool>,
}

/// What was swept up to a moment.
struct Swept {
    spots: Vec<Spot>,
    typed: Vec<SweepTypedRow>,
    choices: Vec<SweepChoiceRow>,
    full: bool,
}

impl State {
    fn swept(&self) -> Swept {
        Swept {
            spots: self.tracker.spots().cloned().collect(),
            typed: self.typed.clone(),
            choices: self.choices.clone(),
            full: self.tracker.is_full(),
        }
    }
}

/// The sweeps somebody holds a handle of, so that two handles of one sweep are one sweep.
pub(super) type OpenSweeps = Mutex<BTreeMap<SweepId, Weak<Mutex<State>>>>;

impl Stamps {
    /// Begins a sweep.
    pub fn sweep(&self) -> Result<Sweep, FieldbookError> {
        Ok(Sweep::begin(&self.book)?)
    }

    /// Sweeps under way, the oldest first: those that were neither activated nor discarded.
    pub fn sweeps(&self) -> Result<Vec<SweepView>, FieldbookError> {
        Ok(self.book.sweeps()?)
    }

    /// Goes on with a sweep.
    ///
    /// Error: `NotFound` for one that was activated or discarded.
    pub fn sweep_again(&self, id: SweepId) -> Result<Sweep, FieldbookError> {
        Ok(Sweep::again(&self.book, id)?)
    }
}

impl Sweep {
    /// Its id.
    pub fn id(&self) -> SweepId {
        self.id
    }

    /// Reads a camera frame ([`Scanner::look`]) and takes it in.
    ///
    /// Errors: `InvalidInput` for a buffer too short for its frame, and those of [`Sweep::see`].
    pub fn push_luma(
        &self,
        scanner: &Scanner,
        pixels: &[u8],
        width: u32,
        height: u32,
        stride: u32,
    ) -> Result<SweepNews, FieldbookError> {
        self.see(&scanner.look(pixels, width, height, stride)?)
    }

    /// Takes in what a frame shows. News are in the book when this returns; a frame without news writes nothing, and
    /// says only what is to be seen in it.
    ///
    /// Errors: `NotFound` once the sweep was activated or discarded, `Closed`, `StorageFull`. What a failed call
    /// has seen is kept, and its news told, by the next that succeeds.
    pub fn see(&self, sight: &Sight) -> Result<SweepNews, FieldbookError> {
        Ok(self.take_in_sight(sight)?)
    }

    /// What is proposed, and what is not right about it, with what the book knows now.
    pub fn report(&self) -> Result<SweepReport, FieldbookError> {
        Ok(self.assess()?)
    }

    /// Adds a stamp that cannot be read, as a person reads it off: its serial, or its whole text. Gives the
    /// serial.
    ///
    /// Errors are `InvalidInput` for `serial`: `sweep_nothing` before anything was read; `not_a_stamp`;
    /// `stamp_without_serial`; `gtin_check_digit`; `sweep_outside` for one that is neither within what is
    /// proposed nor leased with it; `sweep_which` for a serial that fits two rolls; `sweep_known` for one that
    /// was read or typed already; `sweep_claimed` for one that is bound to a lot.
    pub fn type_in(&self, text: &str) -> Result<String, FieldbookError> {
        Ok(self.add_typed(text)?)
    }

    /// Leaves stamps out of what is proposed.
    ///
    /// Errors are `InvalidInput` for `stamps`: `sweep_outside` where nothing proposed has such serials; `sweep_which`
    /// where two products or issuers have.
    pub fn leave_out(&self, range: &SerialRange) -> Result<(), FieldbookError> {
        Ok(self.choose(range, false)?)
    }

    /// Takes stamps in again that were left out, by a person or because they were printed twice. Stamps that
    /// were not read, or are bound to a lot, stay out.
    ///
    /// Errors: those of [`Sweep::leave_out`].
    pub fn take_in(&self, range: &SerialRange) -> Result<(), FieldbookError> {
        Ok(self.choose(range, true)?)
    }

    /// Binds what is proposed to a lot, as [`Stamps::activate`] does, and ends the sweep. An activation names at most
    /// 200 ranges and 1,000 codes, so a sheet with more gaps becomes several. Killed in between, the sweep is still there
    /// and says of the stamps that are bound that they are. `seen` and `codes` are what the person was shown
    /// ([`SweepReport::stamps`], [`SweepReport::listed`]): the camera may have read more since.
    ///
    /// Errors: those of [`Stamps::activate`], and `InvalidInput` for `stamps`: `sweep_changed` where the proposal is
    /// no longer what was seen (show the report anew); `sweep_other_product` where the stamps name another product
    /// than the lot.
    pub fn activate(
        &self,
        lot: DocId,
        seen: &[SerialRange],
        codes: &[String],
    ) -> Result<Vec<ClaimView>, FieldbookError> {
        Ok(self.bind(lot, seen, codes)?)
    }

    /// Ends the sweep and forgets what it saw.
    pub fn discard(&self) -> Result<(), FieldbookError> {
        Ok(self.end()?)
    }

    fn begin(book: &Arc<Book>) -> Result<Self, Fault> {
        let row = SweepRow {
            id: SweepId::fresh(),
            org: book.org(),
            person: book.person(),
            begun_ms: book.now().utc_ms,
            next_spot: 0,
        };
        book.store.write(|writing| writing.add_sweep(&row))?;
        Self::again(book, row.id)
    }

    fn again(book: &Arc<Book>, id: SweepId) -> Result<Self, Fault> {
        let mut open = lock(&book.sweeps);
        open.retain(|_, state| state.strong_count() > 0);
        let known = open.get(&id).and_then(Weak::upgrade);
        let state = if let Some(state) = known {
            state
        } else {
            let state = Arc::new(Mutex::new(book.sweep_state(id)?));
            open.insert(id, Arc::downgrade(&state));
            state
        };
        Ok(Self {
            book: Arc::clone(book),
            id,
            state,
        })
    }

    fn take_in_sight(&self, sight: &Sight) -> Result<SweepNews, Fault> {
        let unknown = {
            let mut state = lock(&self.state);
            let news = state.tracker.see(sight);
            state.untold.extend(news);
            state.unknown_in(sight)
        };
        // Not under the lock: whoever wants the report does not wait for it.
        let told = self.book.strangers_among(unknown);
        let mut state = lock(&self.state);
        state.tell_strangers(told);
        let seen = state.seen(sight);
        if state.untold.is_empty() {
            return Ok(SweepNews {
                seen,
                ..SweepNews::default()
            });
        }
        let spots: Vec<SweepSpotRow> = state.tracker.changed().map(row_of).collect();
        let gone: Vec<u32> = state.tracker.gone().map(|spot| spot.0).collect();
        let next = state.tracker.next_spot().0;
        self.book.store.write(|writing| {
            self.must_be_open(writing.reading().sweep(self.id)?)?;
            Ok::<_, Fault>(writing.keep_sweep_spots(self.id, &spots, &gone, next)?)
        })?;
        state.tracker.kept();
        let news = std::mem::take(&mut state.untold);
        let code = |id: &SpotId| {
            let spot = state.tracker.spot(*id)?;
            match spot.standing() {
                Standing::Sure(text) => Some(SweptCode {
                    spot: *id,
                    text: text.to_owned(),
                    place: spot.place,
                }),
                _ => None,
            }
        };
        let place = |id: &SpotId| state.tracker.spot(*id).map(|spot| spot.place);
        Ok(SweepNews {
            read: news.sure.iter().filter_map(code).collect(),
            doubled: news.doubled.iter().filter_map(code).collect(),
            doubted: news.doubted.iter().filter_map(place).collect(),
            unread: news.unread.iter().filter_map(place).collect(),
            joined: news.joined,
            seen,
        })
    }

    /// Frames go on while the book is asked.
    fn assess(&self) -> Result<SweepReport, Fault> {
        let swept = lock(&self.state).swept();
        let report = self.book.assess(&swept)?;
        lock(&self.state).learn_strangers(&swept, &report);
        Ok(report)
    }

    fn choose(&self, range: &SerialRange, take_in: bool) -> Result<(), Fault> {
        let report = self.assess()?;
        let row = SweepChoiceRow {
            take_in,
            family: family_of(&report, range)?,
            range: range.clone(),
        };
        let mut state = lock(&self.state);
        self.book.store.write(|writing| {
            self.must_be_open(writing.reading().sweep(self.id)?)?;
            Ok::<_, Fault>(writing.add_sweep_choice(self.id, &row)?)
        })?;
        state.choices.push(row);
        Ok(())
    }

    fn bind(&self, lot: DocId, seen: &[SerialRange], codes: &[String]) -> Result<Vec<ClaimView>, Fault> {
        let state = lock(&self.state);
        self.must_be_open(self.book.store.read(|reading| reading.sweep(self.id))?)?;
        let report = self.book.assess(&state.swept())?;
        let sorted = |mut ranges: Vec<SerialRange>| {
            ranges.sort();
            ranges
        };
        let listed: BTreeSet<String> = report.listed().into_iter().collect();
        let same_codes = listed.iter().eq(codes.iter().collect::<BTreeSet<_>>());
        if !same_codes || sorted(report.stamps()) != sorted(seen.to_vec()) {
            return Err(Invalid::new("stamps", "sweep_changed")
                .with("count", &report.count())
                .into());
        }
        self.book.must_be_of_lot(&report, lot)?;
        let spans = self.book.swept_spans(&report)?;
        if spans.is_empty() {
            return Err(Invalid::new("stamps", "required").into());
        }
        let (codes, serials): (Vec<_>, Vec<_>) = spans.into_iter().partition(|span| span.code.is_some());
        let mut claims = Vec::new();
        for spans in serials.chunks(LIST_MAX) {
            claims.push(self.book.bind(lot, spans.to_vec(), Capture::Scan)?);
        }
        let mut rest = codes.as_slice();
        while !rest.is_empty() {
            let (spans, behind) = rest.split_at(StampSpan::codes_that_fit(rest));
            claims.push(self.book.bind(lot, spans.to_vec(), Capture::Scan)?);
            rest = behind;
        }
        drop(state);
        // The stamps are bound; a sweep that could not be ended says so of each and can be discarded.
        self.end().ok();
        Ok(claims)
    }

    fn end(&self) -> Result<(), Fault> {
        let there = self.book.store.write(|writing| writing.remove_sweep(self.id))?;
        lock(&self.book.sweeps).remove(&self.id);
        self.must_be_open(there.then_some(()))
    }

    fn must_be_open<T>(&self, row: Option<T>) -> Result<(), Fault> {
        row.map(|_| ())
            .ok_or_else(|| Fault::NotFound(self.id.to_string()))
    }
}

impl Book {
    fn sweeps(&self) -> Result<Vec<SweepView>, Fault> {
        self.store.read(|reading| {
            let rows = reading.sweeps()?;
            let view = |row: SweepRow| {
                let spots = reading.sweep_spots(row.id)?;
                let read = spots.iter().filter(|spot| !spot.reads.is_empty()).count();
                Ok(SweepView {
                    id: row.id,
                    org: row.org,
                    person: row.person,
                    begun_ms: row.begun_ms,
                    read: u32::try_from(read).unwrap_or(u32::MAX),
                })
            };
            rows.into_iter().map(view).collect()
        })
    }

    fn sweep_state(&self, id: SweepId) -> Result<State, Fault> {
        self.store.read(|reading| {
            let row = reading.sweep(id)?;
            let row = row.ok_or_else(|| Fault::NotFound(id.to_string()))?;
            let next_spot = SpotId(row.next_spot);
            let spots = reading.sweep_spots(id)?;
            Ok(State {
                tracker: Tracker::resume(spots.into_iter().map(spot_of), next_spot),
                untold: News::default(),
                typed: reading.sweep_typed(id)?,
                choices: reading.sweep_choices(id)?,
                strange: BTreeMap::new(),
            })
        })
    }

    /// What is proposed, cut along the leases that hold it: of two with the same serials, those of its own product.
    fn swept_spans(&self, report: &SweepReport) -> Result<Vec<StampSpan>, Fault> {
        let leases = self.sweep_leases()?;
        let spans = report.ranges.iter();
        let serials = spans.flat_map(|range| self.cut_family(&range.family, &range.stamps, &leases));
        let codes = self.spans_of_swept(&report.codes)?;
        Ok(serials.chain(codes).collect())
    }

    /// Stamps with a product's GTIN are activated for that product only.
    fn must_be_of_lot(&self, report: &SweepReport, lot: DocId) -> Result<(), Fault> {
        let product = self.product_of(lot)?;
        let is_other =
            |family: &StampFamily| matches!(family, StampFamily::Gtin(gtin) if !product.takes(gtin));
        let mut offered = report.ranges.iter().filter(|range| range.count > 0);
        match offered.find(|range| is_other(&range.family)) {
            None => Ok(()),
            Some(other) => Err(Invalid::new("stamps", "sweep_other_product")
                .with("range", &other.span)
                .with("printed", &other.family.name())
                .with("gtin", &product.printed())
                .into()),
        }
    }
}

/// The family of what is proposed with these serials.
fn family_of(report: &SweepReport, range: &SerialRange) -> Result<StampFamily, Invalid> {
    let invalid = |reason| Invalid::new("stamps", reason).with("value", range);
    let fitting = report
        .ranges
        .iter()
        .filter(|known| known.span.overlap(range).is_some());
    let families: BTreeSet<&StampFamily> = fitting.map(|known| &known.family).collect();
    let mut families = families.into_iter();
    match (families.next(), families.next()) {
        (Some(family), None) => Ok(family.clone()),
        (Some(_), Some(_)) => Err(invalid("sweep_which")),
        (None, _) => {
            let known: Vec<String> = report.ranges.iter().map(|range| range.span.to_string()).collect();
            Err(invalid("sweep_outside").with("ranges", &known.join(", ")))
        }
    }
}

fn row_of(spot: &Spot) -> SweepSpotRow {
    SweepSpotRow {
        spot: spot.id.0,
        patch: spot.place.patch,
        middle: spot.place.middle,
        across: spot.place.across,
        frames: spot.frames,
        unread: spot.unread,
        reads: spot
            .reads
            .iter()
            .map(|(text, frames)| (text.to_string(), *frames))
            .collect(),
    }
}

fn spot_of(row: SweepSpotRow) -> Spot {
    Spot {
        id: SpotId(row.spot),
        place: Place {
            patch: row.patch,
            middle: row.middle,
            across: row.across,
        },
        frames: row.frames,
        unread: row.unread,
        reads: row
            .reads
            .into_iter()
            .map(|(text, frames)| (Arc::from(text), frames))
            .collect(),
    }
}
