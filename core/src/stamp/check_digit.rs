use crate::model::Invalid;

/// Whether the last digit is the GS1 check digit of the others: modulo 10, weights 3 and 1 from the right.
/// False for anything but ASCII digits, and for fewer than two of them.
pub fn check_digit_holds(digits: &str) -> bool {
    if digits.len() < 2 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let sum = digits
        .bytes()
        .rev()
        .zip([1u32, 3].into_iter().cycle())
        .fold(0u32, |sum, (digit, weight)| {
            (sum + u32::from(digit - b'0') * weight) % 10
        });
    sum == 0
}

/// A GTIN-8, -12, -13 or -14 as GTIN-14, padded with zeros on the left.
///
/// Errors name the field `gtin`: `gtin_length` (not 8, 12, 13 or 14 digits) or `gtin_check_digit`.
pub fn gtin14(text: &str) -> Result<String, Invalid> {
    let text = text.trim();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !matches!(text.len(), 8 | 12 | 13 | 14) {
        return Err(Invalid::new("gtin", "gtin_length").with("value", text));
    }
    if !check_digit_holds(text) {
        return Err(Invalid::new("gtin", "gtin_check_digit").with("value", text));
    }
    Ok(format!("{text:0>14}"))
}
