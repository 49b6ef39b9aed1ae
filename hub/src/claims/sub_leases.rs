use fieldbook_core::journal::decode_amendment;
use fieldbook_core::model::{FieldValue, OrgId, RegisterKey, SubLeaseTerms};

use crate::error::Result;
use crate::store::Tables;

/// Notes an entry of a register that gives a part of a lease to one person, or takes it back; that its writer might is
/// known, or it would be held. One that is no part of the organisation's lease gives nothing. What the hub has judged
/// stays as it is: a sub-lease holds others off what comes behind it, so one that was held counts from when it was
/// released (`at_ms`), and takes nothing from who could not know of it.
pub(crate) fn note_sub_lease(
    tables: &Tables,
    org: OrgId,
    at_ms: i64,
    key: &RegisterKey,
    bytes: &[u8],
) -> Result<()> {
    let Some((id, field)) = SubLeaseTerms::key(key) else {
        return Ok(());
    };
    let value = decode_amendment(bytes)?.value;
    if field == SubLeaseTerms::TAKEN_BACK {
        if value == FieldValue::Bool(true) {
            tables.take_back_sub_lease(id, at_ms)?;
        }
        return Ok(());
    }
    let Some(terms) = SubLeaseTerms::read(&value) else {
        return Ok(());
    };
    let lease = tables.lease(terms.lease)?.filter(|row| row.lease.org == org);
    if let Some(sub) = lease.and_then(|row| terms.within(id, &row.lease)) {
        tables.insert_sub_lease(&sub, at_ms)?;
    }
    Ok(())
}
