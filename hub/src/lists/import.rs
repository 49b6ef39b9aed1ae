use std::collections::HashMap;
use std::path::Path;

use fieldbook_core::model::{Invalid, ProductId, RollId, SerialRange, StampSpan};
use fieldbook_core::stamp::{ranges_of, read};

use super::codes::{Codes, Reader};
use super::rows::codes_of;
use crate::Hub;
use crate::error::{HubError, Result};
use crate::registry::{Issue, RollView};
use crate::store::{RollRow, Serials, Tables, list_space};

/// The largest file with an issuer's list, bytes.
pub const LIST_BYTES_MAX: u64 = 128 * 1024 * 1024;

/// An issuer's list to import.
#[derive(Debug, Clone, Default)]
pub struct NewList {
    /// What stands before the codes, where the list has them bare: a GTIN, or the host with the path before them.
    pub issue: Option<Issue>,
    /// The product it is for; with a GTIN, the product of that GTIN unless another is named.
    pub product: Option<ProductId>,
    /// The title of the column with the codes; not needed where one column only holds codes.
    pub column: Option<String>,
}

impl Hub {
    /// Makes a roll of an issuer's list: CSV (UTF-8; commas, semicolons or tabs) or XLSX (its first sheet), one code a row,
    /// in printed order; at most 1,000,000. Blank rows and a title are passed over. A code written as a whole address and
    /// the same code bare are one stamp. When anything is wrong nothing is imported.
    ///
    /// Errors are `Invalid`, with the row where there is one: `list_unreadable`, `list_not_utf8`, `list_too_large`,
    /// `list_too_long`, `list_empty`, `list_no_column`, `list_which_column`, `list_number`, `list_not_a_stamp`,
    /// `list_bare_code`, `list_other_issuer`, `list_code_long`, `list_twice`, `list_taken` (on another roll).
    pub fn import_list(&self, file: &Path, new: &NewList) -> Result<RollView> {
        let length = std::fs::metadata(file)
            .map_err(|error| HubError::folder(file, error))?
            .len();
        if length > LIST_BYTES_MAX {
            let most = LIST_BYTES_MAX / 1024 / 1024;
            return Err(Invalid::new("file", "list_too_large").with("max", &most).into());
        }
        let bytes = std::fs::read(file).map_err(|error| HubError::folder(file, error))?;
        let issue = new.issue.as_ref().map(crate::registry::said).transpose()?;
        let reader = Reader {
            issue: issue.as_ref(),
        };
        let cells = codes_of(&bytes, new.column.as_deref(), &reader)?;
        let codes = reader.all(&cells)?;
        self.store().write(|tables| {
            let mut counted = HashMap::new();
            for (key, cell) in codes.keys.iter().zip(&cells) {
                if let Some(roll) = taken(tables, &mut counted, &codes.issue, key)? {
                    let fault = Invalid::new("file", "list_taken").with("row", &cell.row);
                    return Err(fault.with("value", &cell.text).with("roll", &roll).into());
                }
            }
            let roll = roll_of(tables, new.product, &codes)?;
            tables.insert_roll(&roll)?;
            tables.insert_list(roll.id, &codes.stem, &codes.keys)?;
            Ok(RollView::of(roll))
        })
    }

    /// Whether a roll was printed by a list of codes.
    pub fn is_list(&self, roll: RollId) -> Result<bool> {
        self.store().read(|tables| Ok(tables.list_stem(roll)?.is_some()))
    }

    /// The places of a roll's list from one stamp to another: each a stamp's text, its bare code, or its place.
    pub fn places(&self, roll: RollId, from: &str, to: &str) -> Result<SerialRange> {
        self.store().read(|tables| {
            let missing = || HubError::not_found("roll", &roll);
            let row = tables.roll(roll)?.ok_or_else(missing)?;
            let stem = tables.list_stem(roll)?.ok_or_else(missing)?;
            let place = |field: &str, text: &str| -> Result<u32> {
                let texts = [text.to_owned(), format!("{stem}{text}")];
                for text in &texts {
                    if let Some(at) = tables.listed(&read(text).key)?.filter(|at| at.roll == roll) {
                        return Ok(at.place);
                    }
                }
                let place = text.trim().trim_start_matches('#').parse().ok();
                Ok(place.ok_or_else(|| Invalid::new(field, "list_no_place").with("value", text))?)
            };
            let (first, last) = (place("from", from)?, place("to", to)?);
            let places = SerialRange::places(first, last);
            let places = places.ok_or_else(|| Invalid::new("to", "range_reversed"))?;
            let outside = || HubError::refused("outside_roll", row.range.to_string());
            row.range
                .overlap(&places)
                .filter(|shared| *shared == places)
                .ok_or_else(outside)
        })
    }
}

/// The roll a code is on already, by a list or by its serial. `counted` remembers which spaces have rolls of serials: mostly
/// none, and then a million codes are not asked for there.
fn taken(
    tables: &Tables,
    counted: &mut HashMap<String, bool>,
    issue: &Issue,
    key: &str,
) -> Result<Option<RollId>> {
    if let Some(at) = tables.listed(key)? {
        return Ok(Some(at.roll));
    }
    let (before, serial) = key.rsplit_once('/').unwrap_or(("", key));
    // A roll of serials names its host, or its host and the path before the serials.
    let spaces = match issue {
        Issue::Gtin(gtin) => vec![gtin.clone()],
        Issue::Host(host) => vec![format!("host:{host}"), format!("host:{}", before.to_lowercase())],
    };
    for space in spaces {
        let known = counted.get(&space).copied();
        let has_rolls = known.map_or_else(|| tables.has_rolls(&space), Ok)?;
        counted.insert(space.clone(), has_rolls);
        if !has_rolls {
            continue;
        }
        for range in ranges_of(&[serial.to_owned()]).0 {
            let space = space.clone();
            let on = tables.rolls_over(&Serials { space, range })?;
            if let Some(roll) = on.first() {
                return Ok(Some(roll.id));
            }
        }
    }
    Ok(None)
}

fn roll_of(tables: &Tables, product: Option<ProductId>, codes: &Codes) -> Result<RollRow> {
    let (gtin, host) = match &codes.issue {
        Issue::Gtin(gtin) => (Some(gtin.clone()), None),
        Issue::Host(host) => (None, Some(host.clone())),
    };
    let count = u32::try_from(codes.keys.len()).unwrap_or(u32::MAX);
    let empty = || Invalid::new("file", "list_empty");
    let id = RollId::fresh();
    Ok(RollRow {
        id,
        product: crate::registry::product_of(tables, product, gtin.as_deref())?,
        space: list_space(id),
        gtin,
        host,
        range: SerialRange::places(1, count).ok_or_else(empty)?,
    })
}

/// Whether codes of lists are serials of a range of this issuer.
pub(crate) fn shared_with_lists(
    tables: &Tables,
    issue: &Issue,
    range: &SerialRange,
) -> Result<Option<String>> {
    let mut shared = None;
    let start = match issue {
        Issue::Gtin(gtin) => format!("https://id.gs1.org/01/{gtin}/21/"),
        Issue::Host(host) => format!("{host}/"),
    };
    tables.walk_keys(&start, |key| {
        let serial = key.rsplit('/').next().unwrap_or(key);
        if range.contains(serial) {
            shared = StampSpan::of_code(None, None, key)
                .ok()
                .and_then(|span| span.code);
        }
        shared.is_none()
    })?;
    Ok(shared)
}
