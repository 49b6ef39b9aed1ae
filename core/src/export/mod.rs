//! A lot's story in the forms others read: EPCIS 2.0 JSON-LD for systems, CSV for spreadsheets, and what of
//! it may be shown to the public.

mod csv;
mod epcis;
mod error;
mod event;
mod goods;
mod names;
mod public;
mod shown;
mod stamped;
#[cfg(test)]
mod tests;

pub use csv::{CsvOptions, csv};
pub use epcis::{EpcisOptions, epcis};
pub use error::ExportError;
pub use public::{PublicField, public_fields, redact};
pub use shown::{show_date, show_entered, show_kind, show_number, show_quantity, show_value};
