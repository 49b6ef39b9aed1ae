use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::catalog::{FieldType, ProductGroup, Step};
use crate::model::{
    BlobHash, Capture, ClaimState, ClockTrust, DeviceId, DocId, DocKind, DocRef, Fact, FactId, FactKind,
    FieldValue, Input, Moment, Org, OrgId, Origin, Person, PersonId, Place, Product, ProductId, Quantity,
    QuantityRole, RoledQuantity, SerialRange, StampSpan, Trace, TraceDoc, TraceFact,
};

pub const ORG: u128 = 1;
pub const SEASON: u128 = 2;
pub const LOT: u128 = 3;
pub const FARMER: u128 = 4;
pub const PLOT: u128 = 5;

/// 2026-06-01T06:30 in Vietnam, and so many days later.
pub fn day(days: i64) -> Moment {
    Moment {
        utc_ms: 1_780_270_200_123 + days * 86_400_000,
        offset_min: 420,
        trust: ClockTrust::Device,
    }
}

pub fn doc(kind: DocKind, id: u128) -> TraceDoc {
    TraceDoc {
        doc: DocRef {
            id: DocId(Uuid::from_u128(id)),
            kind,
            org: OrgId(Uuid::from_u128(ORG)),
        },
        head: BTreeMap::new(),
        facts: Vec::new(),
        corrections: Vec::new(),
    }
}

pub fn fact(id: u128, kind: FactKind, step: &str) -> TraceFact {
    let moment = day(i64::try_from(id % 1000).unwrap());
    let fact = Fact {
        id: FactId(Uuid::from_u128(id)),
        kind,
        step: step.to_owned(),
        group: "sticky-rice@1".to_owned(),
        occurred: moment,
        recorded: Moment {
            utc_ms: moment.utc_ms + 60_000,
            ..moment
        },
        recorder: PersonId(Uuid::from_u128(FARMER)),
        device: DeviceId(Uuid::from_u128(9)),
        on_behalf_of: None,
        place: Some(Place {
            lat_e7: 209_123_456,
            lon_e7: 1_037_654_321,
            accuracy_m: 5,
            fix_age_s: 1,
            mock: false,
        }),
        quantities: Vec::new(),
        inputs: Vec::new(),
        photos: Vec::new(),
        voice: Vec::new(),
        fields: BTreeMap::new(),
        origins: Vec::new(),
        stamps: Vec::new(),
        note: None,
        capture: Capture::Manual,
        hub_offset_s: None,
        unknown: BTreeMap::new(),
    };
    TraceFact {
        fact,
        doc: DocId(Uuid::from_u128(LOT)),
        voided: false,
        amended: Vec::new(),
        contradicts: None,
        conflicts: Vec::new(),
        claim: None,
        signer: None,
        corrections: Vec::new(),
    }
}

pub fn amount(role: QuantityRole, text: &str) -> RoledQuantity {
    RoledQuantity {
        role,
        quantity: text.parse().unwrap(),
    }
}

pub fn from(doc: u128, quantity: Option<&str>) -> Origin {
    Origin {
        doc: DocId(Uuid::from_u128(doc)),
        quantity: quantity.map(|text| text.parse::<Quantity>().unwrap()),
    }
}

pub fn span(first: u128, last: u128) -> StampSpan {
    StampSpan {
        roll: None,
        lease: None,
        range: SerialRange::new("HX", 8, "", first, last).unwrap(),
        code: None,
    }
}

pub fn trace(lot: TraceDoc, origins: Vec<TraceDoc>) -> Trace {
    Trace {
        lot,
        origins,
        product: Some(Product {
            id: ProductId(Uuid::from_u128(7)),
            name: "Gạo nếp tan Mường Và".to_owned(),
            group: "sticky-rice".to_owned(),
            gtin: Some("8939999000017".to_owned()),
        }),
        org: Org {
            id: OrgId(Uuid::from_u128(ORG)),
            name: "HTX Mường Và".to_owned(),
            address: Some("Bản Mường Và, Sơn La. ĐT 0912 345 678".to_owned()),
            gln: Some("8939999000024".to_owned()),
        },
        people: vec![Person {
            id: PersonId(Uuid::from_u128(FARMER)),
            name: "Lò Thị Mai".to_owned(),
        }],
    }
}

/// A season and a lot with one fact of every step of a product group, every field, amount and input filled.
pub fn every_step(group: &ProductGroup) -> Trace {
    let mut season = doc(DocKind::Season, SEASON);
    let plot = FieldValue::Text(Uuid::from_u128(PLOT).to_string());
    season.head.insert("plot".to_owned(), plot);
    season
        .head
        .insert("name".to_owned(), FieldValue::text("Vụ mùa 2026"));
    let mut lot = doc(DocKind::Lot, LOT);
    lot.head.insert("code".to_owned(), FieldValue::text("MV/2026-01"));
    for (number, step) in (100u128..).zip(&group.steps) {
        let into = if step.on.contains(&DocKind::Lot) {
            &mut lot
        } else {
            &mut season
        };
        into.facts.push(filled(number, step, group));
    }
    trace(lot, vec![season])
}

fn filled(number: u128, step: &Step, group: &ProductGroup) -> TraceFact {
    let mut filled = fact(number, step.kind, &step.code);
    let fact = &mut filled.fact;
    fact.group = group.id();
    fact.note = Some("Gọi 0912.345.678".to_owned());
    fact.photos.push(BlobHash([7; 32]));
    fact.voice.push(BlobHash([0xee; 32]));
    for rule in &step.quantities {
        let text = match rule.units[0].code() {
            "KGM" => "2,5 tạ",
            "MTK" => "2 sào Bắc Bộ",
            "LTR" => "3 lít",
            _ => "480 túi",
        };
        fact.quantities.push(amount(rule.role, text));
    }
    if step.inputs.is_some() {
        fact.inputs.push(Input {
            material: "Thuốc A".to_owned(),
            dose: Some("1,2 l/ha".to_owned()),
            quantity: Some("500 ml".parse().unwrap()),
            pre_harvest_interval: Some(14),
            ..Input::default()
        });
    }
    if step.asks_origin {
        fact.origins.push(from(SEASON, Some("250 kg")));
    }
    if matches!(step.kind, FactKind::Activate | FactKind::VoidStamps) {
        fact.stamps.push(span(1, 480));
    }
    for field in &step.fields {
        let value = match &field.takes {
            FieldType::Text(_) => FieldValue::text("Nhà ông Lò Văn Ón"),
            FieldType::Number(rule) => FieldValue::Number(rule.max.unwrap_or(Decimal::TEN)),
            FieldType::Bool => FieldValue::Bool(true),
            FieldType::Date => FieldValue::Date(NaiveDate::from_ymd_opt(2027, 6, 1).unwrap()),
            FieldType::Choice { choices } => FieldValue::text(&choices[0].code),
        };
        fact.fields.insert(field.code.clone(), value);
    }
    if step.kind == FactKind::Activate {
        filled.claim = Some((ClaimState::Confirmed, vec![span(1, 480)]));
    }
    filled
}

/// Two batches dried from one season's harvest, milled together, packed and half activated.
pub fn two_batches() -> Trace {
    let mut season = doc(DocKind::Season, SEASON);
    let mut harvest = fact(100, FactKind::Harvest, "harvest");
    harvest.fact.quantities.push(amount(QuantityRole::Out, "1 tấn"));
    season.facts.push(harvest);
    let mut lot = doc(DocKind::Lot, LOT);
    lot.facts = vec![
        dried(110, "600 kg", "520 kg"),
        dried(111, "400 kg", "350 kg"),
        milled(),
        packed(),
        activated(),
    ];
    trace(lot, vec![season])
}

fn dried(id: u128, into: &str, out: &str) -> TraceFact {
    let mut dried = fact(id, FactKind::Process, "dry");
    dried.fact.origins.push(from(SEASON, Some(into)));
    dried.fact.quantities = vec![amount(QuantityRole::In, into), amount(QuantityRole::Out, out)];
    dried
}

fn milled() -> TraceFact {
    let mut milled = fact(112, FactKind::Process, "mill");
    // The origin is named again: it must not be drawn on twice.
    milled.fact.origins.push(from(SEASON, Some("870 kg")));
    milled.fact.quantities = vec![
        amount(QuantityRole::In, "870 kg"),
        amount(QuantityRole::Out, "560,5 kg"),
    ];
    milled
}

fn packed() -> TraceFact {
    let mut packed = fact(113, FactKind::Pack, "pack");
    packed.fact.quantities = vec![
        amount(QuantityRole::In, "560 kg"),
        amount(QuantityRole::Out, "560 túi"),
    ];
    let expiry = NaiveDate::from_ymd_opt(2027, 10, 1).unwrap();
    let expiry = FieldValue::Date(expiry);
    packed.fact.fields.insert("expires_on".to_owned(), expiry);
    packed
}

fn activated() -> TraceFact {
    let mut activated = fact(114, FactKind::Activate, "activate");
    activated.fact.stamps.push(span(1, 3));
    activated.claim = Some((ClaimState::Pending, vec![span(1, 3)]));
    activated
}
