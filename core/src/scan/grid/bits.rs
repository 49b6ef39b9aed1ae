use std::panic::{AssertUnwindSafe, catch_unwind};

use rxing::common::BitMatrix;
use rxing::qrcode::cpp_port::decoder::Decode;

use super::super::message::Message;
use super::equaliser::Soft;

/// What a symbol's modules say, when its error correction holds.
///
/// One code that makes rxing panic must not take the others of the frame with it.
pub(super) fn message(soft: &Soft) -> Option<Message> {
    catch_unwind(AssertUnwindSafe(|| decoded(soft))).ok().flatten()
}

fn decoded(soft: &Soft) -> Option<Message> {
    let side = u32::try_from(soft.side).ok()?;
    let mut bits = BitMatrix::new(side, side).ok()?;
    for (row, values) in (0u32..).zip(soft.values.chunks_exact(soft.side)) {
        for (column, value) in (0u32..).zip(values) {
            if *value < 0.0 {
                bits.set(column, row);
            }
        }
    }
    Message::of(&Decode(&bits).ok()?)
}
