use std::collections::BTreeMap;

use super::{
    ClaimState, DeviceId, DocId, DocRef, Fact, FactId, FieldValue, Org, Person, PersonId, Product, StampSpan,
};

/// A fact as it stands now: amendments applied, conflicts beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceFact {
    /// The fact with the current values of its amended fields.
    pub fact: Fact,
    /// The document it is in.
    pub doc: DocId,
    /// It was voided.
    pub voided: bool,
    /// Names of the fields that were amended.
    pub amended: Vec<String>,
    /// Fields on which two people disagree.
    pub conflicts: Vec<TraceConflict>,
    /// A fact it provably follows although it says it was written before it, where the order was worked out.
    pub contradicts: Option<FactId>,
    /// For an activation: the state of its claim and the spans that stand.
    pub claim: Option<(ClaimState, Vec<StampSpan>)>,
    /// Whose key signed it; `None` while the hub has not certified that key.
    pub signer: Option<Certified>,
    /// Who wrote the standing corrections, and the voiding.
    pub corrections: Vec<Correction>,
}

/// What the hub's certificate says of a key, for one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certified {
    /// The public key.
    pub key: [u8; 32],
    /// Its device.
    pub device: DeviceId,
    /// Everybody who works or has worked on it for the organisation.
    pub people: Vec<PersonId>,
}

/// Who says they corrected a field, and whose key signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The field.
    pub field: String,
    /// The person named.
    pub by: PersonId,
    /// Whose key signed it; `None` while the hub has not certified that key.
    pub signer: Option<Certified>,
}

/// Two or more values of one field, none of which has been settled on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceConflict {
    /// The field.
    pub field: String,
    /// The values, the one shown first.
    pub values: Vec<FieldValue>,
}

/// One document of a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceDoc {
    /// Which.
    pub doc: DocRef,
    /// Its head: name, code, product, plot, group…
    pub head: BTreeMap<String, FieldValue>,
    /// Its facts, by the moment they occurred.
    pub facts: Vec<TraceFact>,
    /// Who wrote the standing values of its head.
    pub corrections: Vec<Correction>,
}

/// A lot's whole story: the lot itself, and every season and lot its goods came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The lot.
    pub lot: TraceDoc,
    /// Where its goods came from, nearest first.
    pub origins: Vec<TraceDoc>,
    /// The product.
    pub product: Option<Product>,
    /// The organisation.
    pub org: Org,
    /// Names of the people in it.
    pub people: Vec<Person>,
}

impl Correction {
    /// Whether it names somebody who has never worked on the device that signed it.
    pub fn is_foreign(&self) -> bool {
        let signer = self.signer.as_ref();
        signer.is_some_and(|signer| !signer.people.contains(&self.by))
    }
}

impl TraceDoc {
    /// A head field as text.
    pub fn head_text(&self, field: &str) -> Option<String> {
        self.head.get(field).map(ToString::to_string)
    }
}

impl Trace {
    /// Every fact of the lot and its origins that stands, oldest first.
    pub fn standing_facts(&self) -> Vec<&TraceFact> {
        let docs = std::iter::once(&self.lot).chain(&self.origins);
        let mut facts: Vec<&TraceFact> = docs
            .flat_map(|doc| &doc.facts)
            .filter(|fact| !fact.voided)
            .collect();
        facts.sort_by_key(|fact| (fact.fact.occurred, fact.fact.id));
        facts
    }
}
