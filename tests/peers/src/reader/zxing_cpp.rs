use zxingcpp::{BarcodeFormat, BarcodeReader, ImageFormat, ImageView, TextMode};

use super::Reader;
use crate::picture::Picture;

pub const NAME: &str = "zxing-cpp";

/// zxing-cpp as it comes: harder, turned, inverted and made smaller.
pub struct ZxingCpp(BarcodeReader);

impl ZxingCpp {
    pub fn new() -> Self {
        let reader = BarcodeReader::new()
            .formats([BarcodeFormat::QRCode])
            .text_mode(TextMode::Plain);
        Self(reader)
    }
}

impl Reader for ZxingCpp {
    fn name(&self) -> &'static str {
        NAME
    }

    fn read(&mut self, picture: &Picture) -> Vec<String> {
        let (width, height) = picture.luma.dimensions();
        let view =
            ImageView::from_slice(&picture.luma, width, height, ImageFormat::Lum).expect("a whole picture");
        let codes = self.0.from(view).unwrap_or_default();
        let valid = codes.iter().filter(|code| code.is_valid());
        valid.map(zxingcpp::Barcode::text).collect()
    }
}
