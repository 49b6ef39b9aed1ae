use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::StoreError;
use crate::model::{RangeShelf, SerialPattern, SerialRange, visit};

/// A table of serial ranges: its columns `pattern`, `class`, `first`, `last` are an index in this order.
#[derive(Clone, Copy)]
pub(super) struct Shelf {
    /// The table; in the queries `s`.
    pub(super) table: &'static str,
    /// What is read of a row.
    pub(super) columns: &'static str,
    /// What else must hold of a row, as `AND …`.
    pub(super) condition: &'static str,
}

impl Shelf {
    /// Hands over exactly the rows that share a serial with a range.
    pub(super) fn each_touching(
        self,
        connection: &Connection,
        range: &SerialRange,
        each: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut opened = Opened {
            shelf: self,
            connection,
            each,
        };
        visit(&mut opened, range)
    }
}

/// 20 digits: text order is number order.
pub(super) fn padded(counter: u128) -> String {
    format!("{counter:020}")
}

/// Width and characters of the prefix, two digits each, then prefix and suffix: one text for each pattern, and
/// patterns that differ in one number stand in its order.
pub(super) fn pattern_text(pattern: &SerialPattern) -> String {
    let SerialPattern {
        prefix,
        width,
        suffix,
    } = pattern;
    format!("{width:02}{:02}{prefix}{suffix}", prefix.chars().count())
}

fn read_pattern(text: &str) -> Option<SerialPattern> {
    let (width, rest) = text.split_at_checked(2)?;
    let (characters, rest) = rest.split_at_checked(2)?;
    let characters: usize = characters.parse().ok()?;
    let at = rest
        .char_indices()
        .nth(characters)
        .map_or(rest.len(), |(at, _)| at);
    let (prefix, suffix) = rest.split_at_checked(at)?;
    Some(SerialPattern {
        prefix: prefix.to_owned(),
        width: width.parse().ok()?,
        suffix: suffix.to_owned(),
    })
}

/// The range of a row, from its pattern and ends.
pub(super) fn range_of(
    pattern: &str,
    first: &str,
    last: &str,
    table: &'static str,
) -> Result<SerialRange, StoreError> {
    let counter = |text: &str| text.parse::<u128>().ok();
    read_pattern(pattern)
        .zip(counter(first).zip(counter(last)))
        .and_then(|(pattern, (first, last))| pattern.range(first, last))
        .ok_or(StoreError::Row(table))
}

/// The functions a migration computes patterns and classes with: SQL has no numbers over 2⁶³.
pub(super) fn add_functions(connection: &Connection) -> Result<(), StoreError> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    // Of a row that cannot be read the pattern is empty: no seek comes upon it, and `check` tells it.
    connection.create_scalar_function("serial_pattern", 5, flags, |context| {
        let pattern = SerialPattern {
            prefix: context.get(0)?,
            width: u8::try_from(context.get::<i64>(1)?).unwrap_or_default(),
            suffix: context.get(2)?,
        };
        let text = pattern_text(&pattern);
        let (first, last): (String, String) = (context.get(3)?, context.get(4)?);
        let readable = range_of(&text, &first, &last, "claim_span").is_ok();
        Ok(if readable { text } else { String::new() })
    })?;
    connection.create_scalar_function("length_class", 2, flags, |context| {
        let ends: (String, String) = (context.get(0)?, context.get(1)?);
        let ends = (ends.0.parse::<u128>().ok(), ends.1.parse::<u128>().ok());
        // The longest class holds any range.
        let length = ends.0.zip(ends.1).map(|(first, last)| last.saturating_sub(first));
        Ok(length.map_or(67, |length| u128::BITS - length.leading_zeros()))
    })?;
    Ok(())
}

struct Opened<'c, F> {
    shelf: Shelf,
    connection: &'c Connection,
    each: F,
}

impl<F: FnMut(&Row<'_>) -> Result<(), StoreError>> RangeShelf for Opened<'_, F> {
    type Error = StoreError;

    fn next_pattern(
        &mut self,
        from: &SerialPattern,
        to: &SerialPattern,
        after: Option<&SerialPattern>,
    ) -> Result<Option<SerialPattern>, StoreError> {
        let table = self.shelf.table;
        let sql = format!(
            "SELECT pattern FROM {table} WHERE pattern >= ?1 AND pattern <= ?2 AND (?3 IS NULL OR pattern > ?3)
             ORDER BY pattern LIMIT 1"
        );
        let beginning = after.map_or_else(|| pattern_text(from), pattern_text);
        let values = params![beginning, pattern_text(to), after.map(pattern_text)];
        let mut select = self.connection.prepare_cached(&sql)?;
        let found: Option<String> = select.query_row(values, |row| row.get(0)).optional()?;
        let read = |text: String| read_pattern(&text).ok_or(StoreError::Row(table));
        found.map(read).transpose()
    }

    fn next_class(&mut self, pattern: &SerialPattern, least: u8) -> Result<Option<u8>, StoreError> {
        let sql = format!(
            "SELECT min(class) FROM {} WHERE pattern = ?1 AND class >= ?2",
            self.shelf.table
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        Ok(select.query_row(params![pattern_text(pattern), least], |row| row.get(0))?)
    }

    fn take(
        &mut self,
        pattern: &SerialPattern,
        class: u8,
        (from, to): (u128, u128),
        reaching: u128,
    ) -> Result<(), StoreError> {
        let Shelf {
            table,
            columns,
            condition,
        } = self.shelf;
        let sql = format!(
            "SELECT {columns} FROM {table} s WHERE s.pattern = ?1 AND s.class = ?2
             AND s.first BETWEEN ?3 AND ?4 AND s.last >= ?5 {condition}"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let values = params![
            pattern_text(pattern),
            class,
            padded(from),
            padded(to),
            padded(reaching)
        ];
        let mut rows = select.query(values)?;
        while let Some(row) = rows.next()? {
            (self.each)(row)?;
        }
        Ok(())
    }
}
