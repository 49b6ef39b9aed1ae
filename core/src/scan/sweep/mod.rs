//! A sweep: codes followed from frame to frame while a hand moves the camera over a sheet or along a roll.
//!
//! Every frame is levelled by itself ([`level`]), laid over what is known by the texts both have ([`align`]), and
//! counted at its places ([`Tracker`]). What one frame says is never believed alone, and two texts at one place
//! end the belief in both.

mod align;
mod join;
mod level;
mod patch;
mod plane;
mod spot;
mod tracker;

#[cfg(test)]
mod tests;

pub use spot::{Place, Spot, SpotId, Standing};
pub use tracker::{MAX_SPOTS, News, Tracker};
