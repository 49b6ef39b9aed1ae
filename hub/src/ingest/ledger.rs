use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use fieldbook_core::identity::PublicKey;
use fieldbook_core::journal::{ActorId, Change, Genesis, KnownChange, Ledger, OpId, Past, Write, deps_of};
use fieldbook_core::model::{ChangeHash, FactId, RegisterKey};

use super::hold::Hold;
use crate::error::{HubError, Result};
use crate::store::{ChainRow, Tables};

/// What is known of a change, and why it does not count.
type Remembered = (KnownChange, Option<Hold>);

/// A fact of the push whose change fits.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlacedFact<'t> {
    pub(super) change: ChangeHash,
    pub(super) bytes: &'t [u8],
}

/// One document as the hub's rows know it, and on top of it the changes of the push that fit so far.
pub(super) struct DocLedger<'t> {
    tables: &'t Tables<'t>,
    genesis: &'t Genesis,
    doc: Option<i64>,
    known: RefCell<HashMap<ChangeHash, Option<Remembered>>>,
    chains: RefCell<HashMap<ActorId, Option<ChainRow>>>,
    facts: HashMap<FactId, PlacedFact<'t>>,
    writes: HashSet<(OpId, RegisterKey)>,
    placed: Vec<&'t Change>,
    /// How many actors each key has here.
    actors: RefCell<HashMap<PublicKey, usize>>,
    /// Read when a correction first asks for it.
    past: RefCell<Option<Past>>,
}

impl<'t> DocLedger<'t> {
    pub(super) fn new(tables: &'t Tables<'t>, genesis: &'t Genesis, doc: Option<i64>) -> Self {
        Self {
            tables,
            genesis,
            doc,
            known: RefCell::default(),
            chains: RefCell::default(),
            facts: HashMap::new(),
            writes: HashSet::new(),
            placed: Vec::new(),
            actors: RefCell::default(),
            past: RefCell::default(),
        }
    }

    /// A change in the rows or placed before; for one in the rows that does not count, why.
    pub(super) fn find(&self, hash: &ChangeHash) -> Result<Option<Remembered>> {
        if let Some(found) = self.known.borrow().get(hash) {
            return Ok(*found);
        }
        let found = match self.doc {
            Some(doc) => {
                let found = self.tables.known_change(doc, hash)?;
                found.map(|(known, held, reason)| (known, Hold::of_row(held, reason.as_deref())))
            }
            None => None,
        };
        self.known.borrow_mut().insert(*hash, found);
        Ok(found)
    }

    /// Under how many actors a key writes to the document.
    pub(super) fn actors_of(&self, author: &PublicKey) -> Result<usize> {
        if let Some(count) = self.actors.borrow().get(author) {
            return Ok(*count);
        }
        let count = match self.doc {
            Some(doc) => self.tables.count_chains(doc, author)?,
            None => 0,
        };
        self.actors.borrow_mut().insert(*author, count);
        Ok(count)
    }

    /// A fact placed before.
    pub(super) fn placed_fact(&self, id: FactId) -> Option<PlacedFact<'t>> {
        self.facts.get(&id).copied()
    }

    /// The chain of an actor.
    pub(super) fn chain(&self, actor: &ActorId) -> Result<Option<ChainRow>> {
        if let Some(found) = self.chains.borrow().get(actor) {
            return Ok(*found);
        }
        let found = match self.doc {
            Some(doc) => self.tables.chain(doc, actor)?,
            None => None,
        };
        self.chains.borrow_mut().insert(*actor, found);
        Ok(found)
    }

    /// What every change here knew of: of the rows, also of those that do not count, and of the push.
    fn read_past(&self) -> Result<Past> {
        let mut past = Past::of(self.genesis);
        if let Some(doc) = self.doc {
            self.tables.walk_past(doc, |hash, known, bytes| {
                let deps = deps_of(bytes).ok_or_else(|| HubError::Damaged(format!("change {hash}")))?;
                past.add(hash, known, &deps);
                Ok(())
            })?;
        }
        for change in &self.placed {
            past.add(change.hash, (*change).into(), &change.deps);
        }
        Ok(past)
    }

    /// Puts a change on top.
    pub(super) fn place(&mut self, change: &'t Change, author: PublicKey) {
        let known = KnownChange::from(change);
        self.known.borrow_mut().insert(change.hash, Some((known, None)));
        self.placed.push(change);
        if change.seq == 1
            && let Some(count) = self.actors.get_mut().get_mut(&author)
        {
            *count += 1;
        }
        if let Some(past) = self.past.get_mut() {
            past.add(change.hash, known, &change.deps);
        }
        let chain = ChainRow {
            author,
            newest: change.hash,
            seq: change.seq,
        };
        self.chains.borrow_mut().insert(change.actor, Some(chain));
        for write in &change.writes {
            match write {
                Write::Fact { id, bytes } => {
                    let change = change.hash;
                    self.facts.insert(*id, PlacedFact { change, bytes });
                }
                Write::Register { key, op, .. } => {
                    self.writes.insert((*op, key.clone()));
                }
            }
        }
    }
}

impl Ledger for DocLedger<'_> {
    type Error = HubError;

    fn known(&self, hash: &ChangeHash) -> Result<Option<KnownChange>> {
        Ok(self.find(hash)?.map(|(known, _)| known))
    }

    fn newest_of(&self, actor: &ActorId) -> Result<Option<(ChangeHash, u64)>> {
        Ok(self.chain(actor)?.map(|chain| (chain.newest, chain.seq)))
    }

    fn has_fact(&self, id: FactId) -> Result<bool> {
        Ok(self.facts.contains_key(&id) || self.tables.has_fact(id)?)
    }

    fn wrote(&self, op: &OpId, key: &RegisterKey) -> Result<bool> {
        if self.writes.contains(&(*op, key.clone())) {
            return Ok(true);
        }
        match self.doc {
            Some(doc) => self.tables.wrote(doc, op, key),
            None => Ok(false),
        }
    }

    fn knows(&self, changes: &[ChangeHash], op: &OpId) -> Result<bool> {
        let mut past = self.past.borrow_mut();
        let past = match past.as_mut() {
            Some(past) => past,
            None => past.insert(self.read_past()?),
        };
        Ok(past.knows(changes, op).unwrap_or_default())
    }
}
