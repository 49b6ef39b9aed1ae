use std::collections::BTreeMap;

use super::change::OpId;
use super::{JournalError, decode_amendment, decode_fact};
use crate::model::{
    Amendment, ChangeHash, EnteredUnit, Fact, FactId, FieldValue, Moment, Quantity, QuantityRole,
    RegisterKey, RegisterMap,
};

/// One value ever written to one correctable field, as a store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterWrite {
    /// The field.
    pub key: RegisterKey,
    /// The operation that wrote it.
    pub op: OpId,
    /// A later operation replaced it.
    pub replaced: bool,
    /// The amendment's CBOR bytes.
    pub bytes: Vec<u8>,
    /// The change it came in.
    pub change: ChangeHash,
    /// The public key of the device.
    pub author: [u8; 32],
}

/// A fact as it stands: amendments applied, disagreements beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactState {
    /// The fact as recorded, with the current values of its amended fields.
    pub fact: Fact,
    /// It was voided, with the reason.
    pub voided: Option<Amendment>,
    /// Amended fields.
    pub amended: Vec<String>,
    /// Fields with two or more different standing values; the one shown comes first.
    pub conflicts: BTreeMap<String, Vec<Amendment>>,
}

/// The head, answers or entries of a document as they stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeadState {
    /// The value shown for each key.
    pub values: BTreeMap<String, FieldValue>,
    /// Keys with two or more different standing values; the one shown comes first.
    pub conflicts: BTreeMap<String, Vec<Amendment>>,
}

/// The values of one field that no other value replaced, the one Automerge shows first: the largest
/// operation id wins. Equal values written twice are one value.
pub fn standing(writes: &[&RegisterWrite]) -> Result<Vec<Amendment>, JournalError> {
    let mut current: Vec<&&RegisterWrite> = writes.iter().filter(|write| !write.replaced).collect();
    current.sort_by_key(|write| std::cmp::Reverse(write.op));
    let mut values: Vec<Amendment> = Vec::new();
    for write in current {
        let amendment = decode_amendment(&write.bytes)?;
        if !values.iter().any(|known| known.value == amendment.value) {
            values.push(amendment);
        }
    }
    Ok(values)
}

fn by_key<'a>(writes: impl Iterator<Item = &'a RegisterWrite>) -> BTreeMap<&'a str, Vec<&'a RegisterWrite>> {
    let mut keys: BTreeMap<&str, Vec<&RegisterWrite>> = BTreeMap::new();
    for write in writes {
        keys.entry(write.key.key.as_str()).or_default().push(write);
    }
    keys
}

/// Folds the facts of a document and every amendment ever written into what stands now. The phone and the
/// hub both call this, so they cannot disagree.
pub fn fold_facts(facts: &[Vec<u8>], writes: &[RegisterWrite]) -> Result<Vec<FactState>, JournalError> {
    let mut states = facts
        .iter()
        .map(|bytes| {
            let fact = decode_fact(bytes)?;
            Ok((
                fact.id,
                FactState {
                    fact,
                    voided: None,
                    amended: Vec::new(),
                    conflicts: BTreeMap::new(),
                },
            ))
        })
        .collect::<Result<BTreeMap<FactId, FactState>, JournalError>>()?;
    let amends = writes.iter().filter(|write| write.key.map == RegisterMap::Amend);
    for (_, writes) in by_key(amends) {
        let Some((fact, field)) = writes.first().and_then(|write| write.key.fact_field()) else {
            continue;
        };
        // An amendment may arrive before its fact; it waits in the rows until the fact is there.
        if let Some(state) = states.get_mut(&fact) {
            amend(state, field, standing(&writes)?);
        }
    }
    Ok(states.into_values().collect())
}

fn amend(state: &mut FactState, field: &str, values: Vec<Amendment>) {
    if field == RegisterKey::VOID {
        // Voiding beats keeping: a mistake someone saw must not come back because someone else did not.
        state.voided = values
            .into_iter()
            .find(|amendment| amendment.value == FieldValue::Bool(true));
        return;
    }
    let unit = entered_unit(&state.fact, field);
    let said = |one: Amendment| Amendment {
        value: one.value.in_unit(unit),
        ..one
    };
    let values: Vec<Amendment> = values.into_iter().map(said).collect();
    let Some(shown) = values.first() else { return };
    apply(&mut state.fact, field, shown);
    state.amended.push(field.to_owned());
    if values.len() > 1 {
        state.conflicts.insert(field.to_owned(), values);
    }
}

/// The unit of the amount that a field corrects, as this fact says it.
pub(crate) fn entered_unit(fact: &Fact, field: &str) -> Option<EnteredUnit> {
    let amount = fact.amount(QuantityRole::of_field(field)?)?;
    Some(amount.entered_unit)
}

/// Writes an amended value into the copy of the fact that is shown. The evidence itself never changes.
fn apply(fact: &mut Fact, field: &str, amendment: &Amendment) {
    match (field, &amendment.value, QuantityRole::of_field(field)) {
        ("note", FieldValue::Text(text), _) => fact.note = Some(text.clone()),
        ("occurred", FieldValue::Text(text), _) => {
            if let Ok(moment) = Moment::parse("occurred", text) {
                fact.occurred = moment;
            }
        }
        (_, FieldValue::Amount(quantity), Some(role)) => amend_quantity(fact, role, *quantity),
        // No fact can say such an amount.
        (_, FieldValue::Number(_), Some(_)) => {}
        (_, value, _) => {
            fact.fields.insert(field.to_owned(), value.clone());
        }
    }
}

fn amend_quantity(fact: &mut Fact, role: QuantityRole, quantity: Quantity) {
    if let Some(roled) = fact.quantities.iter_mut().find(|roled| roled.role == role) {
        roled.quantity = quantity;
    }
}

/// Folds the head, answers or entries of a document.
pub fn fold_head(map: RegisterMap, writes: &[RegisterWrite]) -> Result<HeadState, JournalError> {
    let mut state = HeadState::default();
    for (key, writes) in by_key(writes.iter().filter(|write| write.key.map == map)) {
        let values = standing(&writes)?;
        let Some(shown) = values.first() else { continue };
        state.values.insert(key.to_owned(), shown.value.clone());
        if values.len() > 1 {
            state.conflicts.insert(key.to_owned(), values);
        }
    }
    Ok(state)
}
