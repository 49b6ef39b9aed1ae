//! Facts and corrections in Automerge documents: the only room that knows `automerge`.
//!
//! A document is a deterministic genesis change and, after it, changes that each put whole values under
//! the genesis maps: facts as immutable CBOR bytes, corrections as registers. Nothing else is let in, so
//! every received change can be checked, and projected to rows, without loading its document.

mod actor;
mod amendment_cbor;
mod change;
mod covered;
mod document;
mod error;
mod fact_cbor;
mod fold;
mod genesis;
mod links;
mod order;
mod past;
mod placed;
mod stated;
#[cfg(test)]
mod tests;

pub use actor::{ActorId, actor_of, binding, is_bound};
pub use amendment_cbor::{decode_amendment, encode_amendment};
pub use change::{Change, OpId, Write, deps_of, hash_of, parse};
pub use covered::{authors, covered};
pub use document::{Author, Document, RegisterState};
pub use error::{JournalError, Refusal};
pub use fact_cbor::{FACT_BYTES_MAX, decode_fact, encode_fact};
pub(crate) use fold::entered_unit;
pub use fold::{FactState, HeadState, RegisterWrite, fold_facts, fold_head, standing};
pub use genesis::{Genesis, changes_of_snapshot, genesis};
pub use links::{KnownChange, Ledger, check_links};
pub use order::{Proven, followed, proven_order};
pub use past::Past;
pub use placed::Placed;
