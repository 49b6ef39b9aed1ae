use minicbor::{Decode, Encode};

use super::JournalError;
use crate::model::{Amendment, FieldValue, Moment, PersonId};

/// A number that corrects an amount is in the unit that the fact was recorded in.
const VERSION: u8 = 1;

/// An amount with another unit. An app that knows the first layout only sets it aside until it is a newer one: the number
/// alone would tell it another amount.
const WITH_UNIT: u8 = 2;

fn layout(value: &FieldValue) -> u8 {
    match value {
        FieldValue::Amount(_) => WITH_UNIT,
        _ => VERSION,
    }
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct Form {
    #[n(1)]
    value: FieldValue,
    #[n(2)]
    reason: Option<String>,
    #[n(3)]
    by: PersonId,
    #[n(4)]
    at: Moment,
}

/// The amendment as deterministic CBOR: a version byte, then a map with integer keys.
pub fn encode_amendment(amendment: &Amendment) -> Result<Vec<u8>, JournalError> {
    let form = Form {
        value: amendment.value.clone(),
        reason: amendment.reason.clone(),
        by: amendment.by,
        at: amendment.at,
    };
    let mut bytes = vec![layout(&form.value)];
    minicbor::encode(&form, &mut bytes).map_err(|error| JournalError::Cbor(error.to_string()))?;
    Ok(bytes)
}

/// Reads an amendment; fields of a newer app are left out of the result but stay in the journal's bytes.
pub fn decode_amendment(bytes: &[u8]) -> Result<Amendment, JournalError> {
    let wrong = || JournalError::Cbor("amendment".into());
    let (&version, body) = bytes.split_first().ok_or_else(wrong)?;
    if version > WITH_UNIT {
        return Err(JournalError::Newer(format!("amendment layout {version}")));
    }
    let form: Form = minicbor::decode(body).map_err(|error| JournalError::Cbor(error.to_string()))?;
    if version != layout(&form.value) {
        return Err(wrong());
    }
    Ok(Amendment {
        value: form.value,
        reason: form.reason,
        by: form.by,
        at: form.at,
    })
}
