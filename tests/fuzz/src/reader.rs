//! A phone that takes in changes as the app does: parsed, placed, applied, saved and loaded again.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use fieldbook_core::journal::*;
use fieldbook_core::model::{ChangeHash, DocRef, FactId, RegisterKey};

const READER: Author = Author {
    key: [7; 32],
    actor: [7; 16],
};

pub struct Reader {
    doc: DocRef,
    genesis: Genesis,
    known: BTreeMap<ChangeHash, KnownChange>,
    newest: BTreeMap<ActorId, (ChangeHash, u64)>,
    facts: BTreeSet<FactId>,
    writes: BTreeSet<(OpId, RegisterKey)>,
    past: Past,
    taken: Vec<Vec<u8>>,
}

impl Reader {
    pub fn new(doc: DocRef) -> Self {
        Self {
            doc,
            past: Past::of(&genesis(doc)),
            genesis: genesis(doc),
            known: BTreeMap::new(),
            newest: BTreeMap::new(),
            facts: BTreeSet::new(),
            writes: BTreeSet::new(),
            taken: Vec::new(),
        }
    }

    /// Takes a change in, or says why not.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        let deps = deps_of(bytes);
        let change = parse(&self.genesis, bytes)?;
        assert_eq!(deps.as_ref(), Some(&change.deps), "read without its contents");
        let Ok(links) = check_links(&self.genesis, self, &change);
        links?;
        let known = KnownChange {
            actor: change.actor,
            seq: change.seq,
            max_op: change.max_op,
        };
        self.past.add(change.hash, known, &change.deps);
        self.known.insert(change.hash, known);
        self.newest.insert(change.actor, (change.hash, change.seq));
        for write in &change.writes {
            match write {
                Write::Fact { id, .. } => drop(self.facts.insert(*id)),
                Write::Register { key, op, .. } => drop(self.writes.insert((*op, key.clone()))),
            }
        }
        self.taken.push(change.bytes);
        Ok(())
    }

    /// Everything taken in loads, saves and loads again, with the same heads and contents.
    ///
    /// # Panics
    ///
    /// When it does not: that is the finding.
    pub fn assert_reloadable(&self) {
        let loaded =
            Document::load(self.doc, READER, None, &self.taken, None).expect("what was let in loads");
        let snapshot = loaded.snapshot().expect("what was let in is saved");
        let heads = loaded.heads();
        let again =
            Document::load(self.doc, READER, Some(&snapshot), &[], Some(&heads)).expect("and loads again");
        assert_eq!(loaded.facts().expect("facts"), again.facts().expect("facts"));
        assert_eq!(
            loaded.registers().expect("fields"),
            again.registers().expect("fields")
        );
        let mut applied = Document::open(self.doc, READER).expect("a document");
        let parsed = self.taken.iter().map(|bytes| parse(&self.genesis, bytes));
        let parsed: Vec<Change> = parsed.collect::<Result<_, _>>().expect("parsed before");
        applied.apply(&parsed).expect("what was let in is applied");
        assert_eq!(applied.heads(), heads);
    }
}

impl Ledger for Reader {
    type Error = Infallible;

    fn known(&self, hash: &ChangeHash) -> Result<Option<KnownChange>, Infallible> {
        Ok(self.known.get(hash).copied())
    }

    fn newest_of(&self, actor: &ActorId) -> Result<Option<(ChangeHash, u64)>, Infallible> {
        Ok(self.newest.get(actor).copied())
    }

    fn has_fact(&self, id: FactId) -> Result<bool, Infallible> {
        Ok(self.facts.contains(&id))
    }

    fn wrote(&self, op: &OpId, key: &RegisterKey) -> Result<bool, Infallible> {
        Ok(self.writes.contains(&(*op, key.clone())))
    }

    fn knows(&self, changes: &[ChangeHash], op: &OpId) -> Result<bool, Infallible> {
        Ok(self.past.knows(changes, op).unwrap_or_default())
    }
}
