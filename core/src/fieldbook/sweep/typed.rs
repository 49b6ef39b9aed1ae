//! A stamp that cannot be read, typed by a person.

use super::super::error::Fault;
use super::super::lists::{is_held, key_of};
use super::super::lock;
use super::Sweep;
use super::items::{Items, item_of, listed};
use super::leases::Leases;
use super::report::SweptRange;
use crate::model::{Invalid, StampClass, StampFamily, nfc};
use crate::stamp;
use crate::store::SweepTypedRow;

/// What a person typed, taken apart.
struct Typed {
    /// The product or issuer, when the whole text was typed.
    family: Option<StampFamily>,
    serial: String,
}

impl Sweep {
    pub(super) fn add_typed(&self, text: &str) -> Result<String, Fault> {
        let swept = lock(&self.state).swept();
        let lists = self.book.lists(self.book.org())?;
        let key = key_of(&lists, text)?;
        if is_held(&lists, &key) {
            let row = SweepTypedRow {
                family: listed(),
                serial: key.clone(),
            };
            must_be_new(&Items::of(&swept, &lists), &row)?;
            return self.keep_typed(row);
        }
        let typed = Typed::read(text)?;
        let report = self.book.assess(&swept)?;
        let refuse = |reason| Invalid::new("serial", reason).with("value", &typed.serial);
        if report.ranges.is_empty() {
            return Err(refuse("sweep_nothing").into());
        }
        let leases = self.book.sweep_leases()?;
        let fitting: Vec<&SweptRange> = report
            .ranges
            .iter()
            .filter(|range| typed.family.as_ref().is_none_or(|family| *family == range.family))
            .filter(|range| within(range, &leases, &typed.serial))
            .collect();
        let range = match fitting.as_slice() {
            [range] => *range,
            [] => {
                let known: Vec<String> = report.ranges.iter().map(|range| range.span.to_string()).collect();
                return Err(refuse("sweep_outside").with("ranges", &known.join(", ")).into());
            }
            _ => return Err(refuse("sweep_which").into()),
        };
        let row = SweepTypedRow {
            family: range.family.clone(),
            serial: typed.serial.clone(),
        };
        must_be_new(&Items::of(&swept, &lists), &row)?;
        if let Some(lot) = self.book.lot_of(range, &row.serial)? {
            return Err(refuse("sweep_claimed").with("lot", &lot).into());
        }
        self.keep_typed(row)
    }

    fn keep_typed(&self, row: SweepTypedRow) -> Result<String, Fault> {
        let mut state = lock(&self.state);
        if state.typed.contains(&row) {
            return Err(Invalid::new("serial", "sweep_known")
                .with("value", &row.serial)
                .into());
        }
        self.book.store.write(|writing| {
            self.must_be_open(writing.reading().sweep(self.id)?)?;
            Ok::<_, Fault>(writing.add_sweep_typed(self.id, &row)?)
        })?;
        let serial = row.serial.clone();
        state.typed.push(row);
        Ok(serial)
    }
}

/// Whether a stamp was neither read nor typed before.
fn must_be_new(known: &Items, row: &SweepTypedRow) -> Result<(), Invalid> {
    let family = known.families.get(&row.family);
    if family.is_some_and(|items| items.contains_key(&row.serial)) {
        return Err(Invalid::new("serial", "sweep_known").with("value", &row.serial));
    }
    Ok(())
}

/// Whether a serial lies inside what is proposed, or inside a lease that holds some of it.
fn within(range: &SweptRange, leases: &Leases, serial: &str) -> bool {
    let mut beside = leases.over(&range.family, &range.span);
    range.span.contains(serial) || beside.any(|lease| lease.range.contains(serial))
}

impl Typed {
    fn read(text: &str) -> Result<Self, Invalid> {
        let bare = nfc(text.trim());
        let invalid = |reason| Invalid::new("serial", reason).with("value", &bare);
        if let Some(gtin) = gtin_in(&bare) {
            stamp::gtin14(gtin).map_err(|error| Invalid {
                field: "serial".to_owned(),
                ..error
            })?;
        }
        let stamp = stamp::read(&bare);
        let whole = item_of(&stamp).filter(|(_, serial)| *serial != bare);
        match whole {
            Some((family, serial)) => Ok(Self {
                family: Some(family),
                serial,
            }),
            None if stamp.class == StampClass::NotAStamp || bare.is_empty() => Err(invalid("not_a_stamp")),
            None if bare.contains(['/', '(']) => Err(invalid("stamp_without_serial")),
            None => Ok(Self {
                family: None,
                serial: bare,
            }),
        }
    }
}

/// The GTIN of a Digital Link or element string as it was typed, right or not: its last digit is a check digit,
/// and a wrong one is a slip of the finger.
fn gtin_in(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("/01/").or_else(|| text.split_once("(01)"))?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest.get(..end)
}
