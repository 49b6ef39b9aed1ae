use fieldbook_core::model::FieldValue;
use serde_json::Value;

/// A field's value. A number becomes a JSON number; one with more digits than JSON readers keep stays a
/// string, so that nothing is rounded. A corrected amount is a string with its unit: `2.4 tạ`.
pub fn value_json(value: &FieldValue) -> Value {
    match value {
        FieldValue::Text(text) => Value::from(text.as_str()),
        FieldValue::Bool(yes) => Value::from(*yes),
        FieldValue::Number(number) => number_json(&number.normalize().to_string()),
        FieldValue::Date(date) => Value::from(date.to_string()),
        FieldValue::Amount(quantity) => Value::from(quantity.to_string()),
    }
}

/// A decimal by its digits.
pub fn number_json(digits: &str) -> Value {
    let number: Option<serde_json::Number> = serde_json::from_str(digits).ok();
    match number.filter(|number| number.to_string() == digits) {
        Some(number) => Value::Number(number),
        None => Value::from(digits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_never_rounded() {
        assert_eq!(number_json("13.5"), serde_json::json!(13.5));
        assert_eq!(number_json("250"), serde_json::json!(250));
        assert_eq!(number_json("0.12345678901234567891"), "0.12345678901234567891");
        assert_eq!(
            number_json("79228162514264337593543950335"),
            "79228162514264337593543950335"
        );
    }
}
