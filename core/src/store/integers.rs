//! SQLite's integers have a sign and 64 bits: numbers and enumerations as they stand in rows.

use super::StoreError;
use crate::model::RegisterMap;

pub(super) fn signed(number: u64, row: &'static str) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Row(row))
}

pub(super) fn unsigned(number: i64, row: &'static str) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| StoreError::Row(row))
}

pub(super) fn map_number(map: RegisterMap) -> i64 {
    let index = RegisterMap::ALL.iter().position(|known| *known == map);
    index.and_then(|index| i64::try_from(index).ok()).unwrap_or(-1)
}

pub(super) fn map_of(number: i64) -> Result<RegisterMap, StoreError> {
    let map = usize::try_from(number)
        .ok()
        .and_then(|index| RegisterMap::ALL.get(index));
    map.copied().ok_or(StoreError::Row("register_write"))
}
