use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::goods::Goods;
use super::names::Names;
use super::{ExportError, public_fields, redact};
use crate::catalog::Catalog;
use crate::model::{Fact, FieldValue, Moment, Quantity, QuantityRole, TraceDoc, TraceFact, Unit};

/// One EPCIS event as it is put together.
pub(super) struct Event(Map<String, Value>);

impl Event {
    /// What every event of a fact says: when, recorded when, by which id, at which place, and what of the
    /// step EPCIS has no word for.
    pub(super) fn of(
        kind: &str,
        fact: &TraceFact,
        doc: &TraceDoc,
        names: &Names,
        catalog: &Catalog,
    ) -> Result<Self, ExportError> {
        let occurred = written(&fact.fact, fact.fact.occurred)?;
        let recorded = written(&fact.fact, fact.fact.recorded)?;
        let event = Self(Map::new())
            .set("type", kind)
            .set("eventID", format!("urn:uuid:{}", fact.fact.id))
            .set("eventTime", occurred.to_rfc3339())
            .set("eventTimeZoneOffset", occurred.offset_text())
            .set("recordTime", recorded.to_rfc3339())
            .set("readPoint", json!({"id": names.read_point(doc)}))
            .set("bizLocation", json!({"id": names.location()}));
        Ok(event.extensions(fact, catalog))
    }

    /// Sets a value.
    pub(super) fn set(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.insert(key.to_owned(), value.into());
        self
    }

    /// Sets a value that is known.
    pub(super) fn set_some(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.set(key, value),
            None => self,
        }
    }

    /// Goods in motion are at no business location.
    pub(super) fn without(mut self, key: &str) -> Self {
        self.0.remove(key);
        self
    }

    pub(super) fn into_value(self) -> Value {
        Value::Object(self.0)
    }

    fn extensions(self, fact: &TraceFact, catalog: &Catalog) -> Self {
        let area = fact.fact.amount(QuantityRole::Area);
        let fields = fields(fact, catalog);
        let inputs: Vec<Value> = fact.fact.inputs.iter().map(input).collect();
        let photos: Vec<String> = fact.fact.photos.iter().map(ToString::to_string).collect();
        let disputed: Vec<&str> = fact.conflicts.iter().map(|c| c.field.as_str()).collect();
        self.set("fb:step", fact.fact.step.as_str())
            .set("fb:group", fact.fact.group.as_str())
            .set_some("fb:area", area.map(measure))
            // Of several classes of goods EPCIS cannot say the sum, and kg in against kg out is what a
            // mass balance reads.
            .set_some("fb:in", fact.fact.amount(QuantityRole::In).map(measure))
            .set_some("fb:out", fact.fact.amount(QuantityRole::Out).map(measure))
            .set_some("fb:fields", (!fields.is_empty()).then_some(fields))
            .set_some("fb:inputs", (!inputs.is_empty()).then_some(inputs))
            .set_some("fb:photos", (!photos.is_empty()).then_some(photos))
            .set_some("fb:disputedFields", (!disputed.is_empty()).then_some(disputed))
    }
}

/// An EPCIS quantity element. EPCIS counts pieces by leaving the unit out.
pub(super) fn quantity_element(goods: &Goods) -> Value {
    let mut element = Map::new();
    element.insert("epcClass".to_owned(), goods.class.as_str().into());
    if let Some(quantity) = goods.quantity {
        element.insert("quantity".to_owned(), number(quantity.amount()));
        if quantity.unit() != Unit::Piece {
            element.insert("uom".to_owned(), quantity.unit().code().into());
        }
    }
    Value::Object(element)
}

/// A list of quantity elements.
pub(super) fn quantity_list(goods: &[Goods]) -> Value {
    goods.iter().map(quantity_element).collect()
}

fn measure(quantity: Quantity) -> Value {
    json!({"fb:value": number(quantity.amount()), "fb:uom": quantity.unit().code()})
}

fn fields(fact: &TraceFact, catalog: &Catalog) -> Map<String, Value> {
    let public = public_fields(&fact.fact, catalog).into_iter();
    public
        .map(|field| (format!("fb:{}", field.code), plain(&field.value)))
        .collect()
}

fn plain(value: &FieldValue) -> Value {
    match value {
        FieldValue::Text(text) => text.as_str().into(),
        FieldValue::Number(value) => number(*value),
        FieldValue::Bool(yes) => (*yes).into(),
        FieldValue::Date(date) => date.to_string().into(),
        FieldValue::Amount(quantity) => quantity.to_string().into(),
    }
}

fn input(input: &crate::model::Input) -> Value {
    let texts = [
        ("fb:material", Some(&input.material)),
        ("fb:activeIngredient", input.active_ingredient.as_ref()),
        ("fb:makerLot", input.maker_lot.as_ref()),
        ("fb:dose", input.dose.as_ref()),
    ];
    let texts = texts.into_iter().filter_map(|(key, text)| Some((key, text?)));
    let mut said: Map<String, Value> = texts
        .map(|(key, text)| (key.to_owned(), redact(text).into()))
        .collect();
    if let Some(quantity) = input.quantity {
        said.insert("fb:quantity".to_owned(), measure(quantity));
    }
    if let Some(days) = input.pre_harvest_interval {
        said.insert("fb:preHarvestIntervalDays".to_owned(), days.into());
    }
    Value::Object(said)
}

/// A decimal as a JSON number. Readers that use binary floats keep 15 digits, more than any scale weighs.
pub(super) fn number(value: Decimal) -> Value {
    let written = value.normalize().to_string();
    written.parse().map_or(Value::String(written), Value::Number)
}

/// A moment that RFC 3339 and EPCIS can write: years 0 to 9999; an offset beyond 14 hours becomes UTC.
fn written(fact: &Fact, moment: Moment) -> Result<Moment, ExportError> {
    const FIRST_MS: i64 = -62_167_219_200_000; // 0000-01-01T00:00Z
    const LAST_MS: i64 = 253_402_214_400_000; // 9999-12-31T00:00Z, so that every offset stays inside
    const OFFSET_MAX: i16 = 14 * 60;
    if !(FIRST_MS + 86_400_000..=LAST_MS).contains(&moment.utc_ms) {
        return Err(ExportError::Moment(fact.id));
    }
    let offset_min = if (-OFFSET_MAX..=OFFSET_MAX).contains(&moment.offset_min) {
        moment.offset_min
    } else {
        0
    };
    Ok(Moment { offset_min, ..moment })
}
