use std::time::Duration;

use super::Reader;
use crate::picture::Picture;
use crate::scan::{Budget, Code, Scanner};

pub const CAMERA: &str = "ours, camera";
pub const STILL: &str = "ours, still";

/// One look at each picture as if it came from the camera: what a frame's first look leaves, its second may read.
pub struct Camera(Scanner);

impl Camera {
    pub fn new(ms: u64) -> Self {
        let budget = Budget {
            per_frame: Duration::from_millis(ms),
        };
        Self(Scanner::new().with_budgets(budget, Budget::STILL))
    }
}

impl Reader for Camera {
    fn name(&self) -> &'static str {
        CAMERA
    }

    fn read(&mut self, picture: &Picture) -> Vec<String> {
        let (width, height) = picture.luma.dimensions();
        texts(
            self.0
                .push_luma(&picture.luma, width, height, width)
                .expect("a whole frame"),
        )
    }
}

/// Every pass, as for a photograph.
#[derive(Default)]
pub struct Still(Scanner);

impl Reader for Still {
    fn name(&self) -> &'static str {
        STILL
    }

    fn read(&mut self, picture: &Picture) -> Vec<String> {
        let (width, height) = picture.luma.dimensions();
        texts(
            self.0
                .read_still(&picture.luma, width, height, width)
                .expect("a whole picture"),
        )
    }
}

fn texts(codes: Vec<Code>) -> Vec<String> {
    codes.into_iter().map(|code| code.text).collect()
}
