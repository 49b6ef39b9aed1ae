use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::Invalid;

/// A unit of UN/CEFACT Recommendation 20, as EPCIS asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// Kilogram (KGM): every mass is normalised to it.
    Kilogram,
    /// Litre (LTR): every volume is normalised to it.
    Litre,
    /// Square metre (MTK): every area is normalised to it.
    SquareMetre,
    /// Piece (H87): bags, boxes, stamps.
    Piece,
}

impl Unit {
    /// The Rec 20 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Kilogram => "KGM",
            Self::Litre => "LTR",
            Self::SquareMetre => "MTK",
            Self::Piece => "H87",
        }
    }

    /// From the Rec 20 code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Kilogram, Self::Litre, Self::SquareMetre, Self::Piece]
            .into_iter()
            .find(|unit| unit.code() == code)
    }
}

/// A unit as people say it. `sào` is 360 m² in the north and 500 m² in the centre, so the bare word is
/// not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
    /// Piece (cái).
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

/// Unit, normal unit, factor, the names people type (the first is the one printed).
type UnitRow = (EnteredUnit, Unit, Decimal, &'static [&'static str]);

const UNITS: &[UnitRow] = &[
    (
        EnteredUnit::Kg,
        Unit::Kilogram,
        Decimal::ONE,
        &["kg", "kgm", "kí", "ký", "cân"],
    ),
    (
        EnteredUnit::Gram,
        Unit::Kilogram,
        Decimal::from_parts(1, 0, 0, false, 3),
        &["g", "gram", "grm"],
    ),
    (EnteredUnit::Yen, Unit::Kilogram, Decimal::TEN, &["yến", "yen"]),
    (
        EnteredUnit::Ta,
        Unit::Kilogram,
        Decimal::ONE_HUNDRED,
        &["tạ", "ta", "dtn"],
    ),
    (
        EnteredUnit::Tan,
        Unit::Kilogram,
        Decimal::ONE_THOUSAND,
        &["tấn", "tan", "t", "tne"],
    ),
    (
        EnteredUnit::Litre,
        Unit::Litre,
        Decimal::ONE,
        &["lít", "lit", "l", "ltr", "litre"],
    ),
    (
        EnteredUnit::Millilitre,
        Unit::Litre,
        Decimal::from_parts(1, 0, 0, false, 3),
        &["ml", "mlt"],
    ),
    (
        EnteredUnit::SquareMetre,
        Unit::SquareMetre,
        Decimal::ONE,
        &["m²", "m2", "mtk"],
    ),
    (
        EnteredUnit::SaoNorth,
        Unit::SquareMetre,
        Decimal::from_parts(360, 0, 0, false, 0),
        &["sào Bắc Bộ", "sào bắc bộ", "sao-bac"],
    ),
    (
        EnteredUnit::SaoCentral,
        Unit::SquareMetre,
        Decimal::from_parts(500, 0, 0, false, 0),
        &["sào Trung Bộ", "sào trung bộ", "sao-trung"],
    ),
    (
        EnteredUnit::Cong,
        Unit::SquareMetre,
        Decimal::ONE_THOUSAND,
        &["công", "cong"],
    ),
    (
        EnteredUnit::Hectare,
        Unit::SquareMetre,
        Decimal::from_parts(10_000, 0, 0, false, 0),
        &["ha", "har"],
    ),
    (
        EnteredUnit::Piece,
        Unit::Piece,
        Decimal::ONE,
        &["cái", "cai", "h87", "piece", "pieces"],
    ),
    (
        EnteredUnit::Bag,
        Unit::Piece,
        Decimal::ONE,
        &["túi", "tui", "bag", "bags"],
    ),
    (
        EnteredUnit::Box,
        Unit::Piece,
        Decimal::ONE,
        &["hộp", "hop", "box", "boxes"],
    ),
    (
        EnteredUnit::Sack,
        Unit::Piece,
        Decimal::ONE,
        &["bao", "sack", "sacks"],
    ),
    (
        EnteredUnit::Packet,
        Unit::Piece,
        Decimal::ONE,
        &["gói", "goi", "packet", "packets"],
    ),
    (
        EnteredUnit::Stamp,
        Unit::Piece,
        Decimal::ONE,
        &["tem", "stamp", "stamps"],
    ),
];

impl EnteredUnit {
    /// Every unit; the index is its number in CBOR, so the order never changes.
    pub const ALL: [Self; 18] = [
        Self::Kg,
        Self::Gram,
        Self::Yen,
        Self::Ta,
        Self::Tan,
        Self::Litre,
        Self::Millilitre,
        Self::SquareMetre,
        Self::SaoNorth,
        Self::SaoCentral,
        Self::Cong,
        Self::Hectare,
        Self::Piece,
        Self::Bag,
        Self::Box,
        Self::Sack,
        Self::Packet,
        Self::Stamp,
    ];

    fn row(self) -> Option<&'static UnitRow> {
        UNITS.iter().find(|row| row.0 == self)
    }

    /// The name people read, such as `tạ`.
    pub fn name(self) -> &'static str {
        self.row()
            .and_then(|row| row.3.first().copied())
            .unwrap_or_default()
    }

    /// The unit it is normalised to.
    pub fn normal(self) -> Unit {
        self.row().map_or(Unit::Piece, |row| row.1)
    }

    /// The unit a person typed; the error says what to type instead.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let typed = super::nfc(text.trim()).to_lowercase();
        if typed == "sào" || typed == "sao" {
            return Err(Invalid::new("unit", "which_sao"));
        }
        UNITS
            .iter()
            .find(|row| row.3.iter().any(|name| name.to_lowercase() == typed))
            .map(|row| row.0)
            .ok_or_else(|| Invalid::new("unit", "unknown_unit").with("value", text.trim()))
    }
}

/// A non-negative amount: as entered, and in its normal unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quantity {
    /// The number as entered.
    pub entered: Decimal,
    /// The unit as entered.
    pub entered_unit: EnteredUnit,
}

/// The largest amount taken: above it, someone slipped. Ten million tonnes is more than Vietnam's
/// coffee and rice seed together.
const LARGEST: Decimal = Decimal::from_parts(1_410_065_408, 2, 0, false, 0);

impl Quantity {
    /// An amount; negative and absurd ones are refused.
    pub fn new(entered: Decimal, entered_unit: EnteredUnit) -> Result<Self, Invalid> {
        let quantity = Self {
            entered,
            entered_unit,
        };
        if entered.is_sign_negative() && !entered.is_zero() {
            return Err(Invalid::new("quantity", "negative"));
        }
        match entered.checked_mul(entered_unit.row().map_or(Decimal::ONE, |row| row.2)) {
            Some(normal) if normal <= LARGEST => Ok(quantity),
            _ => Err(Invalid::new("quantity", "too_large")),
        }
    }

    /// The amount in its normal unit.
    pub fn amount(&self) -> Decimal {
        let factor = self.entered_unit.row().map_or(Decimal::ONE, |row| row.2);
        self.entered.checked_mul(factor).unwrap_or(LARGEST).normalize()
    }

    /// The normal unit.
    pub fn unit(&self) -> Unit {
        self.entered_unit.normal()
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.entered, self.entered_unit.name())
    }
}

impl FromStr for Quantity {
    type Err = Invalid;

    /// Reads `250 kg`, `2,5 tạ` (decimal comma), `1.5 tấn`.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let split = text
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+')))
            .ok_or_else(|| Invalid::new("quantity", "unit_missing").with("value", text))?;
        let (number, unit) = text.split_at(split);
        let number = parse_decimal(number)
            .ok_or_else(|| Invalid::new("quantity", "not_a_number").with("value", text))?;
        Self::new(number, EnteredUnit::parse(unit)?)
    }
}

/// A decimal with a point or a Vietnamese decimal comma; digit grouping is not guessed at.
pub(crate) fn parse_decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    if text.matches([',', '.']).count() > 1 {
        return None;
    }
    Decimal::from_str_exact(&text.replace(',', ".")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        let ta: Quantity = "2,5 tạ".parse().unwrap();
        assert_eq!(ta.amount(), Decimal::from(250));
        assert_eq!(ta.unit().code(), "KGM");
        assert_eq!(ta.to_string(), "2.5 tạ");
        assert_eq!("480 túi".parse::<Quantity>().unwrap().unit(), Unit::Piece);
        assert_eq!(
            "3 sào Bắc Bộ".parse::<Quantity>().unwrap().amount(),
            Decimal::from(1080)
        );
        // NFD, as some phones type it.
        assert_eq!(
            "2 ta\u{323}".parse::<Quantity>().unwrap().amount(),
            Decimal::from(200)
        );
    }

    #[test]
    fn refuses_what_nobody_can_mean() {
        for (text, reason) in [
            ("3 sào", "which_sao"),
            ("-1 kg", "negative"),
            ("1.000,5 kg", "not_a_number"),
            ("12", "unit_missing"),
            ("99999999999999999999999 tấn", "too_large"),
            ("5 bushel", "unknown_unit"),
        ] {
            assert_eq!(text.parse::<Quantity>().unwrap_err().reason, reason, "{text}");
        }
    }
}
