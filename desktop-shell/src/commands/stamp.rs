use clap::Args;
use fieldbook_core::stamp;

use crate::failure::Failure;
use crate::output::{Answer, StampOut, stamp_details};
use crate::session::Session;

#[derive(Debug, Args)]
pub struct Stamp {
    /// The scanned text
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    text: String,
}

/// Nothing is refused: what is not recognised is said to be so.
pub fn run(args: &Stamp, session: &Session) -> Result<Answer, Failure> {
    let stamp = stamp::read(&args.text);
    Answer::of(&StampOut::from(&stamp), stamp_details(&stamp, session))
}
