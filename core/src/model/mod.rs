//! The nouns: pure types with validation. No storage, no network, no clock.

mod amendment;
mod cbor;
mod document;
mod fact;
mod finding;
mod hash;
mod ids;
mod invalid;
mod lot_code;
mod moment;
mod party;
mod place;
mod quantity;
mod stamp;
mod text;
mod trace;
mod value;

pub use amendment::{Amendment, RegisterKey, RegisterMap};
pub use document::{DocKind, DocRef};
pub(crate) use fact::check_text;
pub use fact::{Capture, Fact, FactKind, Input, Origin, QuantityRole, RoledQuantity, StampSpan};
pub use finding::{Finding, FindingCode, Severity};
pub use hash::ChangeHash;
pub use ids::{BlobHash, DeviceId, DocId, FactId, LeaseId, OrgId, PersonId, PlotId, ProductId, RollId};
pub use invalid::Invalid;
pub use lot_code::{LOT_CODE_MAX, check_lot_code, lot_code};
pub use moment::{ClockTrust, Moment};
pub use party::{Org, Person, Plot, Product, Role};
pub use place::Place;
pub use quantity::{EnteredUnit, Quantity, Unit};
pub(crate) use quantity::{looks_grouped, parse_decimal};
pub use stamp::{ClaimState, Roll, SerialRange, Stamp, StampClass, StampLease};
pub use text::nfc;
pub use trace::{Certified, Correction, Trace, TraceConflict, TraceDoc, TraceFact};
pub use value::FieldValue;
