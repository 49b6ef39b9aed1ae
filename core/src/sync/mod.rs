//! The sync engine and its wire. Sans-IO: events in, effects out; no clock, socket or randomness.

mod wire;

pub use wire::{
    DocChanges, EnrolRequest, EnrolResponse, Exception, Follow, OrgPage, Outcome, PROTOCOL, Problem,
    SyncRequest, SyncResponse, WireError, pack, unpack,
};
