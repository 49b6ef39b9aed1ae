use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::book::Book;
use super::error::Fault;
use super::reasons::say_refusal;
use super::{BlobStanding, FieldbookError, Sync};
use crate::catalog::{Lang, Text, has_text, say};
use crate::model::{BlobHash, ChangeHash, DocId, DocKind, DocRef, FactId, RegisterKey};
use crate::store::{BlobState, ChangeState, WaitingChange, WaitingRow};

/// What an item of the outbox is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutboxWhat {
    /// An entry.
    Fact {
        /// Which.
        fact: FactId,
    },
    /// A correction of an entry.
    Correction {
        /// Which entry.
        fact: FactId,
        /// The field.
        field: String,
    },
    /// An entry is voided.
    Voiding {
        /// Which.
        fact: FactId,
    },
    /// A season, lot or visit that was opened or named anew, or an entry of the register.
    Document,
    /// A photo or other file.
    File {
        /// Which.
        blob: BlobHash,
    },
}

/// Something of this phone that the hub has not received, or does not let count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxItem {
    /// What it is.
    pub what: OutboxWhat,
    /// The same in words: what was done and where.
    pub said: Text,
    /// Its document; `None` for a file.
    pub doc: Option<DocRef>,
    /// The change it travels in; `None` for a file.
    pub change: Option<ChangeHash>,
    /// How far it has come. A file of which the hub has a part is handed over, one that was set aside is refused.
    pub state: ChangeState,
    /// Where a file is, in detail.
    pub standing: Option<BlobStanding>,
    /// When it was written or kept, milliseconds since 1970.
    pub since_ms: i64,
    /// Another device wrote it, and this one carries it.
    pub carried: bool,
    /// Why it is held, refused, or waits: a code of `refusal.<code>`.
    pub reason: Option<String>,
    /// The same as a sentence.
    pub why: Option<Text>,
    /// What a person can do about it.
    pub remedy: Option<Text>,
}

/// How many changes and files have come how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutboxCounts {
    /// Only on this phone.
    pub on_phone: u64,
    /// Being sent, or handed over in a bundle.
    pub handed_over: u64,
    /// This device's that the hub has.
    pub received: u64,
    /// The hub keeps them, and a person must accept them before they count.
    pub held: u64,
    /// The hub did not take them, or they cannot be sent.
    pub refused: u64,
}

impl Sync {
    /// What of this phone the hub has not received or does not let count, one item for each change and each file:
    /// held and refused first, then the newest. At most `limit`, 0 means 50; skips `offset`.
    pub fn outbox(&self, limit: u32, offset: u32) -> Result<Vec<OutboxItem>, FieldbookError> {
        Ok(self.book.outbox_items(limit, offset)?)
    }

    /// The outbox counted, and beside it what the hub has received of this device: what a home screen shows.
    /// Watch [`crate::watch::Topic::Outbox`].
    pub fn outbox_counts(&self) -> Result<OutboxCounts, FieldbookError> {
        Ok(self.book.outbox_counts()?)
    }
}

impl OutboxCounts {
    fn add(&mut self, state: ChangeState, count: u64) {
        let counted = match state {
            ChangeState::OnPhone => &mut self.on_phone,
            ChangeState::HandedOver => &mut self.handed_over,
            ChangeState::Received | ChangeState::Accepted => &mut self.received,
            ChangeState::Held => &mut self.held,
            ChangeState::Refused => &mut self.refused,
        };
        *counted = counted.saturating_add(count);
    }
}

/// How far a file has come, in the words for changes; `None` for another's.
fn state_of_file(state: BlobState, begun: bool) -> Option<ChangeState> {
    match state {
        BlobState::ToSend if begun => Some(ChangeState::HandedOver),
        BlobState::ToSend => Some(ChangeState::OnPhone),
        BlobState::AtHub => Some(ChangeState::Received),
        BlobState::SetAside => Some(ChangeState::Refused),
        BlobState::Fetched => None,
    }
}

/// Names of documents that were looked up.
type Names = BTreeMap<DocId, Text>;

impl Book {
    fn outbox_counts(&self) -> Result<OutboxCounts, Fault> {
        let own = self.me.author.key;
        let (changes, files) = self
            .store
            .read(|reading| Ok::<_, Fault>((reading.count_changes(&own)?, reading.count_blobs()?)))?;
        let mut counts = OutboxCounts::default();
        for (state, count) in changes {
            counts.add(state, count);
        }
        for (state, begun, count) in files {
            if let Some(state) = state_of_file(state, begun) {
                counts.add(state, count);
            }
        }
        Ok(counts)
    }

    fn outbox_items(&self, limit: u32, offset: u32) -> Result<Vec<OutboxItem>, Fault> {
        let limit = if limit == 0 { 50 } else { limit };
        let rows = self.store.read(|reading| reading.waiting(limit, offset))?;
        let mut names = Names::new();
        let mut items = Vec::new();
        for row in rows {
            // One that moved on while the list was made is simply gone.
            items.extend(match row {
                WaitingRow::Change(n) => self.change_item(n, &mut names)?,
                WaitingRow::File(hash) => self.file_item(hash)?,
            });
        }
        Ok(items)
    }

    fn change_item(&self, n: i64, names: &mut Names) -> Result<Option<OutboxItem>, Fault> {
        let Some(change) = self.store.read(|reading| reading.waiting_change(n))? else {
            return Ok(None);
        };
        let what = what_of(&change);
        let stuck = matches!(change.state, ChangeState::Held | ChangeState::Refused);
        let reason = change.reason.clone().filter(|_| stuck);
        Ok(Some(OutboxItem {
            said: self.say_change(&what, change.doc, names)?,
            what,
            doc: Some(change.doc),
            change: Some(change.hash),
            state: change.state,
            standing: None,
            since_ms: change.time_s.saturating_mul(1_000),
            carried: change.author != self.me.author.key,
            why: stuck.then(|| why(reason.as_deref().unwrap_or_default())),
            remedy: stuck
                .then(|| remedy(reason.as_deref().unwrap_or_default()))
                .flatten(),
            reason,
        }))
    }

    fn file_item(&self, hash: BlobHash) -> Result<Option<OutboxItem>, Fault> {
        let Some(row) = self.store.read(|reading| reading.blob(hash))? else {
            return Ok(None);
        };
        let Some(state) = state_of_file(row.state, row.sent > 0) else {
            return Ok(None);
        };
        let standing = self.standing(&row, self.last_link()?)?;
        let reason = match &standing {
            BlobStanding::SetAside { code } => Some(code.clone()),
            BlobStanding::WaitingForWifi => Some("waits_for_wifi".to_owned()),
            _ => self.waits_for(&row)?,
        };
        let size = [("kb", row.bytes.div_ceil(1024).to_string())];
        Ok(Some(OutboxItem {
            what: OutboxWhat::File { blob: hash },
            said: Text::of(|lang| say(lang, "outbox.file", &size)),
            doc: None,
            change: None,
            state,
            standing: Some(standing),
            since_ms: row.kept_ms,
            carried: false,
            why: reason.as_deref().map(why),
            remedy: reason.as_deref().and_then(remedy),
            reason,
        }))
    }

    fn say_change(&self, what: &OutboxWhat, doc: DocRef, names: &mut Names) -> Result<Text, Fault> {
        let called = match names.entry(doc.id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(self.name_of(doc)?),
        };
        let name = |lang| called.get(lang).to_owned();
        let (key, fact, field) = match what {
            OutboxWhat::Fact { fact } => ("outbox.fact", *fact, None),
            OutboxWhat::Correction { fact, field } => ("outbox.correction", *fact, Some(field)),
            OutboxWhat::Voiding { fact } => ("outbox.voiding", *fact, None),
            OutboxWhat::Document | OutboxWhat::File { .. } => {
                return Ok(Text::of(|lang| {
                    let kind = say(lang, &format!("doc_kind.{}", doc.kind.name()), &[]);
                    say(lang, "outbox.document", &[("kind", kind), ("name", name(lang))])
                }));
            }
        };
        let (step, field) = self.words_of_fact(fact, field.map(String::as_str))?;
        Ok(Text::of(|lang| {
            let args = [
                ("step", step.get(lang).to_owned()),
                ("field", field.get(lang).to_owned()),
                ("name", name(lang)),
            ];
            say(lang, key, &args)
        }))
    }

    /// The names of a fact's step and of one of its fields.
    fn words_of_fact(&self, fact: FactId, field: Option<&str>) -> Result<(Text, Text), Fault> {
        let field = field.unwrap_or_default();
        let plain = |lang| {
            let key = format!("field.{field}");
            if has_text(lang, &key) {
                say(lang, &key, &[])
            } else {
                field.to_owned()
            }
        };
        let fact = match self.fact(fact) {
            Ok(view) => view.fact,
            // What it corrects has not come yet.
            Err(Fault::NotFound(id)) => return Ok((Text::of(|_| id.clone()), Text::of(plain))),
            Err(fault) => return Err(fault),
        };
        let catalog = self.catalog();
        let step = catalog.step(&fact.group, &fact.step);
        let label = step
            .and_then(|step| step.field(field))
            .map(|field| field.label.clone());
        let kind = || Text::of(|lang| say(lang, &format!("kind.{}", fact.kind.name()), &[]));
        Ok((
            step.map_or_else(kind, |step| step.name.clone()),
            label.unwrap_or_else(|| Text::of(plain)),
        ))
    }

    /// What people call a document: of a register, the organisation's name.
    fn name_of(&self, doc: DocRef) -> Result<Text, Fault> {
        let name = match doc.kind {
            DocKind::Register => self.register_of(doc.org)?.org.name,
            _ => self
                .head(doc)?
                .values
                .get("name")
                .map(ToString::to_string)
                .unwrap_or_default(),
        };
        let short = || doc.id.to_string().chars().take(8).collect();
        let name: String = if name.is_empty() { short() } else { name };
        Ok(Text::of(|_| name.clone()))
    }
}

/// What a change is for a person: its entry, else what it says of one, else its document.
fn what_of(change: &WaitingChange) -> OutboxWhat {
    if let Some(fact) = change.fact {
        return OutboxWhat::Fact { fact };
    }
    let of_fact = |(key, voids): &(RegisterKey, bool)| {
        let (fact, field) = key.fact_field()?;
        Some(if *voids {
            OutboxWhat::Voiding { fact }
        } else {
            OutboxWhat::Correction {
                fact,
                field: field.to_owned(),
            }
        })
    };
    change
        .fields
        .iter()
        .find_map(of_fact)
        .unwrap_or(OutboxWhat::Document)
}

fn why(code: &str) -> Text {
    Text::of(|lang| say_refusal(code, lang).0)
}

fn remedy(code: &str) -> Option<Text> {
    let remedy = Text::of(|lang| say_refusal(code, lang).1);
    (!remedy.get(Lang::Vi).is_empty()).then_some(remedy)
}
