use std::sync::Arc;

use chrono::{Local, TimeZone};
use fieldbook_core::catalog::{Catalog, Lang, Step};
use fieldbook_core::export::{show_kind, show_number, show_value};
use fieldbook_core::model::{ClaimState, Fact, FieldValue, Moment, Quantity, QuantityRole};
use fieldbook_core::store::ChangeState;

use crate::session::Session;
use crate::texts::say;

/// How values are written for a person.
pub struct Words {
    /// The language.
    pub lang: Lang,
    /// The product groups, for the names of steps and fields.
    pub catalog: Arc<Catalog>,
}

/// A date and time where it happened: `02/10/2026 06:30`.
pub fn show_moment(at: &Moment) -> String {
    at.local().format("%d/%m/%Y %H:%M").to_string()
}

/// A date and time of this laptop's zone, from milliseconds since 1970.
pub fn show_local(ms: i64) -> String {
    let at = Local.timestamp_millis_opt(ms).single();
    at.map_or_else(String::new, |at| at.format("%d/%m/%Y %H:%M").to_string())
}

/// A clock is worth a word when it is off by more than this: two honest ones differ by less.
const OFFSET_MIN_S: u64 = 120;

/// How far a clock was off the hub's, in the largest unit that fits; nothing when it was right enough.
pub fn show_offset(seconds: i64, session: &Session) -> Option<String> {
    let off = seconds.unsigned_abs();
    if off < OFFSET_MIN_S {
        return None;
    }
    let units = [
        (365 * 86_400, "span.years"),
        (86_400, "span.days"),
        (3_600, "span.hours"),
        (60, "span.minutes"),
    ];
    let fits = units.iter().find(|(length, _)| off >= *length);
    let (length, unit) = fits.copied().unwrap_or((60, "span.minutes"));
    let span = session.say(unit, &[("count", (off / length).to_string())]);
    let key = if seconds > 0 {
        "clock.behind"
    } else {
        "clock.ahead"
    };
    Some(session.say(key, &[("span", span)]))
}

impl Words {
    /// An amount as it was entered.
    pub fn quantity(&self, quantity: &Quantity) -> String {
        format!(
            "{} {}",
            show_number(quantity.entered, self.lang),
            quantity.entered_unit.name()
        )
    }

    /// What a step is called.
    pub fn step(&self, fact: &Fact) -> String {
        match self.catalog.step(&fact.group, &fact.step) {
            Some(step) => step.name.get(self.lang).to_owned(),
            None => format!("{} ({})", show_kind(fact.kind, self.lang), fact.step),
        }
    }

    /// What a field of a fact is called.
    pub fn field(&self, fact: &Fact, code: &str) -> String {
        let step = self.catalog.step(&fact.group, &fact.step);
        if let Some(field) = step.and_then(|step| step.field(code)) {
            return field.label.get(self.lang).to_owned();
        }
        let key = format!("field.{code}");
        let said = say(self.lang, &key, &[]);
        if said == key { code.to_owned() } else { said }
    }

    /// A field's value.
    pub fn value(&self, fact: &Fact, code: &str, value: &FieldValue) -> String {
        if let FieldValue::Amount(quantity) = value {
            return self.quantity(quantity);
        }
        let step = self.catalog.step(&fact.group, &fact.step);
        show_value(value, step.and_then(|step| step.field(code)), self.lang)
    }

    /// What an amount of a step is called.
    pub fn role(&self, step: Option<&Step>, role: QuantityRole) -> String {
        match step.and_then(|step| step.quantity(role)) {
            Some(asked) => asked.label.get(self.lang).to_owned(),
            None => say(self.lang, &format!("quantity_role.{}", role.name()), &[]),
        }
    }

    /// How far an entry has come.
    pub fn state(&self, state: ChangeState) -> String {
        say(self.lang, &format!("fact_state.{}", state.name()), &[])
    }

    /// The state of a claim.
    pub fn claim_state(&self, state: ClaimState) -> String {
        say(self.lang, &format!("claim_state.{}", state.name()), &[])
    }

    /// Why a pack of the hub is not in use.
    pub fn pack_fault(&self, code: &str) -> String {
        say(self.lang, &format!("pack.{code}"), &[])
    }

    /// Why a list of leased codes did not come.
    pub fn list_fault(&self, code: &str) -> String {
        say(self.lang, &format!("list.{code}"), &[])
    }

    /// Why the hub held or refused; a code of a newer hub stands as it is.
    pub fn refusal(&self, code: &str) -> String {
        let key = format!("refusal.{code}");
        let said = say(self.lang, &key, &[]);
        if said == key { code.to_owned() } else { said }
    }
}
