//! Sheets of stamps as they are found: with a stamp taken off, one torn, one of another roll stuck over, one
//! copied. The same seed gives the same sheet, so that tests, the demo and the figures speak of one.

use std::collections::BTreeSet;

use fieldbook_core::model::SerialRange;
use fieldbook_core::scan::{Code, Sight};
use fieldbook_core::stamp::digital_link_on;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::camera::InView;
use super::sheet::{Print, SheetStamp};

/// A sheet and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultySheet {
    /// What is printed, place by place.
    pub prints: Vec<Print>,
    /// The serial that was taken off.
    pub taken: String,
    /// The serial that is torn.
    pub torn: String,
    /// The serial over which another roll's stamp is stuck, and that other one.
    pub covered: (String, String),
    /// The serial that is there twice, over another, if one was copied.
    pub copied: Option<(String, String)>,
}

/// A sheet of Digital Links with one stamp taken off, one torn, and one covered by a stamp of `other_roll`; with a
/// copy of one stamp stuck over another if asked. None of it is at the ends, so that the range can be told.
/// Nothing for fewer than eight serials, or a GTIN that is none.
pub fn faulty(
    base: &str,
    gtin: &str,
    serials: &SerialRange,
    other_roll: &SerialRange,
    copy: bool,
    seed: u64,
) -> Option<FaultySheet> {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let stamp = |serial: String| {
        let text = digital_link_on(base, gtin, None, Some(&serial)).ok()?;
        Some(SheetStamp { text, serial })
    };
    let mut prints = serials
        .serials()
        .map(|serial| stamp(serial).map(Print::Whole))
        .collect::<Option<Vec<Print>>>()?;
    if prints.len() < 8 {
        return None;
    }
    let mut places = BTreeSet::new();
    let mut chosen = Vec::new();
    while chosen.len() < 5 {
        let place = dice.random_range(1..prints.len() - 1);
        if places.insert(place) {
            chosen.push(place);
        }
    }
    let [taken, torn, covered, original, copied] = chosen.try_into().ok()?;
    let serial = |place: usize| serials.serials().nth(place);
    let stranger = other_roll.serial(other_roll.first());
    let sheet = FaultySheet {
        taken: serial(taken)?,
        torn: serial(torn)?,
        covered: (serial(covered)?, stranger.clone()),
        copied: if copy {
            Some((serial(original)?, serial(copied)?))
        } else {
            None
        },
        prints: Vec::new(),
    };
    *prints.get_mut(taken)? = Print::Taken;
    *prints.get_mut(torn)? = Print::Torn(stamp(sheet.torn.clone())?);
    *prints.get_mut(covered)? = Print::Whole(stamp(stranger)?);
    if copy {
        *prints.get_mut(copied)? = Print::Whole(stamp(serial(original)?)?);
    }
    Some(FaultySheet { prints, ..sheet })
}

impl FaultySheet {
    /// What a scanner that reads everything readable sees of a frame; a torn stamp is seen and not read.
    pub fn sight(&self, codes: &[InView]) -> Sight {
        let mut sight = Sight::default();
        for (index, corners) in codes {
            match self.prints.get(*index) {
                Some(Print::Whole(stamp)) => sight.codes.push(Code {
                    text: stamp.text.clone(),
                    corners: *corners,
                    part: None,
                }),
                Some(Print::Torn(_)) => sight.unread.push(*corners),
                _ => {}
            }
        }
        sight
    }
}
