//! A lot's whole story, as data.

use std::collections::HashMap;

use fieldbook_core::identity::PublicKey;
use fieldbook_core::model::{
    self, ClaimState, DeviceId, DocId, DocRef, FactId, Org, Person, PersonId, Product,
};

use crate::value::{all, fields_out};
use crate::{Fact, FieldValue, StampSpan};

/// A lot's whole story: the lot itself, and every season and lot its goods came from.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Trace {
    /// The lot.
    pub lot: TraceDoc,
    /// Where its goods came from, nearest first. What has not reached this phone is simply not told.
    pub origins: Vec<TraceDoc>,
    /// The product.
    pub product: Option<Product>,
    /// The organisation.
    pub org: Org,
    /// The people of the organisation, for the names behind ids.
    pub people: Vec<Person>,
}

/// One document of a trace.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TraceDoc {
    /// Which.
    pub doc: DocRef,
    /// Its head: `name`, `code`, `product`, `plot`, `group`…
    pub head: HashMap<String, FieldValue>,
    /// Its facts, by the moment they occurred.
    pub facts: Vec<TraceFact>,
    /// Who wrote the standing values of its head.
    pub corrections: Vec<Correction>,
}

/// A fact with what is known of it beside what it says.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TraceFact {
    /// The fact with the current values of its amended fields.
    pub fact: Fact,
    /// The document it is in.
    pub doc: DocId,
    /// It was voided.
    pub voided: bool,
    /// Names of the fields that were amended.
    pub amended: Vec<String>,
    /// Fields on which people disagree.
    pub conflicts: Vec<TraceConflict>,
    /// A fact it provably follows although it says it was written before it.
    pub contradicts: Option<FactId>,
    /// For an activation: what became of its claim.
    pub claim: Option<TraceClaim>,
    /// Whose key signed it; null while the hub has not certified that key.
    pub signer: Option<Certified>,
    /// Who wrote the standing corrections, and the voiding.
    pub corrections: Vec<Correction>,
}

/// What became of an activation.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TraceClaim {
    /// The claim's state.
    pub state: ClaimState,
    /// The stamps that stand.
    pub stamps: Vec<StampSpan>,
}

/// What the hub's certificate says of a key, for one organisation.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Certified {
    /// The public key.
    pub key: PublicKey,
    /// Its device.
    pub device: DeviceId,
    /// Everybody who works or has worked on it for the organisation.
    pub people: Vec<PersonId>,
}

/// Who says they corrected a field, and whose key signed it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Correction {
    /// The field.
    pub field: String,
    /// The person named.
    pub by: PersonId,
    /// Whose key signed it; null while the hub has not certified that key.
    pub signer: Option<Certified>,
}

/// Two or more values of one field, none of which has been settled on.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TraceConflict {
    /// The field.
    pub field: String,
    /// The values, the one shown first.
    pub values: Vec<FieldValue>,
}

impl From<model::Trace> for Trace {
    fn from(trace: model::Trace) -> Self {
        Self {
            lot: trace.lot.into(),
            origins: all(trace.origins),
            product: trace.product,
            org: trace.org,
            people: trace.people,
        }
    }
}

impl From<model::TraceDoc> for TraceDoc {
    fn from(told: model::TraceDoc) -> Self {
        Self {
            doc: told.doc,
            head: fields_out(told.head),
            facts: all(told.facts),
            corrections: all(told.corrections),
        }
    }
}

impl From<model::TraceFact> for TraceFact {
    fn from(told: model::TraceFact) -> Self {
        let claim = |(state, stamps)| TraceClaim {
            state,
            stamps: all(stamps),
        };
        Self {
            fact: told.fact.into(),
            doc: told.doc,
            voided: told.voided,
            amended: told.amended,
            conflicts: all(told.conflicts),
            contradicts: told.contradicts,
            claim: told.claim.map(claim),
            signer: told.signer.map(Certified::from),
            corrections: all(told.corrections),
        }
    }
}

impl From<model::Certified> for Certified {
    fn from(certified: model::Certified) -> Self {
        Self {
            key: PublicKey(certified.key),
            device: certified.device,
            people: certified.people,
        }
    }
}

impl From<model::Correction> for Correction {
    fn from(correction: model::Correction) -> Self {
        Self {
            field: correction.field,
            by: correction.by,
            signer: correction.signer.map(Certified::from),
        }
    }
}

impl From<model::TraceConflict> for TraceConflict {
    fn from(conflict: model::TraceConflict) -> Self {
        Self {
            field: conflict.field,
            values: all(conflict.values),
        }
    }
}
