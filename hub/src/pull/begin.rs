//! A device that begins with an organisation gets documents instead of the log: what it works with first,
//! each document's changes together. A device with a full book and a hub of a new epoch compare document by
//! document instead.
//!
//! The log's end is pinned when the start begins. Documents go out as they are at that moment, at least up
//! to the pinned end; the cursor then begins there and the log repeats what came meanwhile. So nothing is
//! left out, whatever others push and however often the phone is cut off.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};

use fieldbook_core::identity::{Certificate, ClaimVerdict, LeaseRevocation, ListLease};
use fieldbook_core::model::{DocId, OrgId, StampLease};
use fieldbook_core::sync::{Began, Begin, DocDigest, Held, OrgPage, WireError};
use minicbor::{Decode, Encode};

use super::gather::{Gathered, Reader, SIGNATURE_BYTES, statement_bytes};
use crate::error::Result;
use crate::store::{Active, Logged, Tables};

/// How far a start has come. Only the hub reads it; a device gives it back.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(super) struct Mark {
    /// The layout of this mark; one of another layout begins again.
    #[n(0)]
    layout: u8,
    /// The log's end when the start began.
    #[n(1)]
    end: u64,
    /// Where documents are compared, not just given.
    #[n(2)]
    compares: bool,
    #[n(3)]
    stage: Stage,
    /// A document too large for one page: its row, and the row of the last change given.
    #[n(4)]
    rest: Option<(i64, i64)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
enum Stage {
    /// Certificates, leases, their revocations and verdicts behind this number of the log.
    #[n(0)]
    Statements(#[n(0)] u64),
    /// The register.
    #[n(1)]
    Register,
    /// Documents whose newest change lies below this number of the log.
    #[n(2)]
    Documents(#[n(0)] u64),
    /// Documents behind this id, compared.
    #[n(3)]
    Compare(#[n(0)] DocId),
    #[n(4)]
    Over,
}

const LAYOUT: u8 = 1;

impl Mark {
    /// The start of a device that has something to compare, or nothing.
    pub(super) fn fresh(end: u64, compares: bool) -> Self {
        Self {
            layout: LAYOUT,
            end,
            compares,
            stage: Stage::Statements(0),
            rest: None,
        }
    }

    /// A mark given back; `None` for one that is none of ours.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mark: Self = minicbor::decode(bytes).ok()?;
        (mark.layout == LAYOUT).then_some(mark)
    }
}

/// The next page of a start, about `budget` bytes.
pub(super) fn begin_page(
    tables: &Tables,
    org: OrgId,
    reader: &Reader,
    mark: Mark,
    asked: &Begin,
    budget: usize,
) -> Result<OrgPage> {
    let reader = Reader {
        wants_own: reader.wants_own || asked.own == Some(true),
        ..reader.clone()
    };
    let mut start = Start {
        tables,
        org,
        gathered: Gathered::new(org, 0, &reader),
        budget,
        used: 0,
        mark,
        held: asked.held.as_ref(),
        offer: Vec::new(),
    };
    while start.step()? {}
    start.finish()
}

struct Start<'a> {
    tables: &'a Tables<'a>,
    org: OrgId,
    gathered: Gathered<'a>,
    budget: usize,
    used: usize,
    mark: Mark,
    held: Option<&'a Held>,
    offer: Vec<DocId>,
}

impl Start<'_> {
    /// Does one stage as far as the page allows; `false` when the page is full or has to wait for the
    /// device.
    fn step(&mut self) -> Result<bool> {
        if let Some((doc, after)) = self.mark.rest
            && !self.give(doc, after)?
        {
            return Ok(false);
        }
        match self.mark.stage {
            Stage::Statements(after) => self.statements(after),
            Stage::Register => self.register(),
            Stage::Documents(below) => self.documents(below),
            Stage::Compare(after) => self.compare(after),
            Stage::Over => Ok(false),
        }
    }

    fn finish(self) -> Result<OrgPage> {
        let (over, end) = (self.mark.stage == Stage::Over, self.mark.end);
        let mut page = self.gathered.finish(self.tables)?;
        // What is asked for goes with a mark; the next page then ends the start.
        if over && self.offer.is_empty() {
            page.next = end;
            page.more = self.tables.last_seq(self.org)?.unwrap_or_default() > end;
            return Ok(page);
        }
        page.more = true;
        let mark = minicbor::to_vec(&self.mark).map_err(|error| WireError::Unreadable(error.to_string()))?;
        page.begin = Some(Began {
            mark,
            tell_after: match self.mark.stage {
                Stage::Compare(after) => Some(after),
                _ => None,
            },
            offer: self.offer,
        });
        Ok(page)
    }

    /// Statements of which a later one says the same anew are left out.
    fn statements(&mut self, after: u64) -> Result<bool> {
        let mut newest = BTreeMap::new();
        self.tables
            .walk_statements(self.org, after, self.mark.end, |seq, logged| {
                if let Some(subject) = subject(&logged)? {
                    newest.insert(subject, (seq, logged));
                }
                Ok(())
            })?;
        let mut in_order: Vec<(u64, Logged)> = newest.into_values().collect();
        in_order.sort_by_key(|(seq, _)| *seq);
        for (seq, logged) in in_order {
            let bytes = self.gathered.cost(&logged);
            if !self.has_room(bytes) {
                return Ok(false);
            }
            self.used += bytes;
            self.gathered.keep(logged);
            self.mark.stage = Stage::Statements(seq);
        }
        self.mark.stage = if self.mark.compares {
            Stage::Compare(DocId(uuid::Uuid::nil()))
        } else {
            Stage::Register
        };
        Ok(true)
    }

    fn has_room(&self, bytes: usize) -> bool {
        self.used == 0 || self.used + bytes <= self.budget
    }

    fn register(&mut self) -> Result<bool> {
        let register = self.tables.doc(DocId::register_of(self.org))?;
        self.mark.stage = Stage::Documents(self.mark.end + 1);
        match register {
            Some((n, _)) => self.give(n, 0),
            None => Ok(true),
        }
    }

    fn documents(&mut self, below: u64) -> Result<bool> {
        for Active { doc, seq } in self.tables.active_docs(self.org, self.mark.end, below)? {
            if !self.fits(doc)? {
                return Ok(false);
            }
            self.mark.stage = Stage::Documents(seq);
            if !self.give(doc, 0)? {
                return Ok(false);
            }
        }
        self.mark.stage = Stage::Over;
        Ok(false)
    }

    /// A document waits for the next page when it fits there and not here.
    fn fits(&self, doc: i64) -> Result<bool> {
        let bytes = usize::try_from(self.tables.counted_bytes(doc)?).unwrap_or(usize::MAX);
        Ok(self.has_room(bytes) || bytes > self.budget && self.used < self.budget / 2)
    }

    /// Gives a document's changes behind a row, as far as the page allows; ends only where each change given
    /// is covered by a signature given. `false` when some are left for the next page.
    fn give(&mut self, doc: i64, after: i64) -> Result<bool> {
        let (mut waiting, mut bytes) = (Vec::new(), 0);
        let (mut uncovered, mut actors) = (HashSet::new(), HashSet::new());
        let mut full = false;
        self.mark.rest = None;
        let (tables, gathered) = (self.tables, &mut self.gathered);
        let (used, mark, budget) = (&mut self.used, &mut self.mark, self.budget);
        tables.walk_doc(doc, after, |n, logged| {
            if let Logged::Change { actor, signature, .. } = &logged {
                if actors.insert(*actor) {
                    bytes += SIGNATURE_BYTES;
                }
                match signature {
                    Some(_) => uncovered.remove(actor),
                    None => uncovered.insert(*actor),
                };
            }
            bytes += gathered.cost(&logged);
            waiting.push(logged);
            if !uncovered.is_empty() {
                return Ok(true);
            }
            if *used > 0 && *used + bytes > budget {
                full = true;
                return Ok(false);
            }
            *used += std::mem::take(&mut bytes);
            waiting.drain(..).for_each(|logged| gathered.keep(logged));
            mark.rest = Some((doc, n));
            Ok(true)
        })?;
        if full {
            self.mark.rest = self.mark.rest.or(Some((doc, after)));
            return Ok(false);
        }
        self.mark.rest = None;
        // Nothing stays behind that the hub itself let in.
        for logged in waiting {
            self.gathered.keep(logged);
        }
        Ok(true)
    }

    /// Walks the hub's documents and those the device named side by side, in the order of their ids.
    fn compare(&mut self, after: DocId) -> Result<bool> {
        let Some(held) = self.held.take() else {
            return Ok(false);
        };
        let told = in_order(after, &held.docs);
        let upto = told.last().map(|digest| digest.doc).filter(|_| !held.last);
        if upto.is_none() && !held.last {
            return Ok(false);
        }
        let ours = self.tables.docs_of(self.org, after, upto)?;
        for (id, theirs, row) in side_by_side(told, ours) {
            if !self.compare_one(id, theirs, row)? {
                return Ok(false);
            }
            self.mark.stage = Stage::Compare(id);
            if self.mark.rest.is_some() {
                return Ok(false);
            }
        }
        if held.last {
            self.mark.stage = Stage::Over;
        }
        Ok(false)
    }

    /// Gives a document that differs and asks for what the device has of it; `false` when it waits for the
    /// next page.
    fn compare_one(&mut self, id: DocId, theirs: Option<&DocDigest>, row: Option<i64>) -> Result<bool> {
        let hashes = match row {
            Some(doc) => self.tables.counted_hashes(doc)?,
            None => Vec::new(),
        };
        let (nothing_here, ours) = (hashes.is_empty(), DocDigest::of(id, hashes));
        if theirs == Some(&ours) || (theirs.is_none() && nothing_here) {
            return Ok(true);
        }
        if let Some(doc) = row.filter(|_| !nothing_here) {
            if !self.fits(doc)? {
                return Ok(false);
            }
            self.give(doc, 0)?;
        }
        if theirs.is_some() {
            self.offer.push(id);
        }
        Ok(true)
    }
}

/// The part of a device's list that is as it should be: behind the id asked for, each behind the one before.
fn in_order(after: DocId, docs: &[DocDigest]) -> Vec<&DocDigest> {
    let mut last = after;
    docs.iter()
        .take_while(|digest| digest.doc > std::mem::replace(&mut last, digest.doc))
        .collect()
}

type Pair<'h> = (DocId, Option<&'h DocDigest>, Option<i64>);

fn side_by_side(told: Vec<&DocDigest>, ours: Vec<(DocId, i64)>) -> Vec<Pair<'_>> {
    let (mut told, mut ours) = (told.into_iter().peekable(), ours.into_iter().peekable());
    let mut pairs = Vec::new();
    loop {
        let order = match (told.peek(), ours.peek()) {
            (Some(theirs), Some((id, _))) => theirs.doc.cmp(id),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return pairs,
        };
        let theirs = told.next_if(|_| order != Ordering::Greater);
        let row = ours.next_if(|_| order != Ordering::Less);
        let id = theirs.map(|digest| digest.doc).or(row.map(|(id, _)| id));
        pairs.extend(id.map(|id| (id, theirs, row.map(|(_, n)| n))));
    }
}

/// What a statement speaks of; a later statement on the same subject takes its place.
fn subject(logged: &Logged) -> Result<Option<(u8, Vec<u8>)>> {
    Ok(match logged {
        Logged::Change { .. } | Logged::Refusal(_) => None,
        Logged::Certificate(signed) => Some((1, signed.read::<Certificate>()?.key.0.to_vec())),
        Logged::Lease(signed) => Some((2, signed.read::<StampLease>()?.id.as_bytes().to_vec())),
        Logged::List(signed) => Some((8, signed.read::<ListLease>()?.lease.id.as_bytes().to_vec())),
        // Every verdict is told: who begins anew shall see how a dispute went, and an old one is out of force by its
        // number.
        Logged::Verdict(signed) => {
            let verdict = signed.read::<ClaimVerdict>()?;
            let number = verdict.number.to_be_bytes();
            Some((3, [verdict.claim.as_bytes().as_slice(), &number].concat()))
        }
        Logged::Revocation(signed) => Some((5, signed.read::<LeaseRevocation>()?.lease.as_bytes().to_vec())),
    })
}

/// Bytes a page holds, before deflating.
pub(super) fn page_bytes(page: &OrgPage) -> usize {
    let changes = page.docs.iter().flat_map(|doc| &doc.changes);
    let changes: usize = changes.map(|change| change.len()).sum();
    let statements = [
        &page.certificates,
        &page.leases,
        &page.verdicts,
        &page.revocations,
        &page.lists,
    ];
    let statements: usize = statements.into_iter().flatten().map(statement_bytes).sum();
    changes + statements
}
