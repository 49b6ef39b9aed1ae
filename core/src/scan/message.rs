use rxing::common::cpp_essentials::{DecoderResult, StructuredAppendInfo};

use super::Code;
use super::code::Part;
use super::quad::Quad;

/// What the modules of a symbol say.
pub(super) struct Message {
    text: String,
    part: Option<Part>,
}

impl Message {
    /// What rxing decoded, when its error correction and its segments hold.
    pub(super) fn of(decoded: &DecoderResult<bool>) -> Option<Self> {
        if !decoded.isValid() {
            return None;
        }
        let text = decoded.text();
        let bytes = decoded.content().bytes();
        if is_doubled(&text, bytes) || is_cut(&text, bytes) {
            return None;
        }
        let part = match decoded.structuredAppend() {
            whole if whole.count <= 1 => None,
            info => Some(part(info)?),
        };
        Some(Self { text, part })
    }

    /// The code at a place, if such a text can have been printed there.
    pub(super) fn at(&self, corners: Quad) -> Option<Code> {
        // Encoders in C leave the end of their string at the seam of two parts (ZXing's own pictures have it).
        let text = match self.part {
            Some(_) => self.text.trim_matches('\0'),
            None => &self.text,
        };
        Some(Code::new(text, corners)?.part_of(self.part))
    }
}

/// Whether a text is longer than what its symbol holds: rxing 0.9.3 writes the whole text again for every segment that
/// ends where the text begins, an empty one or a second choice of character set.
fn is_doubled(text: &str, bytes: &[u8]) -> bool {
    text.chars().count() > bytes.len() || (text.len() > bytes.len() && text.as_bytes().starts_with(bytes))
}

/// Whether a text lacks some of what its symbol holds: rxing leaves out a segment whose bytes its character set does not
/// have, and others write a sign for what they cannot say. No character set takes more bytes than UTF-8 but UTF-16 and
/// UTF-32, in which nobody prints stamps.
fn is_cut(text: &str, bytes: &[u8]) -> bool {
    const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
    let said = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    text.len() < said.len() || text.contains('\u{fffd}')
}

/// Which part a symbol is; `None` for one that cannot be.
fn part(info: &StructuredAppendInfo) -> Option<Part> {
    let part = Part {
        index: u8::try_from(info.index).ok()?,
        of: u8::try_from(info.count).ok()?,
        parity: info.id.parse().ok()?,
    };
    (part.index < part.of).then_some(part)
}
