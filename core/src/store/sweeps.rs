use rusqlite::{OptionalExtension, Row, params};

use super::integers::unsigned;
use super::{Reading, StoreError, Writing};
use crate::model::{OrgId, PersonId, SerialRange, StampFamily, SweepId};

/// A sweep under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SweepRow {
    /// Its id.
    pub id: SweepId,
    /// For whom.
    pub org: OrgId,
    /// Who began it.
    pub person: PersonId,
    /// When, by the device's clock, milliseconds since 1970.
    pub begun_ms: i64,
    /// Numbers of places before it have been given.
    pub next_spot: u32,
}

/// A place where a code was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepSpotRow {
    /// Its number in the sweep.
    pub spot: u32,
    /// The patch whose plane it lies on.
    pub patch: u32,
    /// The middle, in sides of a code.
    pub middle: [f64; 2],
    /// From the left edge to the right.
    pub across: [f64; 2],
    /// Frames that read it.
    pub frames: u32,
    /// Frames that saw it and could not read it.
    pub unread: u32,
    /// Texts, each with the frames that read it.
    pub reads: Vec<(String, u32)>,
}

/// A stamp a person typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SweepTypedRow {
    /// The GTIN or the issuer.
    pub family: StampFamily,
    /// The serial.
    pub serial: String,
}

/// Stamps a person left out of a sweep, or took in again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SweepChoiceRow {
    /// Taken in, not left out.
    pub take_in: bool,
    /// The GTIN or the issuer.
    pub family: StampFamily,
    /// The stamps.
    pub range: SerialRange,
}

/// 20 digits: text order is number order.
fn padded(counter: u128) -> String {
    format!("{counter:020}")
}

fn kind_of(family: &StampFamily) -> u8 {
    match family {
        StampFamily::Gtin(_) => 0,
        StampFamily::Address(_) => 1,
        StampFamily::Bare(_) => 2,
    }
}

fn family(kind: u8, name: String, table: &'static str) -> Result<StampFamily, StoreError> {
    match kind {
        0 => Ok(StampFamily::Gtin(name)),
        1 => Ok(StampFamily::Address(name)),
        2 => Ok(StampFamily::Bare(name)),
        _ => Err(StoreError::Row(table)),
    }
}

fn small(value: i64, table: &'static str) -> Result<u32, StoreError> {
    u32::try_from(unsigned(value, table)?).map_err(|_| StoreError::Row(table))
}

fn sweep_row(row: &Row<'_>) -> Result<SweepRow, rusqlite::Error> {
    let uuid = |bytes: [u8; 16]| uuid::Uuid::from_bytes(bytes);
    Ok(SweepRow {
        id: SweepId(uuid(row.get(0)?)),
        org: OrgId(uuid(row.get(1)?)),
        person: PersonId(uuid(row.get(2)?)),
        begun_ms: row.get(3)?,
        next_spot: row.get(4)?,
    })
}

impl Reading<'_> {
    /// Every sweep under way, the oldest first.
    pub fn sweeps(&self) -> Result<Vec<SweepRow>, StoreError> {
        let sql = "SELECT id, org, person, begun_ms, next_spot FROM sweep ORDER BY begun_ms, id";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map([], sweep_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One sweep.
    pub fn sweep(&self, id: SweepId) -> Result<Option<SweepRow>, StoreError> {
        let sql = "SELECT id, org, person, begun_ms, next_spot FROM sweep WHERE id = ?1";
        let mut select = self.connection.prepare_cached(sql)?;
        Ok(select.query_row([id.as_bytes()], sweep_row).optional()?)
    }

    /// The places of a sweep, in the order of their numbers.
    pub fn sweep_spots(&self, id: SweepId) -> Result<Vec<SweepSpotRow>, StoreError> {
        const TABLE: &str = "sweep_spot";
        let sql = "SELECT spot, patch, x, y, across_x, across_y, frames, unread FROM sweep_spot
                   WHERE sweep = ?1 ORDER BY spot";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query([id.as_bytes()])?;
        let mut spots = Vec::new();
        while let Some(row) = rows.next()? {
            spots.push(SweepSpotRow {
                spot: small(row.get(0)?, TABLE)?,
                patch: small(row.get(1)?, TABLE)?,
                middle: [row.get(2)?, row.get(3)?],
                across: [row.get(4)?, row.get(5)?],
                frames: small(row.get(6)?, TABLE)?,
                unread: small(row.get(7)?, TABLE)?,
                reads: Vec::new(),
            });
        }
        for (spot, text, frames) in self.sweep_reads(id)? {
            let found = spots.binary_search_by_key(&spot, |row| row.spot).ok();
            if let Some(row) = found.and_then(|at| spots.get_mut(at)) {
                row.reads.push((text, frames));
            }
        }
        Ok(spots)
    }

    fn sweep_reads(&self, id: SweepId) -> Result<Vec<(u32, String, u32)>, StoreError> {
        const TABLE: &str = "sweep_read";
        let sql = "SELECT spot, text, frames FROM sweep_read WHERE sweep = ?1 ORDER BY spot, place";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query([id.as_bytes()])?;
        let mut reads = Vec::new();
        while let Some(row) = rows.next()? {
            reads.push((
                small(row.get(0)?, TABLE)?,
                row.get(1)?,
                small(row.get(2)?, TABLE)?,
            ));
        }
        Ok(reads)
    }

    /// What was typed in a sweep, in that order.
    pub fn sweep_typed(&self, id: SweepId) -> Result<Vec<SweepTypedRow>, StoreError> {
        let sql = "SELECT kind, family, serial FROM sweep_typed WHERE sweep = ?1 ORDER BY place";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query([id.as_bytes()])?;
        let mut typed = Vec::new();
        while let Some(row) = rows.next()? {
            typed.push(SweepTypedRow {
                family: family(row.get(0)?, row.get(1)?, "sweep_typed")?,
                serial: row.get(2)?,
            });
        }
        Ok(typed)
    }

    /// What was left out of a sweep and taken in again, in that order.
    pub fn sweep_choices(&self, id: SweepId) -> Result<Vec<SweepChoiceRow>, StoreError> {
        let sql = "SELECT take_in, prefix, suffix, width, first, last, kind, family FROM sweep_choice
                   WHERE sweep = ?1 ORDER BY place";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query([id.as_bytes()])?;
        let bad = || StoreError::Row("sweep_choice");
        let counter = |text: String| text.parse::<u128>().map_err(|_| bad());
        let mut choices = Vec::new();
        while let Some(row) = rows.next()? {
            let (prefix, suffix): (String, String) = (row.get(1)?, row.get(2)?);
            let ends = (counter(row.get(4)?)?, counter(row.get(5)?)?);
            let range = SerialRange::new(&prefix, row.get(3)?, &suffix, ends.0, ends.1);
            choices.push(SweepChoiceRow {
                take_in: row.get(0)?,
                family: family(row.get(6)?, row.get(7)?, "sweep_choice")?,
                range: range.map_err(|_| bad())?,
            });
        }
        Ok(choices)
    }
}

impl Writing<'_> {
    /// Begins a sweep.
    pub fn add_sweep(&self, sweep: &SweepRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO sweep (id, org, person, begun_ms) VALUES (?1, ?2, ?3, ?4)";
        self.connection().prepare_cached(sql)?.execute(params![
            sweep.id.as_bytes(),
            sweep.org.as_bytes(),
            sweep.person.as_bytes(),
            sweep.begun_ms
        ])?;
        Ok(())
    }

    /// Keeps places of a sweep as they are now, and forgets others.
    pub fn keep_sweep_spots(
        &self,
        id: SweepId,
        spots: &[SweepSpotRow],
        gone: &[u32],
        next_spot: u32,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE sweep SET next_spot = ?2 WHERE id = ?1";
        let mut update = self.connection().prepare_cached(sql)?;
        update.execute(params![id.as_bytes(), next_spot])?;
        let sql = "DELETE FROM sweep_spot WHERE sweep = ?1 AND spot = ?2";
        let mut delete = self.connection().prepare_cached(sql)?;
        for spot in gone.iter().chain(spots.iter().map(|row| &row.spot)) {
            delete.execute(params![id.as_bytes(), spot])?;
        }
        let sql = "INSERT INTO sweep_spot (sweep, spot, patch, x, y, across_x, across_y, frames, unread)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let mut insert = self.connection().prepare_cached(sql)?;
        let sql = "INSERT INTO sweep_read (sweep, spot, place, text, frames) VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut read = self.connection().prepare_cached(sql)?;
        for row in spots {
            let ([x, y], [across_x, across_y]) = (row.middle, row.across);
            insert.execute(params![
                id.as_bytes(),
                row.spot,
                row.patch,
                x,
                y,
                across_x,
                across_y,
                row.frames,
                row.unread
            ])?;
            for (place, (text, frames)) in (0i64..).zip(&row.reads) {
                read.execute(params![id.as_bytes(), row.spot, place, text, frames])?;
            }
        }
        Ok(())
    }

    /// Adds a stamp a person typed.
    pub fn add_sweep_typed(&self, id: SweepId, typed: &SweepTypedRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO sweep_typed (sweep, place, kind, family, serial)
                   SELECT ?1, COUNT(*), ?2, ?3, ?4 FROM sweep_typed WHERE sweep = ?1";
        let (kind, family) = (kind_of(&typed.family), typed.family.name());
        self.connection()
            .prepare_cached(sql)?
            .execute(params![id.as_bytes(), kind, family, typed.serial])?;
        Ok(())
    }

    /// Adds what a person left out or took in again.
    pub fn add_sweep_choice(&self, id: SweepId, choice: &SweepChoiceRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO sweep_choice (sweep, place, take_in, prefix, suffix, width, first, last, kind, family)
                   SELECT ?1, COUNT(*), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM sweep_choice WHERE sweep = ?1";
        let range = &choice.range;
        self.connection().prepare_cached(sql)?.execute(params![
            id.as_bytes(),
            choice.take_in,
            range.prefix(),
            range.suffix(),
            range.width(),
            padded(range.first()),
            padded(range.last()),
            kind_of(&choice.family),
            choice.family.name(),
        ])?;
        Ok(())
    }

    /// Forgets a sweep; gives whether there was one.
    pub fn remove_sweep(&self, id: SweepId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM sweep WHERE id = ?1";
        let gone = self.connection().prepare_cached(sql)?.execute([id.as_bytes()])?;
        Ok(gone > 0)
    }
}
