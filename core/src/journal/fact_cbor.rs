use std::collections::BTreeMap;

use minicbor::{Decode, Decoder, Encode, Encoder};

use super::JournalError;
use crate::model::{Capture, CodeGroup, Fact, FactKind, FieldValue, StampSpan};

/// The leading byte: the version of the layout. A layout that old apps cannot read gets a new one.
const VERSION: u8 = 1;

/// The most bytes one fact takes. The largest honest one, 200 photos, is 7 KB.
pub const FACT_BYTES_MAX: usize = 32 * 1024;

fn unreadable(error: &impl ToString) -> JournalError {
    JournalError::Cbor(error.to_string())
}

type Entries = BTreeMap<u64, Vec<u8>>;

fn put<T: Encode<()>>(entries: &mut Entries, key: u64, value: &T) -> Result<(), JournalError> {
    let bytes = minicbor::to_vec(value).map_err(|error| unreadable(&error))?;
    entries.insert(key, bytes);
    Ok(())
}

fn put_some<T: Encode<()>>(entries: &mut Entries, key: u64, value: Option<&T>) -> Result<(), JournalError> {
    value.map_or(Ok(()), |value| put(entries, key, value))
}

fn put_list<T: Encode<()>>(entries: &mut Entries, key: u64, list: &Vec<T>) -> Result<(), JournalError> {
    if list.is_empty() {
        Ok(())
    } else {
        put(entries, key, list)
    }
}

/// The fact as deterministic CBOR (RFC 8949 §4.2): a version byte, then one map with integer keys in
/// order. Fields of a newer app are written back as they came.
pub fn encode_fact(fact: &Fact) -> Result<Vec<u8>, JournalError> {
    let mut entries = fact.unknown.clone();
    put(&mut entries, 1, &fact.id)?;
    put(&mut entries, 2, &kind_number(fact.kind))?;
    put(&mut entries, 3, &fact.step)?;
    put(&mut entries, 4, &fact.group)?;
    put(&mut entries, 5, &fact.occurred)?;
    put(&mut entries, 6, &fact.recorded)?;
    put(&mut entries, 7, &fact.recorder)?;
    put(&mut entries, 8, &fact.device)?;
    put_some(&mut entries, 9, fact.on_behalf_of.as_ref())?;
    put_some(&mut entries, 10, fact.place.as_ref())?;
    put_list(&mut entries, 11, &fact.quantities)?;
    put_list(&mut entries, 12, &fact.inputs)?;
    put_list(&mut entries, 13, &fact.photos)?;
    if !fact.fields.is_empty() {
        put(&mut entries, 14, &fact.fields)?;
    }
    put_list(&mut entries, 15, &fact.origins)?;
    let serials = fact.stamps.iter().filter(|span| span.code.is_none()).cloned();
    put_list(&mut entries, 16, &serials.collect::<Vec<StampSpan>>())?;
    put_some(&mut entries, 17, fact.note.as_ref())?;
    put(&mut entries, 18, &fact.capture)?;
    put_some(&mut entries, 19, fact.hub_offset_s.as_ref())?;
    // An app of 0.2 keeps it as a key it does not know.
    put_list(&mut entries, 23, &CodeGroup::gather(&fact.stamps))?;
    // And this one, too.
    put_list(&mut entries, 24, &fact.voice)?;
    write_map(&entries)
}

fn write_map(entries: &Entries) -> Result<Vec<u8>, JournalError> {
    let mut encoder = Encoder::new(vec![VERSION]);
    encoder
        .map(entries.len() as u64)
        .map_err(|error| unreadable(&error))?;
    for (key, value) in entries {
        encoder.u64(*key).map_err(|error| unreadable(&error))?;
        encoder.writer_mut().extend_from_slice(value);
    }
    Ok(encoder.into_writer())
}

fn read_map(bytes: &[u8]) -> Result<BTreeMap<u64, &[u8]>, JournalError> {
    let (version, body) = bytes
        .split_first()
        .ok_or_else(|| JournalError::Cbor("empty".into()))?;
    if *version < VERSION {
        return Err(JournalError::Cbor(format!("fact layout {version}")));
    }
    if *version != VERSION {
        return Err(JournalError::Newer(format!("fact layout {version}")));
    }
    let mut decoder = Decoder::new(body);
    let length = decoder.map().map_err(|error| unreadable(&error))?;
    let length = length.ok_or_else(|| JournalError::Cbor("indefinite length".into()))?;
    let mut entries = BTreeMap::new();
    for _ in 0..length {
        let key = decoder.u64().map_err(|error| unreadable(&error))?;
        let start = decoder.position();
        decoder.skip().map_err(|error| unreadable(&error))?;
        let value = body.get(start..decoder.position()).unwrap_or_default();
        if entries.last_key_value().is_some_and(|(last, _)| *last >= key) {
            return Err(JournalError::Cbor("keys out of order".into()));
        }
        entries.insert(key, value);
    }
    if decoder.position() == body.len() {
        Ok(entries)
    } else {
        Err(JournalError::Cbor("trailing bytes".into()))
    }
}

fn take<'b, T: Decode<'b, ()>>(
    entries: &mut BTreeMap<u64, &'b [u8]>,
    key: u64,
) -> Result<Option<T>, JournalError> {
    let Some(bytes) = entries.remove(&key) else {
        return Ok(None);
    };
    minicbor::decode(bytes)
        .map(Some)
        .map_err(|error| JournalError::Cbor(format!("key {key}: {error}")))
}

fn need<'b, T: Decode<'b, ()>>(entries: &mut BTreeMap<u64, &'b [u8]>, key: u64) -> Result<T, JournalError> {
    take(entries, key)?.ok_or_else(|| JournalError::Cbor(format!("key {key} is missing")))
}

/// Reads a fact; what it does not know stays in `unknown`.
pub fn decode_fact(bytes: &[u8]) -> Result<Fact, JournalError> {
    let mut entries = read_map(bytes)?;
    let mut stamps: Vec<StampSpan> = take(&mut entries, 16)?.unwrap_or_default();
    let codes: Vec<CodeGroup> = take(&mut entries, 23)?.unwrap_or_default();
    stamps.extend(CodeGroup::spans(&codes)?);
    let fact = Fact {
        id: need(&mut entries, 1)?,
        kind: kind_of(need(&mut entries, 2)?)?,
        step: need(&mut entries, 3)?,
        group: need(&mut entries, 4)?,
        occurred: need(&mut entries, 5)?,
        recorded: need(&mut entries, 6)?,
        recorder: need(&mut entries, 7)?,
        device: need(&mut entries, 8)?,
        on_behalf_of: take(&mut entries, 9)?,
        place: take(&mut entries, 10)?,
        quantities: take(&mut entries, 11)?.unwrap_or_default(),
        inputs: take(&mut entries, 12)?.unwrap_or_default(),
        photos: take(&mut entries, 13)?.unwrap_or_default(),
        voice: take(&mut entries, 24)?.unwrap_or_default(),
        fields: take::<BTreeMap<String, FieldValue>>(&mut entries, 14)?.unwrap_or_default(),
        origins: take(&mut entries, 15)?.unwrap_or_default(),
        stamps,
        note: take(&mut entries, 17)?,
        capture: take(&mut entries, 18)?.unwrap_or(Capture::Manual),
        hub_offset_s: take(&mut entries, 19)?,
        unknown: entries
            .into_iter()
            .map(|(key, value)| (key, value.to_vec()))
            .collect(),
    };
    fact.check()?;
    Ok(fact)
}

fn kind_number(kind: FactKind) -> u64 {
    FactKind::ALL
        .iter()
        .position(|(known, _)| *known == kind)
        .unwrap_or_default() as u64
}

fn kind_of(number: u64) -> Result<FactKind, JournalError> {
    let row = usize::try_from(number)
        .ok()
        .and_then(|index| FactKind::ALL.get(index));
    row.map(|(kind, _)| *kind)
        .ok_or_else(|| JournalError::Newer(format!("fact kind {number}")))
}
