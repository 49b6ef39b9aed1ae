use fieldbook_core::journal::decode_fact;

use crate::error::Result;
use crate::store::Tables;

const INDEXED: &str = "photos_indexed";

/// Notes once which documents name which photos, for facts that came before the hub noted it (0.1).
pub(crate) fn index_photos(tables: &Tables) -> Result<()> {
    if tables.hub_value(INDEXED)?.is_some() {
        return Ok(());
    }
    tables.each_fact(|doc, bytes| {
        for photo in decode_fact(bytes)?.photos {
            tables.insert_photo(photo, doc)?;
        }
        Ok(())
    })?;
    tables.set_hub_value(INDEXED, &[1])
}
