//! Amounts, farm inputs, places and origins.

use fieldbook_core::model::{
    Capture, DocId, EnteredUnit, Input, Origin, Place, Quantity, QuantityRole, RoledQuantity, Unit,
};

use crate::FieldbookError;
use crate::ids::DecimalNumber;

/// A unit as people say it.
#[uniffi::remote(Enum)]
pub enum EnteredUnit {
    /// Kilogram.
    Kg,
    /// Gram.
    Gram,
    /// 10 kg (yến).
    Yen,
    /// 100 kg (tạ).
    Ta,
    /// 1,000 kg (tấn).
    Tan,
    /// Litre.
    Litre,
    /// Millilitre.
    Millilitre,
    /// Square metre.
    SquareMetre,
    /// 360 m² (sào Bắc Bộ).
    SaoNorth,
    /// 500 m² (sào Trung Bộ).
    SaoCentral,
    /// 1,000 m² (công Nam Bộ).
    Cong,
    /// 10,000 m².
    Hectare,
    /// Piece (cái, túi, hộp).
    Piece,
    /// Bag (túi).
    Bag,
    /// Box (hộp).
    Box,
    /// Sack (bao).
    Sack,
    /// Packet (gói).
    Packet,
    /// Stamp (tem).
    Stamp,
}

/// A unit of UN/CEFACT Recommendation 20, as EPCIS asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum NormalUnit {
    /// Kilogram (KGM): every mass is counted in it.
    Kilogram,
    /// Litre (LTR): every volume is counted in it.
    Litre,
    /// Square metre (MTK): every area is counted in it.
    SquareMetre,
    /// Piece (H87): bags, boxes, stamps.
    Piece,
}

// Not `Unit`: Kotlin and Foundation have one of their own.
impl From<Unit> for NormalUnit {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Kilogram => Self::Kilogram,
            Unit::Litre => Self::Litre,
            Unit::SquareMetre => Self::SquareMetre,
            Unit::Piece => Self::Piece,
        }
    }
}

/// An amount as entered. An amount below zero or beyond ten million tonnes is refused when it is recorded.
#[uniffi::remote(Record)]
pub struct Quantity {
    /// The number as entered.
    pub entered: DecimalNumber,
    /// The unit as entered.
    pub entered_unit: EnteredUnit,
}

/// What an amount says about the goods.
#[uniffi::remote(Enum)]
pub enum QuantityRole {
    /// Went in (kg of paddy into the mill).
    In,
    /// Came out, or was harvested or packed.
    Out,
    /// The area worked on.
    Area,
}

/// An amount and its role.
#[uniffi::remote(Record)]
pub struct RoledQuantity {
    /// Its role.
    pub role: QuantityRole,
    /// The amount.
    pub quantity: Quantity,
}

/// A farm input (vật tư): fertiliser, pesticide, seed.
#[uniffi::remote(Record)]
pub struct Input {
    /// Trade name.
    pub material: String,
    /// Active ingredient.
    #[uniffi(default = None)]
    pub active_ingredient: Option<String>,
    /// The maker's lot number.
    #[uniffi(default = None)]
    pub maker_lot: Option<String>,
    /// The dose as on the label, such as `1.2 l/ha`.
    #[uniffi(default = None)]
    pub dose: Option<String>,
    /// How much was used.
    #[uniffi(default = None)]
    pub quantity: Option<Quantity>,
    /// Days between the use and the first day of harvest (thời gian cách ly).
    #[uniffi(default = None)]
    pub pre_harvest_interval: Option<u16>,
}

/// Where goods came from: one step back.
#[uniffi::remote(Record)]
pub struct Origin {
    /// The season or lot.
    pub doc: DocId,
    /// How much came from it.
    #[uniffi(default = None)]
    pub quantity: Option<Quantity>,
}

/// A position fix as the phone gave it.
#[uniffi::remote(Record)]
pub struct Place {
    /// Latitude, WGS 84, in 10⁻⁷ degrees.
    pub lat_e7: i32,
    /// Longitude, WGS 84, in 10⁻⁷ degrees.
    pub lon_e7: i32,
    /// Radius of 68 % confidence, metres.
    pub accuracy_m: u32,
    /// Age of the fix when the fact was recorded, seconds.
    pub fix_age_s: u32,
    /// The platform said the fix came from a mock provider.
    #[uniffi(default = false)]
    pub mock: bool,
}

/// How a fact reached the phone.
#[uniffi::remote(Enum)]
pub enum Capture {
    /// Typed or tapped.
    Manual,
    /// Read by the camera.
    Scan,
    /// Spoken.
    Voice,
}

/// The amount a person typed: `250 kg`, `2,5 tạ` (decimal comma), `1.5 tấn`.
///
/// Throws `InvalidInput`; the reason says whether the number or the unit is the trouble.
#[uniffi::export]
pub fn parse_quantity(text: &str) -> Result<Quantity, FieldbookError> {
    Ok(text.parse::<Quantity>()?)
}

/// An amount in the unit that everything of its kind is counted in.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NormalQuantity {
    /// The number.
    pub amount: DecimalNumber,
    /// The unit.
    pub unit: NormalUnit,
}

/// An amount in its normal unit, for sums: `2,5 tạ` is 250 kg. Throws `InvalidInput` for a number of more than 28
/// digits.
#[uniffi::export]
pub fn normal_quantity(quantity: &Quantity) -> Result<NormalQuantity, FieldbookError> {
    let (amount, unit) = (quantity.amount(), quantity.unit().into());
    Ok(NormalQuantity { amount, unit })
}

/// The name of a unit as people read it in both languages, such as `tạ`.
#[uniffi::export]
pub fn unit_name(unit: EnteredUnit) -> String {
    unit.name().to_owned()
}
