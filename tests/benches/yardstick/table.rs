//! Figures, and how they are shown.

use std::fmt;
use std::time::{Duration, Instant};

/// One table: what, ours, reference, ratio, target.
#[derive(Default)]
pub struct Table {
    rows: Vec<[String; 5]>,
}

impl Table {
    /// Adds a row that has a reference; the ratio is ours over the reference's.
    pub fn compare(
        &mut self,
        what: &str,
        (ours, reference): (f64, f64),
        unit: fn(f64) -> String,
        target: &str,
    ) {
        let ratio = format!("{:.2}×", ours / reference);
        self.push([what.into(), unit(ours), unit(reference), ratio, target.into()]);
    }

    /// Adds a row that has none.
    pub fn tell(&mut self, what: &str, ours: String, target: &str) {
        self.push([what.into(), ours, "–".into(), "–".into(), target.into()]);
    }

    fn push(&mut self, row: [String; 5]) {
        // Shown at once too: a long run that is cut short has not been for nothing.
        println!("{}", row.join(" | "));
        self.rows.push(row);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["what", "ours", "reference", "ratio", "target"].map(str::to_owned);
        let all = || std::iter::once(&head).chain(&self.rows);
        let width = |column: usize| all().map(|row| row[column].chars().count()).max().unwrap_or(0);
        for row in all() {
            write!(f, "{:<w$}", row[0], w = width(0))?;
            for (column, cell) in row.iter().enumerate().skip(1) {
                write!(f, " | {:>w$}", cell, w = width(column))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// Milliseconds, as text.
pub fn ms(value: f64) -> String {
    format!("{value:.3} ms")
}

/// Bytes, as text.
pub fn bytes(value: f64) -> String {
    format!("{value:.0} B")
}

/// So many a second, as text.
pub fn per_second(value: f64) -> String {
    format!("{value:.0}/s")
}

/// The middle of some durations, in milliseconds.
pub fn median_ms(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times
        .get(times.len() / 2)
        .map_or(0.0, |time| time.as_secs_f64() * 1e3)
}

/// What a piece of work gives, and how long it takes.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed())
}

/// Both sides of a comparison in alternating order, so that neither always runs on the warmer machine.
pub fn alternate(
    rounds: usize,
    mut ours: impl FnMut() -> Duration,
    mut reference: impl FnMut() -> Duration,
) -> (f64, f64) {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        if round % 2 == 0 {
            a.push(ours());
            b.push(reference());
        } else {
            b.push(reference());
            a.push(ours());
        }
    }
    (median_ms(a), median_ms(b))
}
