/// Why a picture cannot be scanned. A picture without codes is not an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScanError {
    /// The width or the height is zero.
    #[error("the picture has no pixels")]
    Empty,
    /// A row is shorter than the picture is wide.
    #[error("the stride of {stride} bytes is shorter than the width of {width} pixels")]
    StrideTooShort {
        /// Pixels in a row.
        width: u32,
        /// Bytes from one row to the next.
        stride: u32,
    },
    /// The buffer ends before the picture does.
    #[error("the picture needs {needed} bytes and the buffer holds {given}")]
    BufferTooShort {
        /// Bytes that width, height and stride ask for.
        needed: u64,
        /// Bytes handed over.
        given: u64,
    },
    /// More pixels than [`MAX_PIXELS`](super::MAX_PIXELS).
    #[error("the picture has {pixels} pixels, more than {max}")]
    TooLarge {
        /// Its pixels.
        pixels: u64,
        /// The most that is scanned.
        max: u64,
    },
}
