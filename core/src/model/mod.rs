//! The nouns: pure types with validation. No storage, no network, no clock.

mod amendment;
mod cbor;
mod clock;
mod document;
mod fact;
mod finding;
mod hash;
mod ids;
mod inspection;
mod invalid;
mod lot_code;
mod moment;
mod party;
mod place;
mod quantity;
mod rescan;
mod serial;
mod shelf;
mod span;
mod stamp;
mod sub_lease;
mod text;
mod trace;
mod value;

pub use amendment::{Amendment, RegisterKey, RegisterMap};
pub use clock::{ClockReading, ClockState, HubClock, SinceBoot};
pub use document::{DocKind, DocRef};
pub use fact::{Capture, Fact, FactKind, Input, Origin, QuantityRole, RoledQuantity};
pub(crate) use fact::{LIST_MAX, VOICE_MAX, check_text};
pub use finding::{Finding, FindingCode, Severity};
pub use hash::ChangeHash;
pub use ids::{
    BlobHash, DeviceId, DocId, FactId, LeaseId, OrgId, PersonId, PlotId, ProductId, RollId, SweepId,
};
pub(crate) use inspection::day;
pub use inspection::{Inspection, Recheck};
pub use invalid::Invalid;
pub use lot_code::{LOT_CODE_MAX, check_lot_code, lot_code};
pub(crate) use moment::YEARS_TYPED;
pub use moment::{ClockTrust, Moment};
pub use party::{Org, Person, Plot, Product, Role};
pub use place::Place;
pub use quantity::{EnteredUnit, Quantity, Unit};
pub(crate) use quantity::{looks_grouped, parse_decimal};
pub use rescan::Rescan;
pub use serial::{SerialPattern, SerialRange};
pub use shelf::{RangeShelf, visit};
pub use span::{CodeGroup, StampSpan};
pub use stamp::{ClaimState, Roll, Stamp, StampClass, StampFamily, StampLease, VoidKind};
pub use sub_lease::{SubLease, SubLeaseTerms};
pub use text::nfc;
pub use trace::{Certified, Correction, Trace, TraceConflict, TraceDoc, TraceFact};
pub use value::FieldValue;
