//! The sync engine and its wire. Sans-IO: events in, effects out; no clock, socket or randomness.

mod answer;
mod engine;
mod items;
mod pace;
mod wire;

pub use answer::{Answer, Fate, read_answer};
pub use engine::{Effect, Ending, Engine, Event};
pub use items::{ITEMS_MAX, decode};
pub use pace::Pace;
pub use wire::{
    ANSWER_BYTES_MAX, Began, Begin, DocChanges, DocDigest, EnrolRequest, EnrolResponse, Exception, Follow,
    Held, OrgPage, Outcome, OwnChanges, PROTOCOL, Problem, SIGNATURE_HEADER, SyncRequest, SyncResponse,
    UNCUT_BYTES_MAX, WireError, deflate, inflate, pack, unpack,
};
