use std::collections::HashSet;

use rxing::common::HybridBinarizer;
use rxing::multi::MultipleBarcodeReader;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8LuminanceSource, helpers};

use super::Reader;
use crate::picture::Picture;

pub const HELPER: &str = "rxing, one code";
pub const MULTI: &str = "rxing, all codes";

/// The helper its README shows: ends with the first code.
pub struct Helper;

/// zxing-cpp's detector as ported to Rust.
pub struct Multi;

impl Reader for Helper {
    fn name(&self) -> &'static str {
        HELPER
    }

    fn read(&mut self, picture: &Picture) -> Vec<String> {
        let (width, height) = picture.luma.dimensions();
        let format = Some(BarcodeFormat::QR_CODE);
        let read = helpers::detect_in_luma_slice(&picture.luma, width, height, format);
        read.iter().map(|code| code.getText().to_owned()).collect()
    }
}

impl Reader for Multi {
    fn name(&self) -> &'static str {
        MULTI
    }

    fn read(&mut self, picture: &Picture) -> Vec<String> {
        let (width, height) = picture.luma.dimensions();
        let hints = DecodeHints {
            TryHarder: Some(true),
            PossibleFormats: Some(HashSet::from([BarcodeFormat::QR_CODE])),
            ..DecodeHints::default()
        };
        let Ok(source) = Luma8LuminanceSource::new(picture.luma.as_raw().clone(), width, height) else {
            return Vec::new();
        };
        let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
        let codes = QrReader
            .decode_multiple_with_hints(&mut bitmap, &hints)
            .unwrap_or_default();
        codes.iter().map(|code| code.getText().to_owned()).collect()
    }
}
