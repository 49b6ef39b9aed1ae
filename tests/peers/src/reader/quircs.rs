use quircs::Quirc;

use super::Reader;
use crate::picture::Picture;

pub const NAME: &str = "quircs";

/// quirc in Rust.
#[derive(Default)]
pub struct Quircs(Quirc);

impl Reader for Quircs {
    fn name(&self) -> &'static str {
        NAME
    }

    fn read(&mut self, picture: &Picture) -> Vec<String> {
        let side = |pixels: u32| usize::try_from(pixels).expect("a side in memory");
        let (width, height) = (side(picture.luma.width()), side(picture.luma.height()));
        let codes = self.0.identify(width, height, &picture.luma).flatten();
        let read = codes.filter_map(|code| code.decode().ok());
        read.map(|data| String::from_utf8_lossy(&data.payload).into_owned())
            .collect()
    }
}
