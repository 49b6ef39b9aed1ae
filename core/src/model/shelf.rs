//! How ranges of serials are kept so that those that share a serial with one are found by seeks.
//!
//! A query for overlap on `(first, last)` alone walks every range that begins before the query's end: with 10⁶
//! ranges half a million rows. So each row also has its *length class*, the power of two that holds its length;
//! within one class a range that reaches the query begins at most that power before it. A query seeks once for
//! each class there is (68 at most), whatever the number of ranges or stamps. Counters go to 10²⁰, which no
//! R*Tree of SQLite holds exactly.
//!
//! Two different patterns share one serial at most. Such a pattern counts in a run of digits that stands in the
//! query's prefix or suffix, so it is found by one seek for each of those runs, and there is mostly none.

#[cfg(test)]
mod tests;

use super::{SerialPattern, SerialRange};

/// Rows of serial ranges, ordered by pattern, then length class, then first counter.
pub trait RangeShelf {
    /// What reading can fail with.
    type Error;

    /// The first pattern there is from `from` to `to`, both included, in the shelf's own order; behind `after`
    /// where that is given. In that order a pattern whose prefix or suffix differs from `from` in the digits of
    /// one number, and lies between the two in that number, lies between them.
    fn next_pattern(
        &mut self,
        from: &SerialPattern,
        to: &SerialPattern,
        after: Option<&SerialPattern>,
    ) -> Result<Option<SerialPattern>, Self::Error>;

    /// The smallest length class of a pattern's rows that is not below `least`.
    fn next_class(&mut self, pattern: &SerialPattern, least: u8) -> Result<Option<u8>, Self::Error>;

    /// Takes the rows of a pattern and class whose first counter lies between the two, both included, and whose
    /// last is `reaching` or behind it.
    fn take(
        &mut self,
        pattern: &SerialPattern,
        class: u8,
        first: (u128, u128),
        reaching: u128,
    ) -> Result<(), Self::Error>;
}

/// Has a shelf take exactly the rows that share a serial with the range, each once.
pub fn visit<S: RangeShelf>(shelf: &mut S, range: &SerialRange) -> Result<(), S::Error> {
    visit_pattern(shelf, &range.pattern(), range.first(), range.last())?;
    for crossing in range.crossings() {
        let mut after = None;
        while let Some(pattern) = shelf.next_pattern(&crossing.from, &crossing.to, after.as_ref())? {
            let counter = crossing.counter;
            let one = pattern.range(counter, counter);
            if one.is_some_and(|one| range.overlap(&one).is_some()) {
                visit_pattern(shelf, &pattern, counter, counter)?;
            }
            after = Some(pattern);
        }
    }
    Ok(())
}

fn visit_pattern<S: RangeShelf>(
    shelf: &mut S,
    pattern: &SerialPattern,
    first: u128,
    last: u128,
) -> Result<(), S::Error> {
    let mut next = Some(0);
    while let Some(beginning) = next {
        let Some(class) = shelf.next_class(pattern, beginning)? else {
            break;
        };
        let longest = 1u128.checked_shl(u32::from(class)).unwrap_or(u128::MAX);
        let from = first.saturating_sub(longest - 1);
        shelf.take(pattern, class, (from, last), first)?;
        next = class.checked_add(1);
    }
    Ok(())
}

/// Patterns that could share one serial with a range, and the counter it would have in them.
struct Crossing {
    from: SerialPattern,
    to: SerialPattern,
    counter: u128,
}

impl SerialRange {
    /// The smallest power of two that holds its length, as the exponent: 0 for one stamp, 67 for 10²⁰.
    pub fn length_class(&self) -> u8 {
        let bits = u128::BITS - (self.count() - 1).leading_zeros();
        u8::try_from(bits).unwrap_or(u8::MAX)
    }

    fn crossings(&self) -> Vec<Crossing> {
        let ends = [self.digits(self.first()), self.digits(self.last())];
        let in_prefix = runs_of_digits(self.prefix()).into_iter().filter_map(|run| {
            let [from, to] = ends.clone().map(|digits| SerialPattern {
                prefix: run.before.to_owned(),
                width: run.width,
                suffix: format!("{}{digits}{}", run.after, self.suffix()),
            });
            let counter = run.counter?;
            Some(Crossing { from, to, counter })
        });
        let in_suffix = runs_of_digits(self.suffix()).into_iter().filter_map(|run| {
            let [from, to] = ends.clone().map(|digits| SerialPattern {
                prefix: format!("{}{digits}{}", self.prefix(), run.before),
                width: run.width,
                suffix: run.after.to_owned(),
            });
            let counter = run.counter?;
            Some(Crossing { from, to, counter })
        });
        in_prefix.chain(in_suffix).collect()
    }
}

struct Run<'t> {
    before: &'t str,
    after: &'t str,
    width: u8,
    counter: Option<u128>,
}

fn runs_of_digits(text: &str) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(start) = text
        .get(at..)
        .and_then(|rest| rest.find(is_digit))
        .map(|found| at + found)
    {
        let rest = text.get(start..).unwrap_or_default();
        let length = rest.find(|c| !is_digit(c)).unwrap_or(rest.len());
        let (digits, after) = rest.split_at_checked(length).unwrap_or_default();
        runs.push(Run {
            before: text.get(..start).unwrap_or_default(),
            after,
            width: u8::try_from(length).unwrap_or(u8::MAX),
            counter: digits.parse().ok(),
        });
        at = start + length;
    }
    runs
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}
