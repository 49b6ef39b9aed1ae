//! What people were told is saved: kept outside the product, with the places where each of it must be.
//! The ledger claims only what the product has promised, so that whatever it claims must be there.

use std::collections::BTreeSet;

use fieldbook_core::model::{BlobHash, DocId, FactId, OrgId};

/// Numbers of entries.
pub type Held = BTreeSet<usize>;

/// Something that was acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Document(DocId),
    Fact(FactId),
    /// Told from other corrections by its reason, which is unique.
    Correction(FactId, String),
    Plot(String),
    Photo(BlobHash),
}

#[derive(Debug)]
pub struct Entry {
    pub what: What,
    pub org: OrgId,
    pub phone: usize,
}

impl Entry {
    pub fn is_photo(&self) -> bool {
        matches!(self.what, What::Photo(_))
    }
}

/// What a phone, or a copy of it, holds.
#[derive(Debug, Clone, Default)]
pub struct Hand {
    /// Everything that must be on it.
    pub now: Held,
    /// What it already shows a receipt for.
    pub receipted: Held,
}

#[derive(Debug, Default)]
pub struct Shelf {
    pub hand: Hand,
    /// The copy of its folder.
    pub copy: Option<Hand>,
    /// At least this is in its newest rolling copy.
    pub rolled: Option<Hand>,
    /// It was put back from a copy and has not heard from the hub since: what it writes may stand where
    /// something stands already.
    pub put_back: bool,
}

#[derive(Debug, Default)]
pub struct Ledger {
    pub entries: Vec<Entry>,
    pub phones: Vec<Shelf>,
    pub hub: Held,
    pub hub_copy: Option<Held>,
}

impl Ledger {
    /// A phone has said: saved.
    pub fn acknowledge(&mut self, phone: usize, org: OrgId, what: What) {
        self.phones[phone].hand.now.insert(self.entries.len());
        self.entries.push(Entry { what, org, phone });
    }

    pub fn documents(&self) -> Vec<(DocId, OrgId)> {
        let of = |entry: &Entry| match entry.what {
            What::Document(id) => Some((id, entry.org)),
            _ => None,
        };
        self.entries.iter().filter_map(of).collect()
    }

    pub fn facts(&self) -> Vec<(FactId, OrgId)> {
        let of = |entry: &Entry| match entry.what {
            What::Fact(id) => Some((id, entry.org)),
            _ => None,
        };
        self.entries.iter().filter_map(of).collect()
    }

    /// The hub has given a receipt for this.
    pub fn receipted(&mut self, phone: usize, entry: usize) {
        self.phones[phone].hand.receipted.insert(entry);
        self.hub.insert(entry);
    }

    /// A sync went through with nothing refused and nothing left: the hub has all the phone has, except photos,
    /// which have receipts of their own, and the phone has what the hub gives it.
    pub fn synced(&mut self, phone: usize, gets: impl Fn(&Entry) -> bool) {
        let entries = &self.entries;
        let hand = &mut self.phones[phone].hand;
        let given = hand.now.iter().filter(|entry| !entries[**entry].is_photo());
        self.hub.extend(given);
        let taken = self.hub.iter().filter(|entry| gets(&entries[**entry]));
        hand.now.extend(taken);
    }

    /// The phone's rolling copy holds at least what the phone holds now.
    pub fn rolled(&mut self, phone: usize) {
        let shelf = &mut self.phones[phone];
        shelf.rolled = Some(shelf.hand.clone());
    }
}
