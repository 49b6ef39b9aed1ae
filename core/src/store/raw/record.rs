/// A value of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Int(i64),
    Blob(Vec<u8>),
    Text(String),
}

/// A variable-length number (SQLite file format, 1.6) and what is behind it.
pub(super) fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0u64;
    for (place, byte) in bytes.iter().enumerate().take(9) {
        let rest = bytes.get(place + 1..)?;
        if place == 8 {
            return Some(((number << 8) | u64::from(*byte), rest));
        }
        number = (number << 7) | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number, rest));
        }
    }
    None
}

/// Reads a record (SQLite file format, 2.1); `None` when it is not whole.
pub(super) fn read(payload: &[u8]) -> Option<Vec<Value>> {
    let (header, _) = varint(payload)?;
    let (types, mut body) = payload.split_at_checked(usize::try_from(header).ok()?)?;
    let (_, mut types) = varint(types)?;
    let mut values = Vec::new();
    while !types.is_empty() {
        let (kind, rest) = varint(types)?;
        types = rest;
        let (bytes, rest) = body.split_at_checked(length(kind)?)?;
        body = rest;
        values.push(value(kind, bytes)?);
    }
    Some(values)
}

fn length(kind: u64) -> Option<usize> {
    Some(match kind {
        0 | 8 | 9 => 0,
        1..=4 => usize::try_from(kind).ok()?,
        5 => 6,
        6 | 7 => 8,
        12.. => usize::try_from((kind - 12) / 2).ok()?,
        _ => return None,
    })
}

fn value(kind: u64, bytes: &[u8]) -> Option<Value> {
    Some(match kind {
        1..=6 => {
            let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
            let start = if negative { -1 } else { 0 };
            Value::Int(
                bytes
                    .iter()
                    .fold(start, |number, byte| (number << 8) | i64::from(*byte)),
            )
        }
        8 => Value::Int(0),
        9 => Value::Int(1),
        12.. if kind.is_multiple_of(2) => Value::Blob(bytes.to_vec()),
        12.. => Value::Text(String::from_utf8(bytes.to_vec()).ok()?),
        // Null, and numbers with a fraction, of which a book has none.
        _ => Value::Null,
    })
}
