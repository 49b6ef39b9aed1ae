//! Those who read: our scanner twice, and its peers, each as its own documents show it, for QR codes only.

mod ours;
mod quircs;
mod rqrr;
mod rxing;
mod zbar;
mod zxing_cpp;

use crate::picture::Picture;

/// Who reads the codes of a picture.
pub trait Reader {
    fn name(&self) -> &'static str;

    /// The text of every code that it reports.
    fn read(&mut self, picture: &Picture) -> Vec<String>;
}

/// The names of all readers.
pub const NAMES: [&str; 8] = [
    ours::CAMERA,
    ours::STILL,
    rqrr::NAME,
    rxing::HELPER,
    rxing::MULTI,
    zxing_cpp::NAME,
    zbar::NAME,
    quircs::NAME,
];

/// All readers, in the order of [`NAMES`].
pub fn all(camera_ms: u64) -> Vec<Box<dyn Reader>> {
    vec![
        Box::new(ours::Camera::new(camera_ms)),
        Box::new(ours::Still::default()),
        Box::new(rqrr::Rqrr),
        Box::new(rxing::Helper),
        Box::new(rxing::Multi),
        Box::new(zxing_cpp::ZxingCpp::new()),
        Box::new(zbar::ZBar::new()),
        Box::new(quircs::Quircs::default()),
    ]
}

pub fn is_ours(name: &str) -> bool {
    [ours::CAMERA, ours::STILL].contains(&name)
}
