//! Where the book would refuse.

use fieldbook_core as core;
use fieldbook_core::Limits;

/// The limits of this version. They need no book and never change while the app runs.
#[uniffi::export]
pub fn limits() -> Limits {
    core::limits()
}

/// Where the book would refuse: a form that knows it ends there, and nobody is refused.
#[uniffi::remote(Record)]
pub struct Limits {
    /// The fewest digits of a PIN.
    pub pin_min: u32,
    /// The most digits of a PIN.
    pub pin_max: u32,
    /// The most recordings of one entry.
    pub voices: u32,
}
