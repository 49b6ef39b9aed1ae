//! Sync with a real hub: where it begins, where it is cut, how its handle behaves, and what a hub of a new
//! epoch gets back.

mod cuts;
mod epochs;
mod following;
mod fresh;
mod handles;
mod set_aside;
