use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx};
use fieldbook_core::model::Invalid;
use zip::ZipArchive;

use super::codes::CODES_MAX;
use super::rows::{CELL_BYTES, CELL_MAX, Cell, KEPT_MAX, Rows};

/// The most a workbook unpacks to, bytes: a million codes of 40 characters are 100 MB of XML.
const UNPACKED_MAX: u64 = 512 * 1024 * 1024;
const FILES_MAX: usize = 1_000;
/// The most columns looked at.
const COLUMNS_MAX: u32 = 64;

/// The rows of a workbook's first sheet. Cells are read one by one: the sheet's own word on its size is not believed.
pub(super) fn read(bytes: &[u8]) -> Result<Rows, Invalid> {
    let unreadable = || Invalid::new("file", "list_unreadable");
    must_be_bounded(bytes)?;
    // Somebody else's file in somebody else's reader: a panic there is a file that cannot be read.
    catch_unwind(AssertUnwindSafe(|| rows(bytes))).map_err(|_| unreadable())?
}

/// Unpacks everything once, keeping nothing: what a file says of its length is not believed.
fn must_be_bounded(bytes: &[u8]) -> Result<(), Invalid> {
    let unreadable = |_| Invalid::new("file", "list_unreadable");
    let too_large = || Invalid::new("file", "list_too_large").with("max", &(UNPACKED_MAX / 1024 / 1024));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    if archive.len() > FILES_MAX {
        return Err(too_large());
    }
    let mut left = UNPACKED_MAX;
    for n in 0..archive.len() {
        let mut file = archive.by_index(n).map_err(unreadable)?;
        let name = file.name().map_err(unreadable)?.to_lowercase();
        let strings = name.ends_with("sharedstrings.xml");
        let mut head = Vec::new();
        let mut begun = file.by_ref().take(4_096);
        begun
            .read_to_end(&mut head)
            .map_err(|_| Invalid::new("file", "list_unreadable"))?;
        // The reader makes room for as many texts as the file says it has.
        if strings && said_texts(&head).is_some_and(|texts| texts > CODES_MAX as u64 * 4) {
            return Err(too_large());
        }
        let rest = std::io::copy(&mut file.take(left + 1), &mut std::io::sink())
            .map_err(|_| Invalid::new("file", "list_unreadable"))?;
        left = left.checked_sub(rest + head.len() as u64).ok_or_else(too_large)?;
    }
    Ok(())
}

fn said_texts(head: &[u8]) -> Option<u64> {
    let head = String::from_utf8_lossy(head);
    // What stands in a comment is not what the reader goes by.
    if head.contains("<!") || head.matches("uniqueCount").count() > 1 {
        return Some(u64::MAX);
    }
    let (_, said) = head.split_once("uniqueCount")?;
    let digits: String = said
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    Some(digits.parse().unwrap_or(u64::MAX))
}

fn rows(bytes: &[u8]) -> Result<Rows, Invalid> {
    let unreadable = |_| Invalid::new("file", "list_unreadable");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let name = book.sheet_names().first().cloned();
    let name = name.ok_or_else(|| Invalid::new("file", "list_empty"))?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(unreadable)?;
    let (mut rows, mut kept) = (Rows::new(), 0usize);
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let (text, is_number) = match cell.get_value() {
            DataRef::String(text) => (text.clone(), false),
            DataRef::SharedString(text) => ((*text).to_owned(), false),
            DataRef::Float(number) => (number.to_string(), true),
            DataRef::Int(number) => (number.to_string(), true),
            DataRef::Empty => continue,
            // A code that the spreadsheet took for a date or a formula is no code any more.
            other => (format!("{other:?}"), true),
        };
        let text: String = text.chars().take(CELL_MAX).collect();
        if text.trim().is_empty() || column >= COLUMNS_MAX {
            continue;
        }
        let row = row + 1;
        if rows
            .last()
            .and_then(|cells| cells.last())
            .is_none_or(|last: &Cell| last.row != row)
        {
            rows.push(Vec::new());
        }
        if rows.len() > CODES_MAX + 1 {
            return Err(Invalid::new("file", "list_too_long").with("max", &CODES_MAX));
        }
        if let Some(cells) = rows.last_mut() {
            let blank = Cell {
                row,
                ..Cell::default()
            };
            let at = usize::try_from(column).unwrap_or_default();
            cells.resize(cells.len().max(at), blank);
            kept = kept.saturating_add(at * CELL_BYTES + text.len());
            cells.push(Cell { row, text, is_number });
            if kept > KEPT_MAX {
                return Err(Invalid::new("file", "list_too_large").with("max", &(KEPT_MAX / 1024 / 1024)));
            }
        }
    }
    Ok(rows)
}
