use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, LoadOptions, ObjId, OnPartialLoad, PatchLog, ReadDoc, ScalarValue, Value};

use super::actor::ActorId;
use super::change::{Change, DEPS_MAX, Write};
use super::{Genesis, JournalError, encode_amendment, encode_fact, genesis, parse};
use crate::model::{Amendment, ChangeHash, DocRef, Fact, FactId, RegisterKey, RegisterMap};

/// Who writes: the device's public key, and the random actor of this installed book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Author {
    /// The device's Ed25519 public key, kept in the actor's first change of each document.
    pub key: [u8; 32],
    /// The actor.
    pub actor: ActorId,
}

/// The values of one field that Automerge holds side by side, the winner last.
pub type RegisterState = BTreeMap<RegisterKey, Vec<Vec<u8>>>;

/// A loaded document. Only writing to it, merging into it, compacting it and checking it need one; screens
/// read the store's rows.
pub struct Document {
    genesis: Genesis,
    automerge: Automerge,
    author: Author,
}

impl Document {
    /// A new document: its genesis and nothing else.
    pub fn open(doc: DocRef, author: Author) -> Result<Self, JournalError> {
        Self::load(doc, author, None, &[], None)
    }

    /// Loads a snapshot and the changes after it, in the order they were let in; `heads`, when given, must
    /// be what comes out.
    pub fn load(
        doc: DocRef,
        author: Author,
        snapshot: Option<&[u8]>,
        changes: &[Vec<u8>],
        heads: Option<&[ChangeHash]>,
    ) -> Result<Self, JournalError> {
        let genesis = genesis(doc);
        let mut bytes = snapshot.unwrap_or(&genesis.bytes).to_vec();
        for change in changes {
            bytes.extend_from_slice(change);
        }
        let automerge = guard("loading", || {
            let options = LoadOptions::new().on_partial_load(OnPartialLoad::Error);
            Automerge::load_with_options(&bytes, options)
        })??;
        let mut loaded = Self {
            genesis,
            automerge,
            author,
        };
        loaded.take_up_the_pen();
        if !loaded.automerge.get_missing_deps(&[]).is_empty()
            || heads.is_some_and(|heads| !loaded.has_heads(heads))
        {
            return Err(JournalError::WrongHeads);
        }
        Ok(loaded)
    }

    /// Writes the device's key into the actor's first change of this document, and never twice: Automerge
    /// gives each new author a random actor, so the actor is set after it.
    fn take_up_the_pen(&mut self) {
        let actor = automerge::ActorId::from(self.author.actor);
        if self.automerge.get_author_for_actor(&actor).is_none() {
            self.automerge
                .set_author(Some(automerge::Author::from(self.author.key.to_vec())));
        }
        self.automerge.set_actor(actor);
    }

    /// Who writes to it.
    pub fn author(&self) -> Author {
        self.author
    }

    /// The document's heads, sorted.
    pub fn heads(&self) -> Vec<ChangeHash> {
        let mut heads: Vec<_> = self
            .automerge
            .get_heads()
            .iter()
            .map(|head| ChangeHash(head.0))
            .collect();
        heads.sort();
        heads
    }

    fn has_heads(&self, heads: &[ChangeHash]) -> bool {
        let mut wanted = heads.to_vec();
        wanted.sort();
        wanted == self.heads()
    }

    fn map(&self, name: &str) -> Result<ObjId, JournalError> {
        match self.automerge.get(automerge::ROOT, name)? {
            Some((Value::Object(automerge::ObjType::Map), id)) => Ok(id),
            _ => Err(JournalError::WrongHeads),
        }
    }

    /// Adds a fact and gives the change that does it.
    pub fn put_fact(&mut self, fact: &Fact, time_s: i64) -> Result<Change, JournalError> {
        let facts = self.map("facts")?;
        let bytes = encode_fact(fact)?;
        self.commit(time_s, vec![(facts, fact.id.to_string(), bytes)])
    }

    /// Writes values of correctable fields and gives the change that does it.
    pub fn put_fields(
        &mut self,
        fields: &[(RegisterKey, Amendment)],
        time_s: i64,
    ) -> Result<Change, JournalError> {
        let puts = fields
            .iter()
            .map(|(key, amendment)| {
                key.check()?;
                Ok((
                    self.map(key.map.name())?,
                    key.key.clone(),
                    encode_amendment(amendment)?,
                ))
            })
            .collect::<Result<Vec<_>, JournalError>>()?;
        self.commit(time_s, puts)
    }

    /// Writes again, under this document's author, what another change wrote: the same bytes, on the heads it
    /// was written on, so that what it did not know it does not replace. Gives the change that does it.
    pub fn write_again(
        &mut self,
        heads: &[ChangeHash],
        writes: &[Write],
        time_s: i64,
    ) -> Result<Change, JournalError> {
        let heads: Vec<_> = heads.iter().map(|head| automerge::ChangeHash(head.0)).collect();
        let mut then = Self {
            genesis: self.genesis.clone(),
            automerge: guard("going back", || self.automerge.fork_at(&heads))??,
            author: self.author,
        };
        then.take_up_the_pen();
        let puts = writes
            .iter()
            .map(|write| match write {
                Write::Fact { id, bytes } => Ok((then.map("facts")?, id.to_string(), bytes.clone())),
                Write::Register { key, bytes, .. } => {
                    Ok((then.map(key.map.name())?, key.key.clone(), bytes.clone()))
                }
            })
            .collect::<Result<Vec<_>, JournalError>>()?;
        let change = then.commit(time_s, puts)?;
        self.apply(std::slice::from_ref(&change))?;
        Ok(change)
    }

    fn commit(&mut self, time_s: i64, puts: Vec<(ObjId, String, Vec<u8>)>) -> Result<Change, JournalError> {
        let mut transaction = match self.fewer_heads() {
            Some(heads) => self
                .automerge
                .transaction_at(PatchLog::inactive(), &heads)
                .map_err(|_| JournalError::WrongHeads)?,
            None => self.automerge.transaction(),
        };
        for (object, key, bytes) in puts {
            transaction.put(&object, key, ScalarValue::Bytes(bytes))?;
        }
        transaction.commit_with(CommitOptions::default().with_time(time_s));
        let change = self
            .automerge
            .get_last_local_change()
            .ok_or(JournalError::WrongHeads)?;
        parse(&self.genesis, change.raw_bytes())
            .map_err(|refusal| JournalError::Cbor(format!("own change refused: {refusal}")))
    }

    /// What the next change builds on where there are more heads than it may name: its actor's last change and
    /// the newest of the others. The rest wait for the changes after it. Otherwise whoever writes enough first
    /// changes to a document would keep everybody else from recording in it.
    fn fewer_heads(&self) -> Option<Vec<automerge::ChangeHash>> {
        let mut heads = self.automerge.get_heads();
        if heads.len() < DEPS_MAX {
            return None;
        }
        let own = self.automerge.get_last_local_change().map(|change| change.hash());
        heads.retain(|head| Some(*head) != own);
        // Its operations are numbered behind the newest of all, so that one must be among them.
        heads.sort_by_cached_key(|head| {
            let meta = self.automerge.get_change_meta_by_hash(head);
            std::cmp::Reverse(meta.map(|meta| (meta.max_op, meta.timestamp)))
        });
        heads.truncate(DEPS_MAX - 1);
        heads.extend(own);
        Some(heads)
    }

    /// Applies changes that have passed [`super::parse`] and [`super::check_links`]. They are first applied
    /// to a copy that is saved and loaded again, so that nothing Automerge cannot take back in ever counts.
    pub fn apply(&mut self, changes: &[Change]) -> Result<(), JournalError> {
        let parsed = changes
            .iter()
            .map(|change| automerge::Change::from_bytes(change.bytes.clone()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| JournalError::Cbor(error.to_string()))?;
        let rehearsed = guard("merging", || {
            let mut copy = self.automerge.fork();
            copy.apply_changes(parsed)?;
            let reloaded = Automerge::load(&copy.save())?;
            Ok::<_, automerge::AutomergeError>((copy.get_heads() == reloaded.get_heads()).then_some(reloaded))
        })??;
        self.automerge = rehearsed.ok_or(JournalError::WrongHeads)?;
        self.take_up_the_pen();
        Ok(())
    }

    /// The whole document in one compressed snapshot, loaded back and compared before it is handed out.
    pub fn snapshot(&self) -> Result<Vec<u8>, JournalError> {
        let bytes = guard("saving", || self.automerge.save())?;
        let again = guard("loading", || Automerge::load(&bytes))??;
        if again.get_heads() == self.automerge.get_heads() {
            Ok(bytes)
        } else {
            Err(JournalError::WrongHeads)
        }
    }

    /// Every change after the genesis as raw bytes, each after those it builds on.
    pub fn changes(&self) -> Vec<Vec<u8>> {
        let changes = self.automerge.get_changes(&[]);
        let after_genesis = changes
            .iter()
            .filter(|change| change.hash().0 != self.genesis.hash.0);
        after_genesis.map(|change| change.raw_bytes().to_vec()).collect()
    }

    /// The hashes of every change after the genesis.
    pub fn change_hashes(&self) -> Vec<ChangeHash> {
        let all = self
            .automerge
            .get_changes_meta(&[])
            .into_iter()
            .map(|meta| ChangeHash(meta.hash.0));
        all.filter(|hash| *hash != self.genesis.hash).collect()
    }

    /// Every fact with its bytes, as Automerge holds them.
    pub fn facts(&self) -> Result<BTreeMap<FactId, Vec<u8>>, JournalError> {
        let mut facts = BTreeMap::new();
        if !self.genesis.maps().contains(&"facts") {
            return Ok(facts);
        }
        let map = self.map("facts")?;
        for key in self.automerge.keys(&map) {
            let value = self.automerge.get(&map, key.as_str())?;
            if let Some((Value::Scalar(scalar), _)) = value
                && let ScalarValue::Bytes(bytes) = scalar.as_ref()
            {
                facts.insert(key.parse()?, bytes.clone());
            }
        }
        Ok(facts)
    }

    /// Every correctable field with all the values that stand side by side.
    pub fn registers(&self) -> Result<RegisterState, JournalError> {
        let mut state = RegisterState::new();
        for map in RegisterMap::ALL
            .into_iter()
            .filter(|map| self.genesis.maps().contains(&map.name()))
        {
            let object = self.map(map.name())?;
            for key in self.automerge.keys(&object) {
                let values = self.automerge.get_all(&object, key.as_str())?;
                let bytes = values.into_iter().filter_map(|(value, _)| match value {
                    Value::Scalar(scalar) => match scalar.as_ref() {
                        ScalarValue::Bytes(bytes) => Some(bytes.clone()),
                        _ => None,
                    },
                    Value::Object(_) => None,
                });
                state.insert(RegisterKey { map, key }, bytes.collect());
            }
        }
        Ok(state)
    }
}

fn guard<T>(doing: &'static str, work: impl FnOnce() -> T) -> Result<T, JournalError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| JournalError::Panicked(doing))
}
