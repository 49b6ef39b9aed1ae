//! Codes in pictures: a luma frame in, texts with their four corners out.
//!
//! A [`Scanner`] runs a [`Cascade`]: an ordered list of steps, each a [`Pass`] (what is done to the
//! picture first) and a [`Decoder`] (who looks for codes in it). What the steps find is merged by text
//! and place. A new decoder joins by implementing [`Decoder`]; nothing else here changes.
//!
//! No decoder is trusted. Public test photographs made rqrr panic and kept it busy for 104 seconds, so:
//! every call is caught when it panics; no decoder is given more than [`MAX_SIDE`] pixels on a side; and a
//! decoder that may run without bound runs on the scanner's one worker thread against a deadline. A worker
//! that overran is left to finish, its result is thrown away, and until then the steps that need it are
//! skipped: there is never a second one.
//!
//! A caught panic still goes through the process's panic hook, which by default prints to stderr. The room
//! installs no hook, because hooks belong to the application; one that wants silence can look for the
//! thread name [`WORKER_THREAD`].

mod budget;
mod cascade;
mod code;
mod cuts;
mod decoder;
mod error;
mod findings;
mod frame;
mod grid;
mod message;
mod pass;
mod pixels;
mod quad;
mod rqrr_decoder;
mod rxing_decoder;
mod scanner;
mod sight;
mod sweep;
mod threshold;
mod worker;

pub use budget::Budget;
pub use cascade::Cascade;
pub use code::{Code, Part};
pub use decoder::Decoder;
pub use error::ScanError;
pub use frame::{LumaFrame, LumaPicture, MAX_PIXELS};
pub use pass::{MAX_SIDE, Op, Pass, View};
pub use rqrr_decoder::Rqrr;
pub use rxing_decoder::Rxing;
pub use scanner::Scanner;
pub use sight::Sight;
pub use sweep::{MAX_SPOTS, News, Place, Spot, SpotId, Standing, Tracker};
pub use worker::WORKER_THREAD;

#[cfg(test)]
mod tests;
