use std::collections::HashMap;

use fieldbook_core::model::{Invalid, Stamp, StampClass, StampSpan, nfc};
use fieldbook_core::stamp::{digital_link, gtin14, read};

use super::rows::Cell;
use crate::registry::Issue;

/// The most codes of a list.
pub(super) const CODES_MAX: usize = 1_000_000;

/// The codes of a list, told from what else is in the file.
#[derive(Debug)]
pub(super) struct Codes {
    /// What the stamps are printed with.
    pub(super) issue: Issue,
    /// What stands before a code in a stamp's text; where that differs, the host alone.
    pub(super) stem: String,
    /// In printed order.
    pub(super) keys: Vec<String>,
}

/// What codes are read with: whose they are, if that was said.
pub(super) struct Reader<'i> {
    pub(super) issue: Option<&'i Issue>,
}

impl Reader<'_> {
    /// The codes of a column. A cell's text is a stamp's whole text, or its bare code where the issuer was said.
    ///
    /// Errors are `InvalidInput` for `file`, with the `row`: those of [`Reader::read`]; `list_twice` (`first`: the row
    /// that has it first); `list_other_issuer` for a code of another GTIN or host than the first's; without a row
    /// `list_empty` and `list_too_long`.
    pub(super) fn all(&self, cells: &[Cell]) -> Result<Codes, Invalid> {
        if cells.len() > CODES_MAX {
            return Err(Invalid::new("file", "list_too_long").with("max", &CODES_MAX));
        }
        let mut rows: HashMap<String, u32> = HashMap::with_capacity(cells.len());
        let mut keys = Vec::with_capacity(cells.len());
        let mut issue = None;
        for cell in cells {
            let stamp = self.read(cell)?;
            let family = family(&stamp);
            if *issue.get_or_insert_with(|| family.clone()) != family {
                return Err(fault(cell, "list_other_issuer"));
            }
            if let Some(first) = rows.insert(stamp.key.clone(), cell.row) {
                return Err(fault(cell, "list_twice").with("first", &first));
            }
            keys.push(stamp.key);
        }
        let issue = issue.ok_or_else(|| Invalid::new("file", "list_empty"))?;
        Ok(Codes {
            stem: self.stem(cells),
            issue,
            keys,
        })
    }

    /// The stamp of a cell.
    ///
    /// Errors: `list_number` for a number, whose leading zeros are gone; `list_not_a_stamp`; `list_bare_code` for a code
    /// that names no issuer; `list_other_issuer` for one of another issuer than was said; `list_code_long`.
    pub(super) fn read(&self, cell: &Cell) -> Result<Stamp, Invalid> {
        if cell.is_number {
            return Err(fault(cell, "list_number"));
        }
        let text = nfc(cell.text.trim());
        if text.is_empty() {
            return Err(fault(cell, "list_not_a_stamp"));
        }
        let whole = text.contains('/') || text.contains('(');
        let printed = match self.issue.filter(|_| !whole) {
            Some(Issue::Host(host)) => format!("https://{host}/{text}"),
            Some(Issue::Gtin(gtin)) => {
                let link = gtin14(gtin).and_then(|gtin| digital_link(&gtin, None, Some(&text)));
                link.map_err(|_| fault(cell, "list_not_a_stamp"))?
            }
            None => text,
        };
        let stamp = read(&printed);
        let named = stamp.key.contains('/');
        match stamp.class {
            StampClass::Item => {}
            StampClass::Unknown if named && !printed.contains(char::is_whitespace) => {}
            StampClass::Unknown if !printed.contains(['/', ' ']) => {
                return Err(fault(cell, "list_bare_code"));
            }
            _ => return Err(fault(cell, "list_not_a_stamp")),
        }
        if stamp.key.len() > StampSpan::CODE_MAX {
            return Err(fault(cell, "list_code_long").with("max", &StampSpan::CODE_MAX));
        }
        let said = match self.issue {
            Some(Issue::Host(host)) => Some(Issue::Host(host_of(host).to_owned())),
            Some(Issue::Gtin(gtin)) => Some(Issue::Gtin(gtin14(gtin)?)),
            None => None,
        };
        match said {
            Some(said) if said != family(&stamp) => Err(fault(cell, "list_other_issuer")),
            _ => Ok(stamp),
        }
    }

    fn stem(&self, cells: &[Cell]) -> String {
        match self.issue {
            Some(Issue::Host(host)) => return format!("https://{host}/"),
            Some(Issue::Gtin(gtin)) => return format!("https://id.gs1.org/01/{gtin}/21/"),
            None => {}
        }
        let first = cells.first().map(|cell| cell.text.trim()).unwrap_or_default();
        let stem = first
            .rfind(['/', '='])
            .and_then(|at| first.get(..=at))
            .unwrap_or_default();
        let fits = |cell: &Cell| {
            let rest = cell.text.trim().strip_prefix(stem);
            rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(['/', '=']))
        };
        let shared = stem.contains("://") && cells.iter().all(fits);
        if shared {
            return stem.to_owned();
        }
        // What phones tell its codes from other stamps by.
        match self.read_first(cells) {
            Some(Issue::Gtin(gtin)) => format!("https://id.gs1.org/01/{gtin}/21/"),
            Some(Issue::Host(host)) => format!("https://{host}"),
            None => String::new(),
        }
    }

    fn read_first(&self, cells: &[Cell]) -> Option<Issue> {
        let stamp = self.read(cells.first()?).ok()?;
        Some(family(&stamp))
    }
}

fn fault(cell: &Cell, reason: &'static str) -> Invalid {
    // A person looks for the row; its text helps where rows are counted otherwise.
    let shown: String = cell.text.chars().take(80).collect();
    Invalid::new("file", reason)
        .with("row", &cell.row)
        .with("value", &shown)
}

/// The issuer a stamp is of: its GTIN, or the host before its code.
fn family(stamp: &Stamp) -> Issue {
    match &stamp.gtin {
        Some(gtin) => Issue::Gtin(gtin.clone()),
        None => Issue::Host(host_of(&stamp.key).to_owned()),
    }
}

fn host_of(key: &str) -> &str {
    key.split(['/', '?', '#']).next().unwrap_or(key)
}
