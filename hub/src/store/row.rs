use rusqlite::Row;

use crate::error::{HubError, Result};

/// A missing row is `None`; other errors stay errors.
pub(super) fn optional<T>(found: rusqlite::Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A blob column of fixed length.
pub(super) fn bytes<const N: usize>(row: &Row, column: usize) -> rusqlite::Result<[u8; N]> {
    let blob = row.get_ref(column)?.as_blob()?;
    blob.try_into().map_err(|_| {
        rusqlite::Error::InvalidColumnType(column, "blob length".into(), rusqlite::types::Type::Blob)
    })
}

/// A blob column that may be null.
pub(super) fn bytes_or_null<const N: usize>(row: &Row, column: usize) -> rusqlite::Result<Option<[u8; N]>> {
    if row.get_ref(column)? == rusqlite::types::ValueRef::Null {
        Ok(None)
    } else {
        bytes(row, column).map(Some)
    }
}

/// An id column.
pub(super) fn id<T: From16>(row: &Row, column: usize) -> rusqlite::Result<T> {
    bytes(row, column).map(T::from16)
}

/// An id column that may be null.
pub(super) fn id_or_null<T: From16>(row: &Row, column: usize) -> rusqlite::Result<Option<T>> {
    Ok(bytes_or_null(row, column)?.map(T::from16))
}

/// Ids that are 16 bytes.
pub(super) trait From16 {
    fn from16(bytes: [u8; 16]) -> Self;
}

macro_rules! from16 {
    ($($name:ident),+) => {$(
        impl From16 for fieldbook_core::model::$name {
            fn from16(bytes: [u8; 16]) -> Self {
                Self(uuid::Uuid::from_bytes(bytes))
            }
        }
    )+};
}
from16!(
    DocId, FactId, OrgId, PersonId, DeviceId, PlotId, ProductId, RollId, LeaseId
);

/// An enum column: its place in a closed list.
pub(super) fn of_list<T: Copy>(list: &[T], row: &Row, column: usize) -> rusqlite::Result<T> {
    let index: usize = row.get(column)?;
    list.get(index)
        .copied()
        .ok_or(rusqlite::Error::IntegralValueOutOfRange(
            column,
            i64::try_from(index).unwrap_or(i64::MAX),
        ))
}

/// The place of a value in a closed list.
pub(super) fn place_in<T: PartialEq>(list: &[T], value: &T) -> i64 {
    let place = list.iter().position(|known| known == value);
    place
        .and_then(|place| i64::try_from(place).ok())
        .unwrap_or_default()
}

/// CBOR in a blob column.
pub(super) fn cbor<T: for<'b> minicbor::Decode<'b, ()>>(blob: &[u8]) -> Result<T> {
    minicbor::decode(blob).map_err(|error| HubError::Damaged(error.to_string()))
}

/// CBOR for a blob column.
pub(super) fn to_cbor<T: minicbor::Encode<()>>(value: &T) -> Result<Vec<u8>> {
    minicbor::to_vec(value).map_err(|error| HubError::Damaged(error.to_string()))
}
