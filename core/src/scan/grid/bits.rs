use std::panic::{AssertUnwindSafe, catch_unwind};

use rxing::common::BitMatrix;
use rxing::qrcode::cpp_port::decoder::Decode;

use super::equaliser::Soft;

/// The text of a symbol's modules, when its error correction holds. Parts of a structured append are no whole text.
///
/// One code that makes rxing panic must not take the others of the frame with it.
pub(super) fn text(soft: &Soft) -> Option<String> {
    catch_unwind(AssertUnwindSafe(|| decoded(soft))).ok().flatten()
}

fn decoded(soft: &Soft) -> Option<String> {
    let side = u32::try_from(soft.side).ok()?;
    let mut bits = BitMatrix::new(side, side).ok()?;
    for (row, values) in (0u32..).zip(soft.values.chunks_exact(soft.side)) {
        for (column, value) in (0u32..).zip(values) {
            if *value < 0.0 {
                bits.set(column, row);
            }
        }
    }
    let decoded = Decode(&bits).ok()?;
    let whole = decoded.isValid() && decoded.structuredAppend().count <= 1;
    whole.then(|| decoded.text())
}
