use super::book::Book;
use super::error::Fault;
use super::views::FactView;
use crate::model::{
    Amendment, FactId, FieldValue, Invalid, Moment, Quantity, QuantityRole, RegisterKey, check_text, nfc,
};
use crate::rules::Deed;

impl Book {
    pub(super) fn amend(
        &self,
        fact: FactId,
        field: &str,
        value: FieldValue,
        reason: Option<&str>,
    ) -> Result<FactView, Fault> {
        let view = self.fact(fact)?;
        self.must(view.doc.org, Deed::Correct(Some(view.fact.kind)))?;
        let value = nfc_value(value);
        check_texts(field, &value, reason)?;
        let value = if let Some(role) = QuantityRole::of_field(field) {
            self.amended_amount(&view, role, field, &value)?
        } else {
            self.check_amendment(&view, field, &value)?;
            value
        };
        let amendment = self.amendment(value, reason);
        let key = RegisterKey::amend(fact, field);
        self.write(view.doc, |document, time_s| {
            document.put_fields(&[(key, amendment)], time_s)
        })?;
        self.fact(fact)
    }

    /// The new value must fit the field as a fresh entry would.
    fn check_amendment(&self, view: &FactView, field: &str, value: &FieldValue) -> Result<(), Fault> {
        let wrong_type = || Fault::from(Invalid::new(field, "wrong_type").with("value", value));
        match (field, value) {
            (RegisterKey::VOID, FieldValue::Bool(_)) | ("note", FieldValue::Text(_)) => Ok(()),
            ("occurred", FieldValue::Text(text)) => Ok(Moment::parse("occurred", text).map(|_| ())?),
            (RegisterKey::VOID | "note" | "occurred", _) => Err(wrong_type()),
            _ => {
                let (group, step) = (&view.fact.group, &view.fact.step);
                let read = self
                    .catalog()
                    .parse_field(group, step, field, &value.to_string())?;
                if read == *value { Ok(()) } else { Err(wrong_type()) }
            }
        }
    }

    /// An amount as it is written: a bare number is in the unit that stands. The unit that the fact was recorded in goes
    /// without saying, as in the books of before.
    fn amended_amount(
        &self,
        view: &FactView,
        role: QuantityRole,
        field: &str,
        value: &FieldValue,
    ) -> Result<FieldValue, Fault> {
        let unknown = || Invalid::new(field, "unknown_field");
        let stands = view.fact.amount(role).ok_or_else(unknown)?.entered_unit;
        let (number, unit) = match value {
            FieldValue::Number(number) => (*number, stands),
            FieldValue::Amount(amount) => (amount.entered, amount.entered_unit),
            _ => return Err(Invalid::new(field, "wrong_type").with("value", value).into()),
        };
        let amount = Quantity::new(number, unit)?;
        if unit != stands {
            self.catalog().check_unit(&view.fact, role, field, amount)?;
        }
        Ok(if self.recorded_unit(view.id(), field)? == Some(unit) {
            FieldValue::Number(number)
        } else {
            FieldValue::Amount(amount)
        })
    }

    pub(super) fn amendment(&self, value: FieldValue, reason: Option<&str>) -> Amendment {
        let reason = reason
            .map(|reason| nfc(reason.trim()))
            .filter(|reason| !reason.is_empty());
        Amendment {
            value,
            reason,
            by: self.person(),
            at: self.now(),
        }
    }
}

/// An amendment's texts keep the limits of a fact's.
pub(super) fn check_texts(field: &str, value: &FieldValue, reason: Option<&str>) -> Result<(), Invalid> {
    if let FieldValue::Text(text) = value {
        check_text(field, text)?;
    }
    reason.map_or(Ok(()), |reason| check_text("reason", reason))
}

pub(super) fn nfc_value(value: FieldValue) -> FieldValue {
    match value {
        FieldValue::Text(text) => FieldValue::text(&text),
        other => other,
    }
}
