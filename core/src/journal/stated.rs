//! How much a change says it holds, read before Automerge unrolls it. Its columns are runs, and a run of a million
//! million operations is six bytes: a change of 216 bytes kept Automerge's reader busy for hours. A key in them has
//! a length of its own, and Automerge takes that much memory, up to a gigabyte, before it looks whether the key is
//! there.

use crate::model::ChangeHash;

/// Column specification: id 4, numbers. One per operation.
const ACTION: u64 = 4 << 4 | 2;
/// Id 7, group: how many values each operation replaces.
const REPLACED: u64 = 7 << 4;
/// The lowest three bits of a column's specification say what its runs are of: texts.
const TEXTS: u64 = 5;

/// What the columns say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Stated {
    /// Operations.
    pub(super) operations: u64,
    /// Values that they replace.
    pub(super) replaced: u64,
}

/// The changes that a change builds on, read from its chunk behind magic and checksum, without Automerge.
pub(super) fn deps_of(chunk: &[u8]) -> Option<Vec<ChangeHash>> {
    let mut rest = Bytes(chunk.get(1..)?);
    rest.unsigned()?;
    let count = rest.unsigned()?;
    let deps = (0..count).map(|_| ChangeHash::from_slice(rest.take(32)?).ok());
    deps.collect()
}

impl Stated {
    /// Reads a change's chunk (Automerge's storage format, "change chunks"), behind magic and checksum. `None` when
    /// it is cut short, or written as no writer does.
    pub(super) fn of(chunk: &[u8]) -> Option<Self> {
        let mut rest = Bytes(chunk.get(1..)?);
        rest.unsigned()?;
        for _ in 0..rest.unsigned()? {
            rest.take(32)?;
        }
        rest.string()?;
        // Sequence, first operation, time.
        let _ = (rest.unsigned()?, rest.unsigned()?, rest.signed()?);
        rest.string()?;
        for _ in 0..rest.unsigned()? {
            rest.string()?;
        }
        rest.columns()
    }
}

/// How a column goes on.
enum Run {
    /// So many times nothing.
    Nothing(u64),
    /// So many values follow, each of which counts so often.
    Values { times: u64, count: u64 },
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    fn string(&mut self) -> Option<&'a [u8]> {
        let length = self.unsigned()?;
        self.take(length)
    }

    /// LEB128: seven bits a byte, the lowest first. Gives the number and how many bits were written.
    fn leb128(&mut self) -> Option<(u64, u32)> {
        let (mut number, mut bits) = (0, 0);
        loop {
            let byte = *self.take(1)?.first()?;
            let part = u64::from(byte & 0x7f);
            number |= part.checked_shl(bits).filter(|shifted| shifted >> bits == part)?;
            bits += 7;
            if byte & 0x80 == 0 {
                return Some((number, bits));
            }
        }
    }

    fn unsigned(&mut self) -> Option<u64> {
        self.leb128().map(|(number, _)| number)
    }

    /// Two's complement, its sign in the highest bit written.
    fn signed(&mut self) -> Option<i64> {
        let (number, bits) = self.leb128()?;
        let unused = 64_u32.checked_sub(bits)?;
        Some((number << unused).cast_signed() >> unused)
    }

    /// Adds up the columns that say how much there is.
    fn columns(&mut self) -> Option<Stated> {
        let mut lengths = Vec::new();
        for _ in 0..self.unsigned()? {
            lengths.push((self.unsigned()?, self.unsigned()?));
        }
        let mut stated = Stated::default();
        for (column, length) in lengths {
            let mut column_bytes = Bytes(self.take(length)?);
            match column {
                ACTION => column_bytes.runs(|count, _| count, &mut stated.operations)?,
                REPLACED => column_bytes.runs(u64::saturating_mul, &mut stated.replaced)?,
                _ if column & 7 == TEXTS => column_bytes.texts()?,
                _ => {}
            }
        }
        Some(stated)
    }

    /// Adds up what `weigh` makes of each run's length and value.
    fn runs(&mut self, weigh: impl Fn(u64, u64) -> u64, sum: &mut u64) -> Option<()> {
        while !self.0.is_empty() {
            match self.run()? {
                Run::Nothing(count) => *sum = sum.saturating_add(weigh(count, 0)),
                Run::Values { times, count } => {
                    for _ in 0..times {
                        *sum = sum.saturating_add(weigh(count, self.unsigned()?));
                    }
                }
            }
        }
        Some(())
    }

    /// Passes over texts that are all there.
    fn texts(&mut self) -> Option<()> {
        while !self.0.is_empty() {
            if let Run::Values { times, .. } = self.run()? {
                for _ in 0..times {
                    self.string()?;
                }
            }
        }
        Some(())
    }

    fn run(&mut self) -> Option<Run> {
        let head = self.signed()?;
        let count = head.unsigned_abs();
        Some(match head {
            0 => Run::Nothing(self.unsigned()?),
            ..0 => Run::Values {
                times: count,
                count: 1,
            },
            _ => Run::Values { times: 1, count },
        })
    }
}
