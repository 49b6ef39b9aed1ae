use super::{DocId, Invalid};

/// GS1 application identifier 10 holds at most 20 characters.
pub const LOT_CODE_MAX: usize = 20;

/// The letters of Crockford's base 32: no I, L, O, U, so a code read over the phone is not misheard.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The human code of a lot (GS1 AI 10), made offline without collisions: `L` + 16 letters that carry 80
/// bits of the document's UUIDv7 (the 24 low bits of its millisecond clock and 56 of its random bits).
/// With a million lots the chance of one collision is below 10⁻¹⁰ even if all were made in one second.
pub fn lot_code(lot: DocId) -> String {
    let bytes = lot.as_bytes();
    let clock = bytes.iter().skip(3).take(3);
    let random = bytes.iter().skip(9).take(7);
    let bits = clock
        .chain(random)
        .fold(0u128, |bits, byte| bits << 8 | u128::from(*byte));
    let letters = (0..16u32).rev().filter_map(|place| {
        let index = usize::try_from(bits >> (5 * place) & 31).ok()?;
        LETTERS.get(index).map(|letter| char::from(*letter))
    });
    std::iter::once('L').chain(letters).collect()
}

/// Checks a code a person typed: 1–20 letters of the GS1 set that need no escaping in print.
pub fn check_lot_code(code: &str) -> Result<(), Invalid> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    if code.is_empty() || code.len() > LOT_CODE_MAX || !code.chars().all(plain) {
        return Err(Invalid::new("lot_code", "not_a_lot_code").with("value", code));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_fit_gs1_and_differ() {
        let mut codes: Vec<String> = (0..10_000).map(|_| lot_code(DocId::fresh())).collect();
        assert!(
            codes
                .iter()
                .all(|code| code.len() <= LOT_CODE_MAX && check_lot_code(code).is_ok())
        );
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), 10_000);
    }
}
