//! Ids, hashes, numbers and moments: texts on the way across, real types on both sides (`uniffi.toml`).

use fieldbook_core::identity::PublicKey;
use fieldbook_core::model::{
    BlobHash, ChangeHash, DeviceId, DocId, FactId, Invalid, LeaseId, Moment, OrgId, PersonId, PlotId,
    ProductId, RollId, SweepId,
};

use crate::FieldbookError;

/// A decimal number; amounts are never binary floats.
pub(crate) type DecimalNumber = rust_decimal::Decimal;
/// A civil date without a time.
pub(crate) type CivilDate = chrono::NaiveDate;
/// The counter of a serial: up to 20 digits, more than 64 bits hold.
pub(crate) type Counter = u128;

fn not(field: &str, reason: &'static str, text: &str) -> FieldbookError {
    Invalid::new(field, reason).with("value", text).into()
}

macro_rules! text_types {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        uniffi::custom_type!($(#[$doc])* $name, String, {
            remote,
            lower: |value| value.to_string(),
            try_lift: |text| Ok(text.parse::<$name>().map_err(FieldbookError::from)?),
        });
    )+};
}

text_types!(
    /// A document: one register, season, lot or visit.
    DocId,
    /// A fact, immutable once recorded.
    FactId,
    /// A producer organisation.
    OrgId,
    /// A person.
    PersonId,
    /// A phone, tablet or laptop: one key, one book.
    DeviceId,
    /// A plot of land.
    PlotId,
    /// A product.
    ProductId,
    /// A roll of stamps.
    RollId,
    /// A lease of stamps.
    LeaseId,
    /// A sweep over a sheet or roll of stamps.
    SweepId,
    /// The SHA-256 of a photo or other file in 64 hexadecimal digits: its name everywhere.
    BlobHash,
    /// The content hash of a change in 64 hexadecimal digits.
    ChangeHash,
);

uniffi::custom_type!(
    /// An instant with the civil offset it was seen in, as RFC 3339: `2026-10-02T06:30:00.000+07:00`.
    Moment, String, {
        remote,
        lower: |moment| moment.to_rfc3339(),
        try_lift: |text| Ok(Moment::parse("occurred", &text).map_err(FieldbookError::from)?),
    }
);

uniffi::custom_type!(
    /// A public key in 64 hexadecimal digits.
    PublicKey, String, {
        remote,
        lower: |key| key.to_string(),
        try_lift: |text| Ok(text.parse::<PublicKey>().map_err(|_| not("hub_key", "not_a_key", &text))?),
    }
);

uniffi::custom_type!(
    /// A decimal number with a point: `23.5`. Amounts are never binary floats.
    DecimalNumber, String, {
        remote,
        lower: |number| number.to_string(),
        try_lift: |text| Ok(DecimalNumber::from_str_exact(&text).map_err(|_| not("number", "not_a_number", &text))?),
    }
);

uniffi::custom_type!(
    /// A civil date: `2026-10-02`.
    CivilDate, String, {
        remote,
        lower: |date| date.to_string(),
        try_lift: |text| Ok(text.parse::<CivilDate>().map_err(|_| not("date", "not_a_date", &text))?),
    }
);

uniffi::custom_type!(
    /// The counter of a serial, in decimal digits.
    Counter, String, {
        remote,
        lower: |counter| counter.to_string(),
        try_lift: |text| Ok(text.parse::<Counter>().map_err(|_| not("serial", "not_a_number", &text))?),
    }
);
