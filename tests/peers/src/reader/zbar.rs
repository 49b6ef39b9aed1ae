use zbar_rust::{ZBarConfig, ZBarImageScanner, ZBarSymbolType};

use super::Reader;
use crate::picture::Picture;

pub const NAME: &str = "ZBar";

/// ZBar with every symbology but QR switched off.
pub struct ZBar(ZBarImageScanner);

impl ZBar {
    pub fn new() -> Self {
        let mut scanner = ZBarImageScanner::new();
        for (symbology, on) in [(ZBarSymbolType::ZBarNone, 0), (ZBarSymbolType::ZBarQRCode, 1)] {
            scanner
                .set_config(symbology, ZBarConfig::ZBarCfgEnable, on)
                .expect("a switch that ZBar has");
        }
        Self(scanner)
    }
}

impl Reader for ZBar {
    fn name(&self) -> &'static str {
        NAME
    }

    fn read(&mut self, picture: &Picture) -> Vec<String> {
        let (width, height) = picture.luma.dimensions();
        let codes = self
            .0
            .scan_y800(picture.luma.as_raw(), width, height)
            .unwrap_or_default();
        codes
            .iter()
            .map(|code| String::from_utf8_lossy(&code.data).into_owned())
            .collect()
    }
}
