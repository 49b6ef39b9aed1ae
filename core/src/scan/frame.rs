use super::ScanError;

/// The most pixels a picture may have: the 108-megapixel cameras of today's phones fit.
pub const MAX_PIXELS: u64 = 128_000_000;

/// A borrowed picture of luma bytes (0 black, 255 white), rows from top to bottom.
#[derive(Debug, Clone, Copy)]
pub struct LumaFrame<'a> {
    pixels: &'a [u8],
    width: usize,
    height: usize,
    stride: usize,
}

impl<'a> LumaFrame<'a> {
    /// A frame of `width` × `height` pixels whose rows begin every `stride` bytes, as cameras hand out the
    /// Y plane. The padding after the last row may be missing.
    pub fn new(pixels: &'a [u8], width: u32, height: u32, stride: u32) -> Result<Self, ScanError> {
        if width == 0 || height == 0 {
            return Err(ScanError::Empty);
        }
        if stride < width {
            return Err(ScanError::StrideTooShort { width, stride });
        }
        let count = u64::from(width) * u64::from(height);
        if count > MAX_PIXELS {
            return Err(ScanError::TooLarge {
                pixels: count,
                max: MAX_PIXELS,
            });
        }
        let needed = u64::from(stride) * u64::from(height - 1) + u64::from(width);
        let given = pixels.len() as u64;
        if given < needed {
            return Err(ScanError::BufferTooShort { needed, given });
        }
        Ok(Self {
            pixels,
            width: width as usize,
            height: height as usize,
            stride: stride as usize,
        })
    }

    /// Pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The rows from top to bottom, without their padding.
    pub fn rows(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.rows_from(0)
    }

    /// The rows from row `first` on: a tall frame is cut into thousands of tiles, and none walks past the others' rows.
    pub(super) fn rows_from(&self, first: usize) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let width = self.width;
        let rest = self.pixels.get(first.saturating_mul(self.stride)..);
        rest.unwrap_or_default()
            .chunks(self.stride)
            .take(self.height.saturating_sub(first))
            .filter_map(move |row| row.get(..width))
    }

    /// The pixels at `x`, `y`, right of it and below, edge pixels repeating; white where there are none.
    #[inline]
    pub(super) fn square(&self, x: usize, y: usize) -> [[u8; 2]; 2] {
        let pair = |y: usize| -> [u8; 2] {
            let at = y * self.stride + x;
            match self.pixels.get(at..at + 2) {
                Some(&[one, next]) if x + 1 < self.width => [one, next],
                _ => [self.pixel(x, y); 2],
            }
        };
        let below = if y + 1 < self.height { y + 1 } else { y };
        [pair(y), pair(below)]
    }

    /// The pixel in column `x` of row `y`; white outside the frame.
    pub fn pixel(&self, x: usize, y: usize) -> u8 {
        if x >= self.width || y >= self.height {
            return u8::MAX;
        }
        self.pixels.get(y * self.stride + x).copied().unwrap_or(u8::MAX)
    }
}

/// A picture of luma bytes that owns them: what a pass makes, and what crosses to the worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LumaPicture {
    pixels: Vec<u8>,
    width: usize,
    height: usize,
}

impl LumaPicture {
    /// A picture of rows of `width` pixels; `None` when `pixels` is empty or no whole number of rows.
    pub(super) fn from_rows(pixels: Vec<u8>, width: usize) -> Option<Self> {
        let height = pixels.len().checked_div(width)?;
        (height > 0 && height * width == pixels.len()).then_some(Self {
            pixels,
            width,
            height,
        })
    }

    /// Pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// All pixels, row after row.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// All pixels, to be changed.
    pub(super) fn pixels_mut(&mut self) -> &mut [u8] {
        &mut self.pixels
    }

    /// The picture as a frame.
    pub(super) fn as_frame(&self) -> LumaFrame<'_> {
        LumaFrame {
            pixels: &self.pixels,
            width: self.width,
            height: self.height,
            stride: self.width,
        }
    }
}
