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
        })
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
