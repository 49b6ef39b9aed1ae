//! A sheet of printed stamps: a title, and a grid of QR codes with their serials, to cut apart.

use ab_glyph::{Font, FontRef, GlyphId, PxScale, ScaleFont, point};
use image::{GrayImage, Luma};
use qrcode::{Color, EcLevel, QrCode};

/// An A4 page at 200 dots per inch is this wide.
const PAGE_WIDTH: u32 = 1654;
/// And this tall; a sheet with few stamps is cut to its rows.
const PAGE_HEIGHT: u32 = 2339;
/// White around everything, 10 mm: what office printers cannot reach.
const MARGIN: u32 = 79;
/// The band of the title.
const TITLE_HEIGHT: u32 = 110;
/// Height of the title's letters.
const TITLE_SIZE: f32 = 48.0;
/// Height of the serials' letters, 3.6 mm: read without glasses.
const SERIAL_SIZE: f32 = 28.0;
/// The band of the serial, under the code.
const SERIAL_HEIGHT: u32 = 44;
/// White that a QR code needs around it, in modules (ISO/IEC 18004).
const QUIET: u32 = 4;
/// The cut lines: grey, so that no decoder takes them for modules.
const CUT_LINE: u8 = 190;

/// Stamps side by side.
pub const COLUMNS: u32 = 6;
/// The most stamps a sheet of [`COLUMNS`] holds.
pub const CAPACITY: u32 = capacity(COLUMNS);

/// The side of a stamp's code area and the width of its cell.
const fn cell_width(columns: u32) -> u32 {
    (PAGE_WIDTH - 2 * MARGIN) / columns
}

const fn cell_height(columns: u32) -> u32 {
    cell_width(columns) + SERIAL_HEIGHT
}

/// The most stamps one sheet of so many columns holds.
const fn capacity(columns: u32) -> u32 {
    columns * ((PAGE_HEIGHT - 2 * MARGIN - TITLE_HEIGHT) / cell_height(columns))
}

/// One stamp to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetStamp {
    /// What the code says.
    pub text: String,
    /// What stands under it for people.
    pub serial: String,
}

/// What is at a place of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Print {
    /// A stamp as it was printed.
    Whole(SheetStamp),
    /// A stamp whose lower right part is torn off: its finder patterns are there and its text is gone.
    Torn(SheetStamp),
    /// Bare backing paper: the stamp was taken off.
    Taken,
}

/// Why a sheet cannot be printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// There is nothing to print.
    #[error("a sheet needs at least one stamp")]
    Empty,
    /// More stamps than a sheet holds: [`CAPACITY`] in the usual columns.
    #[error("{0} stamps do not fit a sheet")]
    TooMany(usize),
    /// The text makes a code whose modules would be too small to print and scan.
    #[error("the text of stamp {0} is too long for its place on the sheet")]
    TextTooLong(String),
    /// The built-in font cannot be read.
    #[error("the font for the serials cannot be read")]
    Font,
}

/// A rendered sheet.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The page: black on white, 200 dots per inch.
    pub picture: GrayImage,
    /// Where each stamp is, in the order they were given.
    pub cells: Vec<Cell>,
    /// Where each code is within its cell, without its quiet zone; nothing where the stamp was taken off.
    pub codes: Vec<Option<Cell>>,
}

/// The place of a stamp on its sheet, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The left edge.
    pub left: u32,
    /// The upper edge.
    pub top: u32,
    /// From the left edge to the right.
    pub width: u32,
    /// From the upper edge to the lower.
    pub height: u32,
}

/// Renders a sheet with a title and one cell for each stamp, row by row.
pub fn render(title: &str, stamps: &[SheetStamp]) -> Result<Sheet, SheetError> {
    let prints: Vec<Print> = stamps.iter().cloned().map(Print::Whole).collect();
    render_prints(title, &prints, COLUMNS)
}

/// The same with so many columns, and with stamps that are torn or were taken off.
pub fn render_prints(title: &str, prints: &[Print], columns: u32) -> Result<Sheet, SheetError> {
    let count = u32::try_from(prints.len()).unwrap_or(u32::MAX);
    if count == 0 || columns == 0 {
        return Err(SheetError::Empty);
    }
    if count > capacity(columns) {
        return Err(SheetError::TooMany(prints.len()));
    }
    let font = FontRef::try_from_slice(dejavu::sans::regular()).map_err(|_| SheetError::Font)?;
    let height = 2 * MARGIN + TITLE_HEIGHT + count.div_ceil(columns) * cell_height(columns);
    let mut page = GrayImage::from_pixel(PAGE_WIDTH, height, Luma([u8::MAX]));
    let whole = Cell {
        left: MARGIN,
        top: MARGIN,
        width: PAGE_WIDTH - 2 * MARGIN,
        height: TITLE_HEIGHT,
    };
    write_centred(&mut page, &font, title, TITLE_SIZE, whole);
    let (mut cells, mut codes) = (Vec::new(), Vec::new());
    for (index, print) in (0..count).zip(prints) {
        let cell = cell(index, columns);
        cells.push(cell);
        codes.push(match print {
            Print::Whole(stamp) => Some(draw_stamp(&mut page, &font, stamp, cell)?),
            Print::Torn(stamp) => {
                let code = draw_stamp(&mut page, &font, stamp, cell)?;
                tear(&mut page, code);
                Some(code)
            }
            Print::Taken => {
                draw_cut_lines(&mut page, cell);
                None
            }
        });
    }
    Ok(Sheet {
        picture: page,
        cells,
        codes,
    })
}

/// Tears off the lower right three fifths of a code, to a ragged edge: far more than error correction restores.
fn tear(page: &mut GrayImage, code: Cell) {
    let start = code.width * 2 / 5;
    for row in start..code.height {
        let ragged = start + row * 7 % 11;
        fill(
            page,
            code.left + ragged,
            code.top + row,
            code.width - ragged,
            1,
            u8::MAX,
        );
    }
}

/// The place of the stamp with this index.
fn cell(index: u32, columns: u32) -> Cell {
    let (width, height) = (cell_width(columns), cell_height(columns));
    Cell {
        left: MARGIN + index % columns * width,
        top: MARGIN + TITLE_HEIGHT + index / columns * height,
        width,
        height,
    }
}

fn draw_stamp(
    page: &mut GrayImage,
    font: &FontRef<'_>,
    stamp: &SheetStamp,
    cell: Cell,
) -> Result<Cell, SheetError> {
    draw_cut_lines(page, cell);
    let code =
        draw_code(page, &stamp.text, cell).ok_or_else(|| SheetError::TextTooLong(stamp.serial.clone()))?;
    let caption = Cell {
        top: cell.top + cell.width,
        height: SERIAL_HEIGHT,
        ..cell
    };
    write_centred(page, font, &stamp.serial, SERIAL_SIZE, caption);
    Ok(code)
}

/// The code in the upper, square part of the cell, with modules of at least three dots (0.38 mm).
fn draw_code(page: &mut GrayImage, text: &str, cell: Cell) -> Option<Cell> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let modules = u32::try_from(code.width()).ok()?;
    let size = cell.width / (modules + 2 * QUIET);
    if size < 3 {
        return None;
    }
    let inset = (cell.width - modules * size) / 2;
    for (index, color) in (0..).zip(code.to_colors()) {
        if color == Color::Dark {
            let (x, y) = (index % modules * size, index / modules * size);
            fill(page, cell.left + inset + x, cell.top + inset + y, size, size, 0);
        }
    }
    Some(Cell {
        left: cell.left + inset,
        top: cell.top + inset,
        width: modules * size,
        height: modules * size,
    })
}

fn draw_cut_lines(page: &mut GrayImage, cell: Cell) {
    let Cell {
        left,
        top,
        width,
        height,
    } = cell;
    for y in [top, top + height] {
        fill(page, left, y, width, 1, CUT_LINE);
    }
    for x in [left, left + width] {
        fill(page, x, top, 1, height, CUT_LINE);
    }
}

/// Paints a rectangle; what lies outside the page is left out.
fn fill(page: &mut GrayImage, left: u32, top: u32, width: u32, height: u32, luma: u8) {
    for y in top..top + height {
        for x in left..left + width {
            if let Some(pixel) = page.get_pixel_mut_checked(x, y) {
                *pixel = Luma([luma]);
            }
        }
    }
}

/// Writes one line in the middle of a box, smaller when it would not fit its width.
fn write_centred(page: &mut GrayImage, font: &FontRef<'_>, text: &str, size: f32, place: Cell) {
    let room = coordinate(place.width) * 0.96;
    let size = size * (room / line_width(font, text, size)).min(1.0);
    let scaled = font.as_scaled(PxScale::from(size));
    let mut x = coordinate(place.left) + (coordinate(place.width) - line_width(font, text, size)) / 2.0;
    let baseline =
        coordinate(place.top) + (coordinate(place.height) + scaled.ascent() + scaled.descent()) / 2.0;
    let mut before: Option<GlyphId> = None;
    for letter in text.chars() {
        let id = font.glyph_id(letter);
        x += before.map_or(0.0, |before| scaled.kern(before, id));
        let glyph = id.with_scale_and_position(PxScale::from(size), point(x, baseline));
        if let Some(outline) = font.outline_glyph(glyph) {
            ink(page, &outline);
        }
        x += scaled.h_advance(id);
        before = Some(id);
    }
}

/// The width of a line in pixels; never zero.
fn line_width(font: &FontRef<'_>, text: &str, size: f32) -> f32 {
    let scaled = font.as_scaled(PxScale::from(size));
    let ids: Vec<GlyphId> = text.chars().map(|letter| font.glyph_id(letter)).collect();
    let advances: f32 = ids.iter().map(|&id| scaled.h_advance(id)).sum();
    let kerning: f32 = ids
        .iter()
        .zip(ids.iter().skip(1))
        .map(|(&a, &b)| scaled.kern(a, b))
        .sum();
    (advances + kerning).max(1.0)
}

/// Darkens the pixels that a letter covers by as much as it covers them.
fn ink(page: &mut GrayImage, outline: &ab_glyph::OutlinedGlyph) {
    let bounds = outline.px_bounds();
    outline.draw(|x, y, coverage| {
        let (x, y) = (bounds.min.x + coordinate(x), bounds.min.y + coordinate(y));
        if x < 0.0 || y < 0.0 {
            return;
        }
        if let Some(Luma([luma])) = page.get_pixel_mut_checked(whole(x), whole(y)) {
            *luma = luma.saturating_sub(shade(coverage));
        }
    });
}

#[expect(clippy::cast_precision_loss, reason = "a page is 1654 pixels wide")]
fn coordinate(pixels: u32) -> f32 {
    pixels as f32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be positive; float casts saturate"
)]
fn whole(coordinate: f32) -> u32 {
    coordinate as u32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a coverage of 0 to 1; float casts saturate"
)]
fn shade(coverage: f32) -> u8 {
    (coverage * 255.0) as u8
}
