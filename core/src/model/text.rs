use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The text in Unicode NFC. Vietnamese typed on two phones differs byte for byte until it is
/// normalised (ấ is one, two or three code points), and hashes and signatures would differ with it.
pub fn nfc(text: &str) -> String {
    if is_nfc(text) {
        text.to_owned()
    } else {
        text.nfc().collect()
    }
}
