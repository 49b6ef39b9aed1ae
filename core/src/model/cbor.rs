//! The CBOR forms (RFC 8949) of the small types, shared by facts, statements and the wire. All encode
//! deterministically (§4.2): shortest heads, definite lengths, one form per value.

use chrono::Datelike;
use minicbor::data::{IanaTag, Tag};
use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};
use rust_decimal::Decimal;

use super::moment::YEARS_SHOWN;
use super::{
    BlobHash, Capture, ChangeHash, ClaimState, ClockTrust, DeviceId, DocId, DocKind, DocRef, EnteredUnit,
    FactId, FieldValue, LeaseId, Moment, OrgId, Origin, PersonId, Place, PlotId, ProductId, Quantity,
    QuantityRole, Role, RoledQuantity, RollId, SerialRange, StampLease, StampSpan,
};

/// RFC 8943: a civil date as text.
const FULL_DATE: u64 = 1004;

fn bad(what: &'static str) -> DecodeError {
    DecodeError::message(what)
}

macro_rules! bytes_form {
    ($($name:ident($inner:expr)),+ $(,)?) => {$(
        impl<C> Encode<C> for $name {
            fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
                e.bytes(self.as_slice())?.ok()
            }
        }
        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
                let bytes = d.bytes()?.try_into().map_err(|_| bad(concat!("length of ", stringify!($name))))?;
                Ok($inner(bytes))
            }
        }
    )+};
}

macro_rules! slice_of_uuid {
    ($($name:ident),+ $(,)?) => {$(
        impl $name {
            fn as_slice(&self) -> &[u8] {
                self.as_bytes()
            }
        }
        bytes_form!($name(|bytes| $name(uuid::Uuid::from_bytes(bytes))));
    )+};
}

slice_of_uuid!(
    DocId, FactId, OrgId, PersonId, DeviceId, PlotId, ProductId, RollId, LeaseId
);

impl BlobHash {
    fn as_slice(&self) -> &[u8] {
        &self.0
    }
}
impl ChangeHash {
    fn as_slice(&self) -> &[u8] {
        &self.0
    }
}
bytes_form!(BlobHash(BlobHash), ChangeHash(ChangeHash));

/// An enum as its place in a closed list that never changes its order.
macro_rules! index_form {
    ($($name:ident in $all:expr),+ $(,)?) => {$(
        impl<C> Encode<C> for $name {
            fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
                let index = $all.iter().position(|known| known == self).unwrap_or_default();
                e.u64(index as u64)?.ok()
            }
        }
        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
                let index = usize::from(d.u8()?);
                $all.get(index).copied().ok_or_else(|| bad(concat!("unknown ", stringify!($name))))
            }
        }
    )+};
}

index_form!(
    ClockTrust in [ClockTrust::Device, ClockTrust::HubChecked, ClockTrust::Typed],
    DocKind in DocKind::ALL,
    Role in Role::ALL.map(|row| row.0),
    Capture in Capture::ALL.map(|row| row.0),
    QuantityRole in QuantityRole::ALL.map(|row| row.0),
    ClaimState in ClaimState::ALL.map(|row| row.0),
    EnteredUnit in EnteredUnit::ALL,
);

impl<C> Encode<C> for Moment {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, ctx: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.array(3)?
            .i64(self.utc_ms)?
            .i16(self.offset_min)?
            .encode_with(self.trust, ctx)?
            .ok()
    }
}

impl<'b, C> Decode<'b, C> for Moment {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, DecodeError> {
        array_of(d, 3)?;
        let moment = Self {
            utc_ms: d.i64()?,
            offset_min: d.i16()?,
            trust: d.decode_with(ctx)?,
        };
        if moment.is_shown() {
            Ok(moment)
        } else {
            Err(bad("moment out of range"))
        }
    }
}

fn array_of(d: &mut Decoder<'_>, length: u64) -> Result<(), DecodeError> {
    if d.array()? == Some(length) {
        Ok(())
    } else {
        Err(bad("array length"))
    }
}

/// Decimals are tag 4, decimal fraction: `[exponent, mantissa]`.
fn encode_decimal<W: Write>(value: Decimal, e: &mut Encoder<W>) -> Result<(), EncodeError<W::Error>> {
    let value = value.normalize();
    e.tag(IanaTag::Decimal)?
        .array(2)?
        .i64(-i64::from(value.scale()))?;
    match i64::try_from(value.mantissa()) {
        Ok(mantissa) => e.i64(mantissa)?.ok(),
        Err(_) => Err(EncodeError::message("decimal too precise")),
    }
}

fn decode_decimal(d: &mut Decoder<'_>) -> Result<Decimal, DecodeError> {
    if d.tag()? != Tag::from(IanaTag::Decimal) {
        return Err(bad("not a decimal"));
    }
    array_of(d, 2)?;
    let exponent = d.i64()?;
    let mantissa = d.i64()?;
    let scale = exponent.checked_neg().and_then(|scale| u32::try_from(scale).ok());
    let scale = scale.ok_or_else(|| bad("decimal exponent"))?;
    Decimal::try_from_i128_with_scale(i128::from(mantissa), scale).map_err(|_| bad("decimal out of range"))
}

impl<C> Encode<C> for Quantity {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, ctx: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.array(2)?;
        encode_decimal(self.entered, e)?;
        e.encode_with(self.entered_unit, ctx)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Quantity {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, DecodeError> {
        array_of(d, 2)?;
        let entered = decode_decimal(d)?;
        Quantity::new(entered, d.decode_with(ctx)?).map_err(|_| bad("quantity out of range"))
    }
}

impl<C> Encode<C> for RoledQuantity {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, ctx: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.array(2)?
            .encode_with(self.role, ctx)?
            .encode_with(self.quantity, ctx)?
            .ok()
    }
}

impl<'b, C> Decode<'b, C> for RoledQuantity {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, DecodeError> {
        array_of(d, 2)?;
        Ok(Self {
            role: d.decode_with(ctx)?,
            quantity: d.decode_with(ctx)?,
        })
    }
}

impl<C> Encode<C> for Place {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.array(5)?
            .i32(self.lat_e7)?
            .i32(self.lon_e7)?
            .u32(self.accuracy_m)?
            .u32(self.fix_age_s)?
            .bool(self.mock)?
            .ok()
    }
}

impl<'b, C> Decode<'b, C> for Place {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        array_of(d, 5)?;
        let place = Self {
            lat_e7: d.i32()?,
            lon_e7: d.i32()?,
            accuracy_m: d.u32()?,
            fix_age_s: d.u32()?,
            mock: d.bool()?,
        };
        place
            .check()
            .map(|()| place)
            .map_err(|_| bad("place outside the earth"))
    }
}

impl<C> Encode<C> for FieldValue {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, ctx: &mut C) -> Result<(), EncodeError<W::Error>> {
        match self {
            Self::Text(text) => e.str(text)?.ok(),
            Self::Number(number) => encode_decimal(*number, e),
            Self::Bool(yes) => e.bool(*yes)?.ok(),
            Self::Date(date) => e
                .tag(Tag::new(FULL_DATE))?
                .str(&date.format("%Y-%m-%d").to_string())?
                .ok(),
            Self::Amount(quantity) => e.encode_with(quantity, ctx)?.ok(),
        }
    }
}

impl<'b, C> Decode<'b, C> for FieldValue {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, DecodeError> {
        match d.datatype()? {
            minicbor::data::Type::String => Ok(Self::Text(d.str()?.to_owned())),
            minicbor::data::Type::Bool => Ok(Self::Bool(d.bool()?)),
            minicbor::data::Type::Array => Ok(Self::Amount(d.decode_with(ctx)?)),
            minicbor::data::Type::Tag if d.probe().tag()?.as_u64() == FULL_DATE => {
                d.tag()?;
                let date = chrono::NaiveDate::parse_from_str(d.str()?, "%Y-%m-%d");
                let shown = date.ok().filter(|date| YEARS_SHOWN.contains(&date.year()));
                shown.map(Self::Date).ok_or_else(|| bad("not a date"))
            }
            _ => decode_decimal(d).map(Self::Number),
        }
    }
}

impl<C> Encode<C> for Origin {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, ctx: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.array(2)?
            .encode_with(self.doc, ctx)?
            .encode_with(self.quantity, ctx)?
            .ok()
    }
}

impl<'b, C> Decode<'b, C> for Origin {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, DecodeError> {
        array_of(d, 2)?;
        Ok(Self {
            doc: d.decode_with(ctx)?,
            quantity: d.decode_with(ctx)?,
        })
    }
}

/// A counter of a serial: up to 20 digits do not fit 64 bits, so large ones are bignums (tag 2).
fn encode_counter<W: Write>(counter: u128, e: &mut Encoder<W>) -> Result<(), EncodeError<W::Error>> {
    if let Ok(small) = u64::try_from(counter) {
        return e.u64(small)?.ok();
    }
    let bytes = counter.to_be_bytes();
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    e.tag(IanaTag::PosBignum)?
        .bytes(bytes.get(start..).unwrap_or_default())?
        .ok()
}

fn decode_counter(d: &mut Decoder<'_>) -> Result<u128, DecodeError> {
    if d.datatype()? != minicbor::data::Type::Tag {
        return Ok(u128::from(d.u64()?));
    }
    if d.tag()? != Tag::from(IanaTag::PosBignum) {
        return Err(bad("not a counter"));
    }
    let bytes = d.bytes()?;
    if bytes.len() > 16 || bytes.len() < 9 || bytes.first() == Some(&0) {
        return Err(bad("counter not in its one form"));
    }
    Ok(bytes.iter().fold(0, |value, byte| value << 8 | u128::from(*byte)))
}

impl<C> Encode<C> for SerialRange {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.array(5)?
            .str(self.prefix())?
            .u8(self.width())?
            .str(self.suffix())?;
        encode_counter(self.first(), e)?;
        encode_counter(self.last(), e)
    }
}

impl<'b, C> Decode<'b, C> for SerialRange {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        array_of(d, 5)?;
        let (prefix, width, suffix) = (d.str()?, d.u8()?, d.str()?);
        let (first, last) = (decode_counter(d)?, decode_counter(d)?);
        SerialRange::new(prefix, width, suffix, first, last).map_err(|_| bad("serial range"))
    }
}

impl<C> Encode<C> for StampSpan {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, ctx: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.array(3)?
            .encode_with(self.roll, ctx)?
            .encode_with(self.lease, ctx)?
            .encode_with(&self.range, ctx)?
            .ok()
    }
}

impl<'b, C> Decode<'b, C> for StampSpan {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, DecodeError> {
        array_of(d, 3)?;
        Ok(Self {
            roll: d.decode_with(ctx)?,
            lease: d.decode_with(ctx)?,
            range: d.decode_with(ctx)?,
            code: None,
        })
    }
}

impl<C> Encode<C> for StampLease {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, ctx: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.array(7)?
            .encode_with(self.id, ctx)?
            .encode_with(self.roll, ctx)?
            .encode_with(&self.gtin, ctx)?;
        e.encode_with(&self.range, ctx)?
            .encode_with(self.org, ctx)?
            .encode_with(self.person, ctx)?;
        e.encode_with(self.not_after, ctx)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for StampLease {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, DecodeError> {
        array_of(d, 7)?;
        Ok(Self {
            id: d.decode_with(ctx)?,
            roll: d.decode_with(ctx)?,
            gtin: d.decode_with(ctx)?,
            range: d.decode_with(ctx)?,
            org: d.decode_with(ctx)?,
            person: d.decode_with(ctx)?,
            not_after: d.decode_with(ctx)?,
        })
    }
}

impl<C> Encode<C> for DocRef {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, ctx: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.array(3)?
            .encode_with(self.id, ctx)?
            .encode_with(self.kind, ctx)?
            .encode_with(self.org, ctx)?
            .ok()
    }
}

impl<'b, C> Decode<'b, C> for DocRef {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, DecodeError> {
        array_of(d, 3)?;
        Ok(Self {
            id: d.decode_with(ctx)?,
            kind: d.decode_with(ctx)?,
            org: d.decode_with(ctx)?,
        })
    }
}
