//! Swept stamps whose codes count nothing: proposed one by one, for between two of them nothing is missing.

use std::collections::{BTreeMap, BTreeSet};

use super::super::book::Book;
use super::super::error::Fault;
use super::super::lists::List;
use super::assess::stranger;
use super::items::Item;
use super::leases::Leases;
use super::report::{StrangerReason, SweptCodes, SweptStranger};
use crate::model::{ClaimState, FactId, StampSpan};

impl Book {
    /// What is proposed of codes, by lease; what is not goes to the strangers, with why.
    pub(super) fn swept_codes(
        &self,
        items: &BTreeMap<String, Item>,
        (lists, leases): (&[List], &Leases),
        strangers: &mut Vec<SweptStranger>,
    ) -> Result<Vec<SweptCodes>, Fault> {
        let mut proposed: Vec<SweptCodes> = Vec::new();
        for span in self.spans_of_keys(lists, items.keys())? {
            let (Some(key), Some(item)) = (&span.code, span.code.as_ref().and_then(|key| items.get(key)))
            else {
                continue;
            };
            let (mine, _) = leases.told_apart(&span);
            if mine.is_empty() {
                strangers.push(stranger(item, StrangerReason::NotLeased));
                continue;
            }
            if let Some(by) = self.code_bound(&span)? {
                strangers.push(stranger(item, by));
                continue;
            }
            // One printed twice waits for a person, as a serial does.
            if item.doubled {
                continue;
            }
            let known = proposed.iter_mut().find(|codes| Some(codes.lease) == span.lease);
            match (known, span.lease) {
                (Some(codes), _) => codes.stamps.push(key.clone()),
                (None, Some(lease)) => proposed.push(SweptCodes {
                    lease,
                    stamps: vec![key.clone()],
                }),
                (None, None) => {}
            }
        }
        Ok(proposed)
    }

    /// By what a code is bound already, as far as this book knows.
    fn code_bound(&self, span: &StampSpan) -> Result<Option<StrangerReason>, Fault> {
        let touching = self
            .store
            .read(|reading| reading.spans_touching(&span.range, None))?;
        let same = touching.into_iter().filter(|row| row.span.code == span.code);
        let mut claims: BTreeSet<FactId> = same.map(|row| row.fact).collect();
        if let Some(lease) = span.lease {
            claims.extend(self.claims_of_whole(lease, None)?);
        }
        for fact in claims {
            let claim = self.claim_of(&self.fact(fact)?)?;
            // Of a whole list the hub says which places stand, and not of which codes.
            let gone = matches!(claim.state, ClaimState::Refused | ClaimState::Withdrawn);
            if !gone {
                return Ok(Some(StrangerReason::Claimed {
                    claim: fact,
                    lot: claim.lot,
                    state: claim.state,
                }));
            }
        }
        Ok(None)
    }

    /// The spans of what is proposed of codes.
    pub(super) fn spans_of_swept(&self, codes: &[SweptCodes]) -> Result<Vec<StampSpan>, Fault> {
        let mut spans = Vec::new();
        for SweptCodes { lease, stamps } in codes {
            let roll = self.lease(*lease)?.map(|lease| lease.roll);
            for key in stamps {
                spans.push(StampSpan::of_code(roll, Some(*lease), key)?);
            }
        }
        Ok(spans)
    }
}
