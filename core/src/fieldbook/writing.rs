use super::book::Book;
use super::error::Fault;
use crate::journal::{Change, Document, JournalError, OpId, Write, decode_amendment, decode_fact};
use crate::model::{ChangeHash, DocRef, FieldValue, RegisterKey};
use crate::store::{ChangeState, NewChange, NewRow};

impl Book {
    /// Writes one change to a document: Automerge first, in memory, then change, projections, outbox and
    /// topics in one durable transaction. When the file refuses, the document in memory is forgotten.
    pub(super) fn write(
        &self,
        doc: DocRef,
        make: impl FnOnce(&mut Document, i64) -> Result<Change, JournalError>,
    ) -> Result<ChangeHash, Fault> {
        let written = self.write_all(vec![(doc, make)])?.pop();
        written.ok_or_else(|| Fault::Unexpected("nothing was written".into()))
    }

    /// The same for several changes, which come into the file together or not at all; of one document each builds on
    /// the one before.
    pub(super) fn write_all<M>(&self, makes: Vec<(DocRef, M)>) -> Result<Vec<ChangeHash>, Fault>
    where
        M: FnOnce(&mut Document, i64) -> Result<Change, JournalError>,
    {
        makes
            .iter()
            .try_for_each(|(doc, _)| self.check_works_for(doc.org))?;
        let now = self.now();
        let mut open = self.documents.lock();
        let mut written: Vec<(DocRef, Document, Option<String>)> = Vec::new();
        let mut rows = Vec::new();
        for (doc, make) in makes {
            // The one used last is at the end, where it is kept longest.
            let known = written.iter().position(|(known, ..)| *known == doc);
            let (mut document, group) = match known.map(|at| written.remove(at)) {
                Some((_, document, group)) => (document, group),
                None => self.take(&mut open, doc)?,
            };
            let change = make(&mut document, shown_s(now.utc_ms))?;
            rows.push(new_change(
                doc,
                &change,
                self.me.author.key,
                ChangeState::OnPhone,
            )?);
            written.push((doc, document, group));
        }
        self.store.write(|writing| {
            self.note_run(writing)?;
            rows.iter()
                .try_for_each(|row| writing.add_change(row, now.utc_ms))?;
            Ok::<_, Fault>(())
        })?;
        for (doc, document, group) in written {
            open.keep(doc, document, group);
        }
        drop(open);
        self.ring();
        Ok(rows.into_iter().map(|row| row.hash).collect())
    }
}

/// Seconds since 1970 as every change carries them. A clock before 1970 or after the year 9999 must not make
/// changes that everybody refuses; what the clock said is in the fact itself.
fn shown_s(utc_ms: i64) -> i64 {
    utc_ms.div_euclid(1000).clamp(0, 253_402_300_799)
}

/// A change as the store keeps it.
pub(super) fn new_change(
    doc: DocRef,
    change: &Change,
    author: [u8; 32],
    state: ChangeState,
) -> Result<NewChange, Fault> {
    Ok(NewChange {
        doc,
        hash: change.hash,
        actor: change.actor,
        seq: change.seq,
        max_op: change.max_op,
        deps: change.deps.clone(),
        author,
        time_s: change.time_s,
        bytes: change.bytes.clone(),
        state,
        rows: change.writes.iter().map(new_row).collect::<Result<_, _>>()?,
    })
}

fn new_row(write: &Write) -> Result<NewRow, Fault> {
    match write {
        Write::Fact { bytes, .. } => Ok(NewRow::Fact {
            fact: Box::new(decode_fact(bytes)?),
            bytes: bytes.clone(),
        }),
        Write::Register {
            key,
            bytes,
            op,
            replaces,
        } => {
            let amendment = decode_amendment(bytes)?;
            let void = key
                .fact_field()
                .is_some_and(|(_, field)| field == RegisterKey::VOID);
            let value =
                minicbor::to_vec(&amendment.value).map_err(|error| Fault::Unexpected(error.to_string()))?;
            Ok(NewRow::Write {
                key: key.clone(),
                op: operation(op),
                replaces: replaces.iter().map(operation).collect(),
                voids: void && amendment.value == FieldValue::Bool(true),
                value,
                bytes: bytes.clone(),
            })
        }
    }
}

fn operation(op: &OpId) -> crate::store::Operation {
    (op.counter, op.actor)
}
