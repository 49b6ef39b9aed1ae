//! Farm inputs and origins as they are typed.

use fieldbook_core::Fieldbook;
use fieldbook_core::model::{Input, Origin, Quantity};

use super::quantities::days;
use crate::failure::Failure;
use crate::find;

const KEYS: [&str; 6] = ["material", "ingredient", "maker-lot", "dose", "qty", "interval"];

/// A bare trade name, or `material=Validacin,dose=1,2 l/ha,qty=2 kg,interval=14,maker-lot=A7,ingredient=…`.
/// A comma that no known key follows belongs to the value before it: `qty=2,5 kg`.
pub fn input(text: &str) -> Result<Input, Failure> {
    let mut input = Input::default();
    for (key, value) in pairs(text)? {
        let some = || Some(value.clone());
        match key.as_str() {
            "ingredient" => input.active_ingredient = some(),
            "maker-lot" => input.maker_lot = some(),
            "dose" => input.dose = some(),
            "qty" => input.quantity = Some(value.parse()?),
            "interval" => input.pre_harvest_interval = Some(days(&value)?),
            _ => input.material = value,
        }
    }
    Ok(input)
}

fn pairs(text: &str) -> Result<Vec<(String, String)>, Failure> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for part in text.split(',') {
        match (part.split_once('='), pairs.last_mut()) {
            (Some((key, value)), _) if KEYS.contains(&key.trim()) => {
                pairs.push((key.trim().to_owned(), value.trim().to_owned()));
            }
            (Some((key, _)), _) if key.trim().chars().all(|c| c.is_ascii_alphabetic() || c == '-') => {
                return Err(Failure::usage("usage.input")
                    .with("value", key.trim())
                    .with("keys", KEYS.join(", ")));
            }
            (_, Some((_, value))) => {
                value.push(',');
                value.push_str(part);
            }
            (_, None) => pairs.push(("material".to_owned(), part.trim().to_owned())),
        }
    }
    Ok(pairs)
}

/// `DOC`, or `DOC=240 kg`: the season or lot the goods came from.
pub fn origin(book: &Fieldbook, text: &str) -> Result<Origin, Failure> {
    let Some((doc, amount)) = text.rsplit_once('=') else {
        return Ok(Origin {
            doc: find::origin(book, text)?,
            quantity: None,
        });
    };
    let quantity: Quantity = amount.parse()?;
    Ok(Origin {
        doc: find::origin(book, doc)?,
        quantity: Some(quantity),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_and_keys() {
        assert_eq!(input("Phân chuồng").unwrap().material, "Phân chuồng");
        let full =
            input("material=Validacin 5L,dose=1,2 l/ha,qty=2,5 kg,interval=14,maker-lot=A7,ingredient=x")
                .unwrap();
        assert_eq!(full.dose.as_deref(), Some("1,2 l/ha"));
        assert_eq!(full.quantity.unwrap().to_string(), "2.5 kg");
        assert_eq!(full.pre_harvest_interval, Some(14));
        assert_eq!(full.maker_lot.as_deref(), Some("A7"));
        let named_first = input("Validacin 5L, interval=7").unwrap();
        assert_eq!(
            (named_first.material.as_str(), named_first.pre_harvest_interval),
            ("Validacin 5L", Some(7))
        );
    }

    #[test]
    fn refuses_what_nobody_can_mean() {
        for text in [
            "material=a,colour=red",
            "interval=a week",
            "qty=5",
            "interval=70000",
            "interval=-1",
        ] {
            assert!(input(text).is_err(), "{text}");
        }
    }
}
