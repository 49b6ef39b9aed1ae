use super::actor::ActorId;
use super::change::{Change, OpId, Write};
use super::{Genesis, Refusal};
use crate::model::{ChangeHash, FactId, RegisterKey};

/// What a ledger remembers of a change once it has let it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownChange {
    /// Its actor.
    pub actor: ActorId,
    /// Its place in the actor's chain.
    pub seq: u64,
    /// The number of its last operation.
    pub max_op: u64,
}

impl From<&Change> for KnownChange {
    fn from(change: &Change) -> Self {
        Self {
            actor: change.actor,
            seq: change.seq,
            max_op: change.max_op,
        }
    }
}

/// What a store (a phone's or the hub's) must answer about one document, so that a change can be placed
/// without loading the document.
pub trait Ledger {
    /// What went wrong while looking.
    type Error;
    /// A change let in earlier.
    fn known(&self, hash: &ChangeHash) -> Result<Option<KnownChange>, Self::Error>;
    /// The newest change of an actor in this document.
    fn newest_of(&self, actor: &ActorId) -> Result<Option<(ChangeHash, u64)>, Self::Error>;
    /// Whether a fact of this id is already in the document.
    fn has_fact(&self, id: FactId) -> Result<bool, Self::Error>;
    /// Whether an operation wrote this field.
    fn wrote(&self, op: &OpId, key: &RegisterKey) -> Result<bool, Self::Error>;
    /// Whether one of these changes, the genesis or let in earlier, wrote an operation or builds on the change that did
    /// ([`super::Past`]).
    fn knows(&self, changes: &[ChangeHash], op: &OpId) -> Result<bool, Self::Error>;
}

/// Checks that a change fits behind what is already known of its document: its dependencies are known,
/// it is its actor's next, its operations are numbered right, it writes no fact twice and replaces only
/// values of the same field that it builds on: of others a phone may know nothing, and what it replaces would be
/// shown there and not here.
pub fn check_links<L: Ledger>(
    genesis: &Genesis,
    ledger: &L,
    change: &Change,
) -> Result<Result<(), Refusal>, L::Error> {
    let mut max_op = 0;
    for dep in &change.deps {
        let known = if *dep == genesis.hash {
            Some(genesis.max_op)
        } else {
            ledger.known(dep)?.map(|known| known.max_op)
        };
        match known {
            Some(op) => max_op = max_op.max(op),
            None => return Ok(Err(Refusal::UnknownDependency(*dep))),
        }
    }
    if change.start_op != max_op + 1 {
        return Ok(Err(Refusal::OutOfSequence));
    }
    if let Some(refusal) = check_chain(ledger, change)? {
        return Ok(Err(refusal));
    }
    for write in &change.writes {
        if let Some(refusal) = check_write(ledger, write, change)? {
            return Ok(Err(refusal));
        }
    }
    Ok(Ok(()))
}

/// A change names its actor's own last change among its dependencies (Automerge always does), so that a
/// signature on the newest covers them all, and numbers its operations after it.
fn check_chain<L: Ledger>(ledger: &L, change: &Change) -> Result<Option<Refusal>, L::Error> {
    let fits = match ledger.newest_of(&change.actor)? {
        None => change.seq == 1,
        Some((_, seq)) if change.seq <= seq => return Ok(Some(Refusal::Forked)),
        Some((hash, seq)) => {
            let after = ledger
                .known(&hash)?
                .is_some_and(|own| change.start_op > own.max_op);
            change.seq == seq + 1 && change.deps.contains(&hash) && after
        }
    };
    Ok((!fits).then_some(Refusal::OutOfSequence))
}

fn check_write<L: Ledger>(ledger: &L, write: &Write, change: &Change) -> Result<Option<Refusal>, L::Error> {
    match write {
        Write::Fact { id, .. } => Ok(ledger.has_fact(*id)?.then_some(Refusal::FactTaken)),
        Write::Register { key, replaces, .. } => {
            for op in replaces {
                let earlier = op.counter < change.start_op;
                if !earlier || !ledger.wrote(op, key)? || !knows(ledger, change, op)? {
                    return Ok(Some(Refusal::Malformed("replaces a value it cannot know")));
                }
            }
            Ok(None)
        }
    }
}

/// Whether a change builds on the one that wrote an operation. Mostly that is its actor's own, or one it names:
/// only for others the whole past is asked.
fn knows<L: Ledger>(ledger: &L, change: &Change, op: &OpId) -> Result<bool, L::Error> {
    if op.actor == change.actor {
        return Ok(true);
    }
    for dep in &change.deps {
        let by_its_actor = |known: KnownChange| known.actor == op.actor && known.max_op >= op.counter;
        if ledger.known(dep)?.is_some_and(by_its_actor) {
            return Ok(true);
        }
    }
    ledger.knows(&change.deps, op)
}
