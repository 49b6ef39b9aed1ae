use super::StoreError;

/// An operation of a document: counter and actor.
pub type Operation = (u64, [u8; 16]);

pub(super) fn pack_operations(operations: &[Operation]) -> Vec<u8> {
    operations
        .iter()
        .flat_map(|(counter, actor)| counter.to_be_bytes().into_iter().chain(*actor))
        .collect()
}

pub(super) fn unpack_operations(bytes: &[u8]) -> Result<Vec<Operation>, StoreError> {
    let wrong = || StoreError::Row("register_write");
    let unpack = |packed: &[u8]| {
        let (counter, actor) = packed.split_at_checked(8).ok_or_else(wrong)?;
        let counter = u64::from_be_bytes(counter.try_into().map_err(|_| wrong())?);
        Ok((counter, actor.try_into().map_err(|_| wrong())?))
    };
    bytes.chunks(24).map(unpack).collect()
}
