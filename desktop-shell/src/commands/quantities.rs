//! Amounts and places as they are typed.

use fieldbook_core::catalog::{Lang, Step};
use fieldbook_core::model::{Invalid, Place, Quantity, QuantityRole, RoledQuantity};

use crate::failure::Failure;

/// `250 kg`, or `in=250 kg` where the step takes amounts in several roles.
pub fn amount(text: &str, step: Option<&Step>, lang: Lang) -> Result<RoledQuantity, Failure> {
    let given = text
        .split_once('=')
        .and_then(|(name, amount)| Some((QuantityRole::from_name(name.trim())?, amount)));
    let (given, amount) = given.map_or((None, text), |(role, amount)| (Some(role), amount));
    let quantity: Quantity = amount.parse()?;
    let role = match given {
        Some(role) => role,
        // An unknown step is refused by the core, which can say so.
        None if step.is_none() => QuantityRole::Out,
        None => meant(&quantity, step).ok_or_else(|| which_role(text, step, lang))?,
    };
    Ok(RoledQuantity { role, quantity })
}

/// The role an amount can only have in a step: the one of its sort of unit, or the one the step needs.
fn meant(quantity: &Quantity, step: Option<&Step>) -> Option<QuantityRole> {
    let rules = &step?.quantities;
    let fitting: Vec<_> = rules
        .iter()
        .filter(|rule| rule.units.contains(&quantity.unit()))
        .collect();
    let needed: Vec<_> = fitting.iter().filter(|rule| rule.required).collect();
    match (fitting.as_slice(), needed.as_slice(), rules.as_slice()) {
        ([only], _, _) => Some(only.role),
        (_, [only], _) => Some(only.role),
        // The step takes one amount of another unit, or none: the core says which.
        ([], _, [only]) => Some(only.role),
        (_, _, []) => Some(QuantityRole::Out),
        _ => None,
    }
}

fn which_role(text: &str, step: Option<&Step>, lang: Lang) -> Failure {
    let rules = step.map(|step| step.quantities.as_slice()).unwrap_or_default();
    let choices: Vec<String> = rules
        .iter()
        .map(|rule| {
            let name = rule.role.name();
            format!("--qty \"{name}={text}\" ({})", rule.label.get(lang))
        })
        .collect();
    Failure::refused("invalid_input", "record.which_role").with("choices", choices.join(", "))
}

/// `LAT,LON` or `LAT,LON,METRES`, in decimal degrees (WGS 84).
pub fn place(text: &str) -> Result<Place, Failure> {
    let bad = || Failure::usage("usage.place").with("value", text);
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let (lat, lon, accuracy) = match parts.as_slice() {
        [lat, lon] => (lat, lon, None),
        [lat, lon, accuracy] => (lat, lon, Some(accuracy)),
        _ => return Err(bad()),
    };
    let place = Place {
        lat_e7: degrees(lat).ok_or_else(bad)?,
        lon_e7: degrees(lon).ok_or_else(bad)?,
        accuracy_m: accuracy.map_or(Ok(0), |metres| metres.parse().map_err(|_| bad()))?,
        fix_age_s: 0,
        mock: false,
    };
    Ok(place.check().map(|()| place)?)
}

/// Decimal degrees in 10⁻⁷ degrees, by their digits: no binary rounding.
fn degrees(text: &str) -> Option<i32> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) {
        return None;
    }
    let fraction: String = fraction.chars().chain("0000000".chars()).take(7).collect();
    let e7: i32 = format!("{whole}{fraction}").parse().ok()?;
    Some(if negative { -e7 } else { e7 })
}

/// A whole number of days.
pub fn days(text: &str) -> Result<u16, Failure> {
    let bad = || Invalid::new("input", "not_a_number").with("value", text);
    Ok(text.trim().parse().map_err(|_| bad())?)
}

#[cfg(test)]
mod tests {
    use fieldbook_core::catalog::Catalog;

    use super::*;

    fn role_of(step: &str, text: &str) -> Option<QuantityRole> {
        let step = Catalog::builtin().step("sticky-rice", step);
        amount(text, step, Lang::En).ok().map(|roled| roled.role)
    }

    #[test]
    fn the_role_comes_from_the_step() {
        assert_eq!(role_of("harvest", "250 kg"), Some(QuantityRole::Out));
        assert_eq!(role_of("harvest", "2 ha"), Some(QuantityRole::Area));
        assert_eq!(role_of("sow", "30 kg"), Some(QuantityRole::In));
        assert_eq!(role_of("pack", "480 túi"), Some(QuantityRole::Out));
        assert_eq!(role_of("mill", "250 kg"), None, "in or out is not clear");
        assert_eq!(role_of("mill", "in=250 kg"), Some(QuantityRole::In));
    }

    #[test]
    fn places_keep_their_digits() {
        let here = place("21.0712345, 103.5,12").unwrap();
        assert_eq!(
            (here.lat_e7, here.lon_e7, here.accuracy_m),
            (210_712_345, 1_035_000_000, 12)
        );
        assert_eq!(place("-1.5,-0.1").unwrap().lon_e7, -1_000_000);
        for text in [
            "",
            "21",
            "a,b",
            "21.5,181",
            "91,0",
            "1e9,2",
            "21,103,-5",
            "NaN,inf",
            "1,2,3,4",
        ] {
            assert!(place(text).is_err(), "{text}");
        }
    }
}
