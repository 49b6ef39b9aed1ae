use unicode_normalization::UnicodeNormalization;

use super::pass::Placement;
use super::quad;

/// A code that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Code {
    /// Its text in Unicode NFC.
    pub text: String,
    /// Its corners as `[x, y]` in pixels of the frame, clockwise from the code's own top left, at the outer
    /// edge of the dark modules (the quiet zone is outside). The frame's top left corner is `[0, 0]`, the
    /// middle of its first pixel `[0.5, 0.5]`. On a tilted code a corner may lie outside the frame by a
    /// fraction of a module.
    pub corners: [[f32; 2]; 4],
    /// Which part of a longer message it is; `None` for a whole one. The text of a part means nothing by itself.
    pub part: Option<Part>,
}

/// Which part of a message that was spread over up to 16 symbols (structured append, ISO/IEC 18004, 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Its place in the message, 0 for the first.
    pub index: u8,
    /// How many parts the message has, 2 to 16.
    pub of: u8,
    /// The exclusive or of all bytes of the whole message: parts of one message have the same.
    pub parity: u8,
}

impl Code {
    /// A code, when its text can have been printed on purpose and its corners are a real place.
    ///
    /// Empty texts and texts with control characters are how a false read looks. GS (the FNC1 of GS1
    /// element strings), carriage return, line feed and tab do occur in codes.
    pub fn new(text: &str, corners: [[f32; 2]; 4]) -> Option<Self> {
        let plausible = !text.is_empty() && text.chars().all(|c| !c.is_control() || is_code_control(c));
        (plausible && quad::is_place(&corners)).then(|| Self {
            text: text.nfc().collect(),
            corners,
            part: None,
        })
    }

    /// The same code as a part of a longer message.
    #[must_use]
    pub(super) fn part_of(mut self, part: Option<Part>) -> Self {
        self.part = part;
        self
    }

    /// The same code in the frame that its piece was made from.
    #[must_use]
    pub(super) fn moved(mut self, place: Placement) -> Self {
        self.corners = self.corners.map(|corner| place.to_frame(corner));
        self
    }
}

fn is_code_control(c: char) -> bool {
    matches!(c, '\u{1d}' | '\r' | '\n' | '\t')
}
