use std::collections::{BTreeMap, BTreeSet};

use super::wire::{Exception, Outcome, SyncResponse};
use crate::identity::{IdentityError, PublicKey, Receipt, Signed};
use crate::model::ChangeHash;

/// What the hub's answer says of one pushed change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    /// The change.
    pub change: ChangeHash,
    /// What became of it.
    pub outcome: Outcome,
    /// Why, for held and refused.
    pub code: Option<String>,
}

/// What the hub's answer says of a push, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Every pushed change, in the order pushed.
    pub fates: Vec<Fate>,
    /// The receipt and the changes it is for.
    pub receipt: Option<(Signed, Receipt, Vec<ChangeHash>)>,
}

/// Reads the hub's answer to a push. A change counts as received only under a receipt that the hub signed
/// for exactly these changes, and counts as the receipt says; an answer that accepts them without one, or says
/// otherwise than its receipt, is treated as if it had not come.
pub fn read_answer(
    pushed: &[ChangeHash],
    response: &SyncResponse,
    hub: &PublicKey,
) -> Result<Answer, IdentityError> {
    let exceptions: BTreeMap<usize, &Exception> = response
        .exceptions
        .iter()
        .filter_map(|exception| Some((usize::try_from(exception.index).ok()?, exception)))
        .collect();
    let fate = |(index, change): (usize, &ChangeHash)| match exceptions.get(&index) {
        Some(exception) => Fate {
            change: *change,
            outcome: exception.outcome,
            code: exception.code.clone(),
        },
        None => Fate {
            change: *change,
            outcome: Outcome::Accepted,
            code: None,
        },
    };
    let fates: Vec<Fate> = pushed.iter().enumerate().map(fate).collect();
    let mut listed = BTreeSet::new();
    let held: Vec<ChangeHash> = fates
        .iter()
        .filter(|fate| fate.outcome != Outcome::Refused && listed.insert(fate.change))
        .map(|fate| fate.change)
        .collect();
    if held.is_empty() {
        return Ok(Answer { fates, receipt: None });
    }
    let signed = response.receipt.clone().ok_or(IdentityError::BadSignature)?;
    let receipt: Receipt = signed.open(hub)?;
    let signed_held = receipt.held_among(&held);
    let mut kept = fates.iter().filter(|fate| fate.outcome != Outcome::Refused);
    let agrees = |fate: &Fate| {
        let is_held = fate.outcome == Outcome::Held;
        signed_held
            .as_ref()
            .is_none_or(|held| held.contains(&fate.change) == is_held)
    };
    if !receipt.covers(&held) || !kept.all(agrees) {
        return Err(IdentityError::BadSignature);
    }
    Ok(Answer {
        fates,
        receipt: Some((signed, receipt, held)),
    })
}
