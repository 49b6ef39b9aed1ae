//! What was swept, told apart: stamps of single items by family, copies, and codes that are no such stamps.

use std::collections::BTreeMap;

use super::super::lists::{List, is_held, key_of};
use super::Swept;
use super::report::{StrangerReason, SweptDuplicate, SweptStranger};
use crate::model::{Stamp, StampClass, StampFamily, nfc};
use crate::scan::{Place, Spot, SpotId, Standing};
use crate::stamp;

/// A stamp of one item.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) text: String,
    pub(super) serial: String,
    /// Where; nothing for a typed one.
    pub(super) place: Option<(SpotId, Place)>,
    /// It was found at several places.
    pub(super) doubled: bool,
}

/// Stamps by family; each serial once.
pub(super) type Families = BTreeMap<StampFamily, BTreeMap<String, Item>>;

/// Everything that is sure, sorted.
#[derive(Debug, Default)]
pub(super) struct Items {
    pub(super) families: Families,
    pub(super) duplicates: Vec<SweptDuplicate>,
    pub(super) strangers: Vec<SweptStranger>,
    /// What stands at each place: the stamp, or the text of what is none.
    pub(super) labels: BTreeMap<SpotId, Label>,
}

/// What stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Label {
    Stamp(StampFamily, String),
    Text(String),
}

/// The family and the serial of a stamp of one item, as ranges count it.
pub(super) fn item_of(stamp: &Stamp) -> Option<(StampFamily, String)> {
    let (family, serial) = stamp.item()?;
    Some((family, nfc(serial.trim())))
}

/// A print: the stamp, by its serial, or what else it says, by its key. The same stamp may be written in two ways.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Print {
    Stamp(StampFamily, String),
    Other(String),
}

/// The family that codes of lists go by in a sweep, whoever issued them: each by its key.
pub(super) fn listed() -> StampFamily {
    StampFamily::Bare("#list".to_owned())
}

/// What a text is in a sweep: a code of a list, by its key, or a stamp with a serial.
pub(super) fn item_in(lists: &[List], text: &str, stamp: &Stamp) -> Option<(StampFamily, String)> {
    match key_of(lists, text) {
        Ok(key) if is_held(lists, &key) => Some((listed(), key)),
        _ => item_of(stamp),
    }
}

impl Items {
    pub(super) fn of(swept: &Swept, lists: &[List]) -> Self {
        let mut items = Self::default();
        let mut prints: BTreeMap<Print, (Stamp, Vec<&Spot>)> = BTreeMap::new();
        for spot in &swept.spots {
            if let Standing::Sure(text) = spot.standing() {
                let stamp = stamp::read(text);
                let (print, label) = match item_in(lists, text, &stamp) {
                    Some((family, serial)) => (
                        Print::Stamp(family.clone(), serial.clone()),
                        Label::Stamp(family, serial),
                    ),
                    None => (Print::Other(stamp.key.clone()), Label::Text(text.to_owned())),
                };
                items.labels.insert(spot.id, label);
                let known = prints.entry(print);
                known.or_insert_with(|| (stamp, Vec::new())).1.push(spot);
            }
        }
        for (print, (stamp, spots)) in prints {
            items.add_print(print, &stamp, &spots);
        }
        for row in &swept.typed {
            let family = items.families.entry(row.family.clone()).or_default();
            family.entry(row.serial.clone()).or_insert_with(|| Item {
                text: row.serial.clone(),
                serial: row.serial.clone(),
                place: None,
                doubled: false,
            });
        }
        items
    }

    fn add_print(&mut self, print: Print, stamp: &Stamp, spots: &[&Spot]) {
        let Some(first) = spots.first() else { return };
        let place = Some((first.id, first.place));
        let Print::Stamp(family, serial) = print else {
            let reason = match stamp.class {
                StampClass::NotAStamp => StrangerReason::NotAStamp,
                StampClass::Unknown => StrangerReason::Unknown,
                StampClass::Item | StampClass::Lot | StampClass::Product => StrangerReason::NotAnItem,
            };
            self.strangers.push(SweptStranger {
                text: stamp.raw.clone(),
                serial: None,
                place,
                reason,
            });
            return;
        };
        // On two patches it may be one print, seen before and after a leap.
        let mut on_patch: BTreeMap<u32, usize> = BTreeMap::new();
        for spot in spots {
            *on_patch.entry(spot.place.patch).or_default() += 1;
        }
        let beside = |spot: &&&Spot| on_patch.get(&spot.place.patch).is_some_and(|prints| *prints > 1);
        let copies: Vec<(SpotId, Place)> = spots
            .iter()
            .filter(beside)
            .map(|spot| (spot.id, spot.place))
            .collect();
        let doubled = !copies.is_empty();
        if doubled {
            self.duplicates.push(SweptDuplicate {
                text: stamp.raw.clone(),
                serial: serial.clone(),
                places: copies,
            });
        }
        let item = Item {
            text: stamp.raw.clone(),
            serial: serial.clone(),
            place,
            doubled,
        };
        self.families.entry(family).or_default().insert(serial, item);
    }
}
