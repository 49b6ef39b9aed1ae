use minicbor::{Decode, Encode};

use super::JournalError;
use crate::model::{Amendment, FieldValue, Moment, PersonId};

const VERSION: u8 = 1;

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
    let mut bytes = vec![VERSION];
    minicbor::encode(&form, &mut bytes).map_err(|error| JournalError::Cbor(error.to_string()))?;
    Ok(bytes)
}

/// Reads an amendment; fields of a newer app are left out of the result but stay in the journal's bytes.
pub fn decode_amendment(bytes: &[u8]) -> Result<Amendment, JournalError> {
    let Some((&VERSION, body)) = bytes.split_first() else {
        return Err(match bytes.first() {
            Some(version) if *version > VERSION => JournalError::Newer(format!("amendment layout {version}")),
            _ => JournalError::Cbor("amendment".into()),
        });
    };
    let form: Form = minicbor::decode(body).map_err(|error| JournalError::Cbor(error.to_string()))?;
    Ok(Amendment {
        value: form.value,
        reason: form.reason,
        by: form.by,
        at: form.at,
    })
}
