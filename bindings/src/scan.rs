//! Camera frames in, texts with their corners out.

use fieldbook_core as core;
use fieldbook_core::scan;

use crate::FieldbookError;
use crate::value::all;

/// Reads codes from camera frames. It keeps its place between frames: use one for a camera session.
#[derive(uniffi::Object)]
pub struct CodeScanner {
    pub(crate) core: scan::Scanner,
}

#[uniffi::export]
impl CodeScanner {
    /// One without a book: an invitation is scanned before there is one. With a book, `Fieldbook.scanner` gives one.
    #[uniffi::constructor]
    pub fn without_book() -> Self {
        let core = scan::Scanner::new();
        Self { core }
    }

    /// Reads a camera frame: the luma (Y) plane, rows of `width` bytes every `stride` bytes, handed over
    /// without a copy. In Kotlin `pixels` is a direct `ByteBuffer`, as CameraX gives in plane 0.
    ///
    /// Answers within the budget of a frame with the codes it read: none, one or many. A code may be read a
    /// few frames after it came into view; merge the frames by text. Throws `InvalidInput` when the buffer
    /// is too short for the frame.
    pub fn push_luma(
        &self,
        pixels: &[u8],
        width: u32,
        height: u32,
        stride: u32,
    ) -> Result<Vec<Code>, FieldbookError> {
        let codes = self.core.push_luma(pixels, width, height, stride);
        Ok(all(codes.map_err(core::FieldbookError::from)?))
    }

    /// Like `push_luma`, with the places where a code is seen that could not be read: a hint where to hold the camera
    /// closer.
    pub fn look(&self, pixels: &[u8], width: u32, height: u32, stride: u32) -> Result<Sight, FieldbookError> {
        let sight = self.core.look(pixels, width, height, stride);
        Ok(sight.map_err(core::FieldbookError::from)?.into())
    }

    /// Reads a still picture with every pass: slower than a camera frame, and it sees more. The bytes are
    /// those of `push_luma`.
    pub fn read_still(
        &self,
        pixels: &[u8],
        width: u32,
        height: u32,
        stride: u32,
    ) -> Result<Vec<Code>, FieldbookError> {
        let codes = self.core.read_still(pixels, width, height, stride);
        Ok(all(codes.map_err(core::FieldbookError::from)?))
    }
}

/// A code that was read.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Code {
    /// Its text.
    pub text: String,
    /// Its four corners, clockwise from the code's own top left.
    pub corners: Vec<Corner>,
    /// Which part of a longer message it is; null for a whole one. The text of a part means nothing by itself.
    pub part: Option<CodePart>,
}

/// What was seen in one picture.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Sight {
    /// The codes that were read, each once per place.
    pub codes: Vec<Code>,
    /// Where a code lies that could not be read. Print that looks like a code may be among them.
    pub unread: Vec<UnreadCode>,
}

/// Where a code lies that could not be read.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct UnreadCode {
    /// Its four corners, as those of a `Code`.
    pub corners: Vec<Corner>,
}

/// Which part of a message that was spread over up to 16 codes (structured append, ISO/IEC 18004, 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct CodePart {
    /// Its place in the message, 0 for the first.
    pub index: u8,
    /// How many parts the message has, 2 to 16.
    pub of: u8,
    /// The same for all parts of one message.
    pub parity: u8,
}

/// A corner in pixels of the frame, from the frame's top left.
#[derive(Debug, Clone, Copy, PartialEq, uniffi::Record)]
pub struct Corner {
    /// To the right.
    pub x: f32,
    /// Down.
    pub y: f32,
}

impl From<scan::Sight> for Sight {
    fn from(sight: scan::Sight) -> Self {
        Self {
            codes: all(sight.codes),
            unread: all(sight.unread),
        }
    }
}

impl From<[[f32; 2]; 4]> for UnreadCode {
    fn from(corners: [[f32; 2]; 4]) -> Self {
        Self {
            corners: corners_of(corners),
        }
    }
}

pub(crate) fn corners_of(corners: [[f32; 2]; 4]) -> Vec<Corner> {
    corners.map(|[x, y]| Corner { x, y }).to_vec()
}

impl From<scan::Code> for Code {
    fn from(code: scan::Code) -> Self {
        Self {
            text: code.text,
            corners: corners_of(code.corners),
            part: code.part.map(CodePart::from),
        }
    }
}

impl From<scan::Part> for CodePart {
    fn from(part: scan::Part) -> Self {
        Self {
            index: part.index,
            of: part.of,
            parity: part.parity,
        }
    }
}
