use fieldbook_core::model::{RangeShelf, SerialPattern, SerialRange, visit};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use super::stamps::{pattern_of, read_pattern};
use crate::error::{HubError, Result};

/// A table of serial ranges: the column that keeps apart what cannot meet, then `pattern`, `class`, `first` and
/// `last` are an index in this order.
#[derive(Clone, Copy)]
pub(super) struct Shelf {
    pub(super) table: &'static str,
    /// The column that keeps rows apart: the space of a roll, a roll, an organisation.
    pub(super) owner: &'static str,
    /// What is read of a row.
    pub(super) columns: &'static str,
}

impl Shelf {
    /// Hands over exactly the rows of an owner that share a serial with a range.
    pub(super) fn each_touching(
        self,
        connection: &Connection,
        owner: &dyn ToSql,
        range: &SerialRange,
        each: impl FnMut(&Row) -> Result<()>,
    ) -> Result<()> {
        let mut opened = Opened {
            shelf: self,
            connection,
            owner,
            each,
        };
        visit(&mut opened, range)
    }
}

struct Opened<'c, F> {
    shelf: Shelf,
    connection: &'c Connection,
    owner: &'c dyn ToSql,
    each: F,
}

impl<F: FnMut(&Row) -> Result<()>> RangeShelf for Opened<'_, F> {
    type Error = HubError;

    fn next_pattern(
        &mut self,
        from: &SerialPattern,
        to: &SerialPattern,
        after: Option<&SerialPattern>,
    ) -> Result<Option<SerialPattern>> {
        let Shelf { table, owner, .. } = self.shelf;
        let sql = format!(
            "SELECT pattern FROM {table} WHERE {owner} = ?1 AND pattern >= ?2 AND pattern <= ?3
             AND (?4 IS NULL OR pattern > ?4) ORDER BY pattern LIMIT 1"
        );
        let beginning = after.map_or_else(|| pattern_of(from), pattern_of);
        let values = params![self.owner, beginning, pattern_of(to), after.map(pattern_of)];
        let mut select = self.connection.prepare_cached(&sql)?;
        let found: Option<String> = select.query_row(values, |row| row.get(0)).optional()?;
        found.map(|text| read_pattern(&text)).transpose()
    }

    fn next_class(&mut self, pattern: &SerialPattern, least: u8) -> Result<Option<u8>> {
        let Shelf { table, owner, .. } = self.shelf;
        let sql =
            format!("SELECT min(class) FROM {table} WHERE {owner} = ?1 AND pattern = ?2 AND class >= ?3");
        let mut select = self.connection.prepare_cached(&sql)?;
        let values = params![self.owner, pattern_of(pattern), least];
        Ok(select.query_row(values, |row| row.get(0))?)
    }

    fn take(
        &mut self,
        pattern: &SerialPattern,
        class: u8,
        (from, to): (u128, u128),
        reaching: u128,
    ) -> Result<()> {
        let Shelf {
            table,
            owner,
            columns,
        } = self.shelf;
        let sql = format!(
            "SELECT {columns} FROM {table} WHERE {owner} = ?1 AND pattern = ?2 AND class = ?3
             AND first BETWEEN ?4 AND ?5 AND last >= ?6"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let values = params![
            self.owner,
            pattern_of(pattern),
            class,
            from.to_be_bytes(),
            to.to_be_bytes(),
            reaching.to_be_bytes()
        ];
        let mut rows = select.query(values)?;
        while let Some(row) = rows.next()? {
            (self.each)(row)?;
        }
        Ok(())
    }
}
