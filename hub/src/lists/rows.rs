use fieldbook_core::model::{Invalid, nfc};

use super::codes::{CODES_MAX, Reader};
use super::xlsx;

/// A cell that may hold a code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Cell {
    /// Its row in the file, from 1.
    pub(super) row: u32,
    pub(super) text: String,
    /// A spreadsheet holds a number there.
    pub(super) is_number: bool,
}

/// The longest cell that is kept, characters: a longer one is no code.
pub(super) const CELL_MAX: usize = 1_000;
/// What a kept cell takes beside its text, and the most that all may take, bytes.
pub(super) const CELL_BYTES: usize = 40;
/// The most columns looked at.
pub(super) const COLUMNS_MAX: usize = 64;
pub(super) const KEPT_MAX: usize = 512 * 1024 * 1024;

/// Rows of a sheet with their cells, blank ones left out.
pub(super) type Rows = Vec<Vec<Cell>>;

/// What issuers write over their codes.
const TITLES: [&str; 17] = [
    "code",
    "codes",
    "url",
    "link",
    "qr",
    "qrcode",
    "qr code",
    "qr_code",
    "serial",
    "stamp",
    "tem",
    "mã",
    "mã tem",
    "mã qr",
    "ma",
    "ma tem",
    "đường dẫn",
];

/// The cells of the column with the codes, whatever kind of file it is.
///
/// Errors are `InvalidInput` for `file`: `list_unreadable`, `list_not_utf8`, `list_too_large`, `list_too_long`,
/// `list_empty`; for `column`: `list_no_column` (none of that title), `list_which_column` (several could be meant); and what
/// is wrong with the first row, where no row holds a code.
pub(super) fn codes_of(bytes: &[u8], column: Option<&str>, reader: &Reader) -> Result<Vec<Cell>, Invalid> {
    let rows = if bytes.starts_with(b"PK\x03\x04") {
        xlsx::read(bytes)?
    } else {
        read_text(bytes)?
    };
    let (Some(first), second) = (rows.first(), rows.get(1)) else {
        return Err(Invalid::new("file", "list_empty"));
    };
    let (at, titled) = match column {
        Some(title) => (column_of(first, title)?, true),
        None => choose(first, second, reader)?,
    };
    let mut cells = Vec::new();
    for row in rows.into_iter().skip(usize::from(titled)) {
        let line = row.iter().map(|cell| cell.row).max().unwrap_or_default();
        let is_blank = |cell: &Cell| cell.text.trim().is_empty();
        let nothing_else = row.iter().all(is_blank);
        match row.into_iter().nth(at).filter(|cell| !is_blank(cell)) {
            Some(cell) => cells.push(cell),
            None if nothing_else => {}
            None => return Err(Invalid::new("file", "list_blank").with("row", &line)),
        }
    }
    Ok(cells)
}

fn column_of(titles: &[Cell], title: &str) -> Result<usize, Invalid> {
    let wanted = folded(title);
    let found = titles.iter().position(|cell| folded(&cell.text) == wanted);
    found.ok_or_else(|| {
        let known: Vec<&str> = titles.iter().map(|cell| cell.text.trim()).collect();
        Invalid::new("column", "list_no_column")
            .with("value", title)
            .with("known", &known.join(", "))
    })
}

/// The only column with codes, and whether its first row is a title.
fn choose(first: &[Cell], second: Option<&Vec<Cell>>, reader: &Reader) -> Result<(usize, bool), Invalid> {
    let is_title = |cell: &Cell| TITLES.contains(&folded(&cell.text).as_str());
    let titled = |at: usize| {
        let cell = first.get(at);
        cell.is_none_or(|cell| is_title(cell) || reader.read(cell).is_err())
    };
    let width = first.len().max(second.map_or(0, Vec::len));
    // "Serial" beside another column may be the number of the row.
    let named: Vec<usize> = (0..first.len())
        .filter(|at| {
            first
                .get(*at)
                .is_some_and(|cell| is_title(cell) && folded(&cell.text) != "serial")
        })
        .collect();
    if let [at] = named.as_slice() {
        return Ok((*at, true));
    }
    // A number is told later, with its row: it may be the code.
    let holds = |row: Option<&[Cell]>, at: usize| {
        row.and_then(|row| row.get(at))
            .is_some_and(|cell| reader.read(cell).is_ok())
    };
    let holding: Vec<usize> = (0..width)
        .filter(|at| holds(second.map(Vec::as_slice), *at) || holds(Some(first), *at))
        .collect();
    match holding.as_slice() {
        [at] => Ok((*at, titled(*at) && second.is_some())),
        [] if width == 1 => Ok((0, false)),
        _ => Err(Invalid::new("column", "list_which_column").with("known", &titles_of(first))),
    }
}

fn titles_of(first: &[Cell]) -> String {
    let titles: Vec<&str> = first.iter().map(|cell| cell.text.trim()).collect();
    titles.join(", ")
}

fn folded(text: &str) -> String {
    nfc(text.trim()).to_lowercase()
}

/// Separated by commas, semicolons or tabs, whichever the first row has most of.
fn read_text(bytes: &[u8]) -> Result<Rows, Invalid> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| Invalid::new("file", "list_not_utf8"))?;
    if text.contains('\0') {
        return Err(Invalid::new("file", "list_not_utf8"));
    }
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let count = |separator: &&u8| first.bytes().filter(|byte| byte == *separator).count();
    let separator = *b",;\t".iter().rev().max_by_key(count).unwrap_or(&b',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let (mut rows, mut kept) = (Rows::new(), 0usize);
    let mut lines = Lines { text, at: 0, line: 1 };
    for record in reader.records() {
        let record = record.map_err(|_| Invalid::new("file", "list_unreadable"))?;
        let row = lines.line_of(record.position());
        let cells: Vec<Cell> = record
            .iter()
            .take(COLUMNS_MAX)
            .map(|text| Cell {
                row,
                text: text.chars().take(CELL_MAX).collect(),
                is_number: false,
            })
            .collect();
        kept = kept.saturating_add(cells.iter().map(|cell| CELL_BYTES + cell.text.len()).sum());
        if kept > KEPT_MAX {
            return Err(Invalid::new("file", "list_too_large").with("max", &(KEPT_MAX / 1024 / 1024)));
        }
        if cells.iter().any(|cell| !cell.text.trim().is_empty()) {
            rows.push(cells);
        }
        if rows.len() > CODES_MAX + 1 {
            return Err(Invalid::new("file", "list_too_long").with("max", &CODES_MAX));
        }
    }
    Ok(rows)
}

/// Lines of a text, counted as an editor shows them: the reader's own count leaves blank ones to the row behind.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line a record begins in; records come in their order.
    fn line_of(&mut self, position: Option<&csv::Position>) -> u32 {
        let start = position.and_then(|position| usize::try_from(position.byte()).ok());
        let start = start.unwrap_or(self.at).max(self.at);
        let passed = self.text.get(self.at..start).unwrap_or_default();
        let rest = self.text.get(start..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        let passed = passed.bytes().chain(rest.bytes().take(blank));
        let breaks = passed.filter(|byte| *byte == b'\n').count();
        self.line = self
            .line
            .saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.at = start + blank;
        self.line
    }
}
