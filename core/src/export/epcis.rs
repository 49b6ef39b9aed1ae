use serde_json::{Value, json};
use uuid::Uuid;

use super::event::{Event, quantity_element, quantity_list};
use super::goods::{Flow, Goods};
use super::names::{Names, OWN, code_of, own};
use super::{ExportError, redact, stamped};
use crate::catalog::Catalog;
use crate::model::{
    ClaimState, DocKind, FactKind, FieldValue, Moment, QuantityRole, Trace, TraceDoc, TraceFact,
};

const CONTEXT: &str = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";

/// How an EPCIS document is written.
#[derive(Debug, Clone)]
pub struct EpcisOptions {
    /// The address that GS1 Digital Links begin with, such as the hub's. EPCs are the same whatever it is.
    pub resolver: String,
    /// The document's `creationDate`; the core has no clock of its own.
    pub created: Moment,
    /// The most stamps of one event that are listed one by one; above it the event says their class, their
    /// count and their ranges.
    pub epc_limit: u64,
}

impl EpcisOptions {
    /// GS1's own resolver, and up to 10,000 stamps listed one by one (about 0.7 MB).
    pub fn new(created: Moment) -> Self {
        Self {
            resolver: "https://id.gs1.org".to_owned(),
            created,
            epc_limit: 10_000,
        }
    }
}

/// A lot's whole story as an EPCIS 2.0 JSON-LD document (`EPCISDocument`, CBV 2.0).
///
/// Every standing fact becomes one event with the fact's id, its current values and, under our own
/// namespace `fb:`, what EPCIS has no word for. A packing that says what went in has a second event, a
/// TransformationEvent, so that the bags lead back to the loose goods.
///
/// Left out: notes and voices, which are words and not events; voided facts, because the document tells what stands,
/// and an `errorDeclaration` is owed only to those who were sent the event before; refused and withdrawn
/// activations; and, as the file is public, people, positions, prices and texts that may name someone.
///
/// # Errors
/// [`ExportError::Resolver`] and [`ExportError::Moment`].
pub fn epcis(trace: &Trace, catalog: &Catalog, options: &EpcisOptions) -> Result<Value, ExportError> {
    let names = Names::new(trace, &options.resolver)?;
    let mut events: Vec<(&TraceFact, Value)> = Vec::new();
    for doc in std::iter::once(&trace.lot).chain(&trace.origins) {
        let writer = Writer {
            names: &names,
            catalog,
            doc,
            limit: options.epc_limit,
        };
        writer.write(&mut events)?;
    }
    events.sort_by_key(|(fact, _)| (fact.fact.occurred, fact.fact.id));
    let events: Vec<Value> = events.into_iter().map(|(_, event)| event).collect();
    Ok(json!({
        "@context": [CONTEXT, {"fb": OWN}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": options.created.to_rfc3339(),
        "epcisHeader": {"epcisMasterData": {"vocabularyList": master_data(trace, &names)}},
        "epcisBody": {"eventList": events},
    }))
}

/// The names behind the ids: product, lots, seasons and organisation.
fn master_data(trace: &Trace, names: &Names) -> Value {
    let element = |id: String, attributes: Vec<(&str, String)>| {
        let attributes: Vec<Value> = attributes
            .into_iter()
            .map(|(id, text)| json!({"id": format!("cbvmda:{id}"), "attribute": redact(&text)}))
            .collect();
        json!({"id": id, "attributes": attributes})
    };
    let docs = std::iter::once(&trace.lot).chain(&trace.origins);
    let classes: Vec<Value> = docs
        .filter_map(|doc| {
            let product = trace.product.as_ref().map(|product| product.name.clone());
            let is_lot = doc.doc.id == trace.lot.doc.id;
            let name = product.filter(|_| is_lot).or_else(|| doc.head_text("name"))?;
            Some(element(names.class_of(doc), vec![("descriptionShort", name)]))
        })
        .collect();
    let mut place = vec![("name", trace.org.name.clone())];
    place.extend(
        trace
            .org
            .address
            .clone()
            .map(|address| ("streetAddressOne", address)),
    );
    let place = element(names.location(), place);
    json!([
        {"type": "urn:epcglobal:epcis:vtype:EPCClass", "vocabularyElementList": classes},
        {"type": "urn:epcglobal:epcis:vtype:BusinessLocation", "vocabularyElementList": [place]},
    ])
}

/// Writes the events of one document.
struct Writer<'a> {
    names: &'a Names<'a>,
    catalog: &'a Catalog,
    doc: &'a TraceDoc,
    limit: u64,
}

impl<'a> Writer<'a> {
    fn write(&self, events: &mut Vec<(&'a TraceFact, Value)>) -> Result<(), ExportError> {
        let mut facts: Vec<&TraceFact> = self.doc.facts.iter().filter(|fact| !fact.voided).collect();
        facts.sort_by_key(|fact| (fact.fact.occurred, fact.fact.id));
        let mut flow = Flow::new(self.names, self.doc);
        let mut harvested = false;
        for fact in facts {
            let written = match fact.fact.kind {
                FactKind::Note => None,
                FactKind::Harvest => Some(self.harvest(fact, &flow, &mut harvested)?),
                FactKind::Process => Some(self.process(fact, &mut flow)?),
                FactKind::Pack => {
                    let (taken, packed) = self.pack(fact, &mut flow)?;
                    events.extend(taken.map(|event| (fact, event.into_value())));
                    Some(packed)
                }
                FactKind::Activate => self.activate(fact)?,
                FactKind::VoidStamps => Some(self.void_stamps(fact, &flow)?),
                FactKind::Receive => Some(self.receive(fact, &mut flow)?),
                _ => Some(self.observe(fact, &flow)?),
            };
            events.extend(written.map(|event| (fact, event.into_value())));
        }
        Ok(())
    }

    fn event(&self, kind: &str, fact: &TraceFact, biz_step: &str) -> Result<Event, ExportError> {
        let step = self.catalog.step(&fact.fact.group, &fact.fact.step);
        let own_step = step.and_then(|step| step.epcis_biz_step.as_deref());
        let event = Event::of(kind, fact, self.doc, self.names, self.catalog)?;
        Ok(event.set("bizStep", own_step.unwrap_or(biz_step)))
    }

    /// Commissioning covers harvesting; a lot id that is added to again is `creating_class_instance`
    /// (CBV 2.0).
    fn harvest(&self, fact: &TraceFact, flow: &Flow, again: &mut bool) -> Result<Event, ExportError> {
        let biz_step = if std::mem::replace(again, true) {
            "creating_class_instance"
        } else {
            "commissioning"
        };
        let goods = Goods::new(flow.whole(), fact.fact.amount(QuantityRole::Out));
        let event = self.event("ObjectEvent", fact, biz_step)?;
        Ok(event
            .set("action", "ADD")
            .set("disposition", "in_progress")
            .set("quantityList", quantity_list(&[goods])))
    }

    fn receive(&self, fact: &TraceFact, flow: &mut Flow) -> Result<Event, ExportError> {
        let event = self.event("ObjectEvent", fact, "receiving")?;
        let party = json!([{"type": "possessing_party", "destination": self.names.party()}]);
        Ok(event
            .set("action", "OBSERVE")
            .set("disposition", "in_progress")
            .set("quantityList", quantity_list(&flow.receive(&fact.fact)))
            .set("destinationList", party))
    }

    fn process(&self, fact: &TraceFact, flow: &mut Flow) -> Result<Event, ExportError> {
        let (taken, given) = flow.process(&fact.fact);
        let event = self.event("TransformationEvent", fact, "commissioning")?;
        Ok(event
            .set("disposition", "in_progress")
            .set("inputQuantityList", quantity_list(&taken))
            .set("outputQuantityList", quantity_list(&[given])))
    }

    fn pack(&self, fact: &TraceFact, flow: &mut Flow) -> Result<(Option<Event>, Event), ExportError> {
        let (taken, given) = flow.pack(&fact.fact);
        let packed = self
            .event("AggregationEvent", fact, "packing")?
            .set("action", "ADD")
            .set("parentID", format!("{OWN}packing:{}", fact.fact.id))
            .set("childQuantityList", json!([quantity_element(&given)]));
        let Some(taken) = taken else {
            return Ok((None, packed));
        };
        let id = Uuid::new_v5(&fact.fact.id.0, b"what went into the packing");
        let made = self
            .event("TransformationEvent", fact, "commissioning")?
            .set("eventID", format!("urn:uuid:{id}"))
            .set("bizStep", "commissioning")
            .set("inputQuantityList", quantity_list(&taken))
            .set("outputQuantityList", quantity_list(&[given]))
            .set("ilmd", self.lot_data(fact));
        Ok((Some(made), packed))
    }

    /// Instance or lot master data: the lot's code and, where a packing says it, the expiry date.
    fn lot_data(&self, fact: &TraceFact) -> Value {
        let mut ilmd = json!({"cbvmda:lotNumber": code_of(self.doc)});
        let standing = self.doc.facts.iter().filter(|other| !other.voided);
        let packings = standing.filter(|other| other.fact.kind == FactKind::Pack);
        let expiry =
            std::iter::once(fact)
                .chain(packings)
                .find_map(|fact| match fact.fact.fields.get("expires_on") {
                    Some(FieldValue::Date(day)) => Some(day.to_string()),
                    _ => None,
                });
        if let (Some(ilmd), Some(expiry)) = (ilmd.as_object_mut(), expiry) {
            ilmd.insert("cbvmda:itemExpirationDate".to_owned(), expiry.into());
        }
        ilmd
    }

    /// Stamps are active only once the hub has confirmed the claim.
    fn activate(&self, fact: &TraceFact) -> Result<Option<Event>, ExportError> {
        let Some((state, spans)) = stamped::claimed(fact) else {
            return Ok(None);
        };
        let disposition = if state == ClaimState::Confirmed {
            "active"
        } else {
            "inactive"
        };
        let event = self
            .event("ObjectEvent", fact, "commissioning")?
            .set("action", "ADD")
            .set("disposition", disposition)
            .set("fb:claimState", state.name())
            .set("ilmd", self.lot_data(fact));
        let said = stamped::epcs(spans, self.doc, self.names, self.limit);
        Ok(Some(
            said.into_iter()
                .fold(event, |event, (key, value)| event.set(key, value)),
        ))
    }

    fn void_stamps(&self, fact: &TraceFact, flow: &Flow) -> Result<Event, ExportError> {
        let destroyed = fact.fact.fields.get("destroyed") == Some(&FieldValue::Bool(true));
        let event = self
            .event("ObjectEvent", fact, "decommissioning")?
            .set("action", "DELETE")
            .set("disposition", if destroyed { "destroyed" } else { "inactive" });
        let event = if destroyed {
            event.set("bizStep", "destroying")
        } else {
            event
        };
        if fact.fact.stamps.is_empty() {
            // Torn stamps are sometimes only counted: the event then speaks of the lot's class.
            let goods = Goods::new(flow.whole(), fact.fact.amount(QuantityRole::Out));
            return Ok(event.set("quantityList", quantity_list(&[goods])));
        }
        let said = stamped::epcs(&fact.fact.stamps, self.doc, self.names, self.limit);
        Ok(said
            .into_iter()
            .fold(event, |event, (key, value)| event.set(key, value)))
    }

    /// What is done to goods, or seen of them, without making or ending any.
    fn observe(&self, fact: &TraceFact, flow: &Flow) -> Result<Event, ExportError> {
        let farm_work = own("bizstep", &fact.fact.step);
        let (biz_step, disposition) = match fact.fact.kind {
            FactKind::Store => ("storing", None),
            FactKind::Test => ("sampling", None),
            FactKind::Ship => ("shipping", Some("in_transit")),
            FactKind::Inspect => ("inspecting", None),
            FactKind::Recall => ("holding", Some("recalled")),
            _ => (farm_work.as_str(), None),
        };
        let event = self
            .event("ObjectEvent", fact, biz_step)?
            .set("action", "OBSERVE")
            .set_some("disposition", disposition)
            .set_some("persistentDisposition", conclusion(fact))
            .set("quantityList", quantity_list(&self.observed(fact, flow)));
        Ok(match fact.fact.kind {
            FactKind::Test => {
                let result = format!("{OWN}test:{}", fact.fact.id);
                event.set(
                    "bizTransactionList",
                    json!([{"type": "testres", "bizTransaction": result}]),
                )
            }
            FactKind::Ship => event
                .set(
                    "sourceList",
                    json!([{"type": "possessing_party", "source": self.names.party()}]),
                )
                .without("bizLocation"),
            // Seen on the goods, and nobody's word that they are active; nor was the rest of the lot looked at.
            FactKind::Inspect if !fact.fact.stamps.is_empty() => {
                stamped::epcs(&fact.fact.stamps, self.doc, self.names, self.limit)
                    .into_iter()
                    .fold(event.without("quantityList"), |event, (key, value)| {
                        event.set(key, value)
                    })
            }
            _ => event,
        })
    }

    fn observed(&self, fact: &TraceFact, flow: &Flow) -> Vec<Goods> {
        let amount = match fact.fact.kind {
            FactKind::Store => fact.fact.amount(QuantityRole::In),
            FactKind::Ship => fact.fact.amount(QuantityRole::Out),
            _ => None,
        };
        let whole = fact.fact.kind == FactKind::Recall || self.doc.doc.kind != DocKind::Lot;
        if whole {
            return vec![Goods::new(flow.whole(), amount)];
        }
        flow.present(amount)
    }
}

/// What an inspection or a test concluded, where it is clear.
fn conclusion(fact: &TraceFact) -> Option<Value> {
    let said = match fact.fact.kind {
        FactKind::Inspect => "conclusion",
        FactKind::Test => "result",
        _ => return None,
    };
    let set = match fact.fact.fields.get(said)?.as_text()? {
        "conformant" | "pass" => "conformant",
        "non_conformant" | "fail" => "non_conformant",
        _ => return None,
    };
    Some(json!({"set": [set]}))
}
