use std::collections::BTreeMap;

use chrono::NaiveDate;
use fieldbook_core::model::{
    BlobHash, Capture, Certified, ClaimState, ClockTrust, DeviceId, DocId, DocKind, DocRef, Fact, FactId,
    FactKind, FieldValue, Input, Moment, Org, OrgId, Origin, Person, PersonId, Place, Product, ProductId,
    QuantityRole, RoledQuantity, SerialRange, StampSpan, Trace, TraceConflict, TraceDoc, TraceFact,
};
use uuid::Uuid;

use super::super::{StampState, StampView};

const FARMER: u128 = 4;
const MANAGER: u128 = 5;

/// A stamp of the sample lot in a state.
pub fn view(state: StampState) -> StampView {
    StampView {
        gtin: Some("08939999000017".to_owned()),
        serial: Some("HX00000042".to_owned()),
        lot_code: Some("MV2026-01".to_owned()),
        state,
        image: None,
        received: Some(at("2026-11-02T19:45:10+07:00")),
    }
}

pub fn at(text: &str) -> Moment {
    Moment::parse("occurred", text).unwrap()
}

fn doc(kind: DocKind, id: u128, head: &[(&str, &str)], facts: Vec<TraceFact>) -> TraceDoc {
    TraceDoc {
        doc: DocRef {
            id: DocId(Uuid::from_u128(id)),
            kind,
            org: OrgId(Uuid::from_u128(1)),
        },
        head: head
            .iter()
            .map(|(field, text)| ((*field).to_owned(), FieldValue::text(text)))
            .collect(),
        facts,
        corrections: Vec::new(),
    }
}

/// A fact with its amounts (`in 600 kg`) and fields.
pub fn fact(id: u128, kind: FactKind, step: &str, when: &str, amounts: &[&str]) -> TraceFact {
    let fact = Fact {
        id: FactId(Uuid::from_u128(id)),
        kind,
        step: step.to_owned(),
        group: "sticky-rice@1".to_owned(),
        occurred: Moment {
            trust: ClockTrust::Device,
            ..at(when)
        },
        recorded: at(when),
        recorder: PersonId(Uuid::from_u128(if id < 20 { FARMER } else { MANAGER })),
        device: DeviceId(Uuid::from_u128(if id < 20 { 90 } else { 91 })),
        on_behalf_of: None,
        place: Some(Place {
            lat_e7: 209_123_456,
            lon_e7: 1_037_654_321,
            accuracy_m: 5,
            fix_age_s: 1,
            mock: false,
        }),
        quantities: amounts.iter().map(|text| amount(text)).collect(),
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
    let signer = Certified {
        key: [if id < 20 { 90 } else { 91 }; 32],
        device: fact.device,
        people: vec![fact.recorder],
    };
    TraceFact {
        fact,
        doc: DocId(Uuid::from_u128(3)),
        voided: false,
        amended: Vec::new(),
        contradicts: None,
        conflicts: Vec::new(),
        claim: None,
        signer: Some(signer),
        corrections: Vec::new(),
    }
}

fn amount(text: &str) -> RoledQuantity {
    let (role, quantity) = text.split_once(' ').unwrap();
    let role = QuantityRole::ALL.iter().find(|(_, name)| *name == role).unwrap();
    RoledQuantity {
        role: role.0,
        quantity: quantity.parse().unwrap(),
    }
}

fn with(mut fact: TraceFact, fields: &[(&str, FieldValue)]) -> TraceFact {
    let fields = fields
        .iter()
        .map(|(code, value)| ((*code).to_owned(), value.clone()));
    fact.fact.fields.extend(fields);
    fact
}

fn number(text: &str) -> FieldValue {
    FieldValue::Number(text.parse().unwrap())
}

fn text(text: &str) -> FieldValue {
    FieldValue::text(text)
}

/// One lot of sticky rice from seed to stamp, with a spray, an amended and disputed drying, photos and a
/// voided record.
pub fn rice() -> Trace {
    Trace {
        lot: doc(DocKind::Lot, 3, &[("code", "MV2026-01")], lot_facts()),
        origins: vec![doc(
            DocKind::Season,
            2,
            &[("name", "Vụ mùa 2026, cánh đồng Nà Khoang")],
            season_facts(),
        )],
        product: Some(Product {
            id: ProductId(Uuid::from_u128(7)),
            name: "Gạo nếp tan Mường Và".to_owned(),
            group: "sticky-rice".to_owned(),
            gtin: Some("08939999000017".to_owned()),
        }),
        org: Org {
            id: OrgId(Uuid::from_u128(1)),
            name: "Hợp tác xã Nông nghiệp Mường Và".to_owned(),
            address: Some("Bản Mường Và, tỉnh Sơn La".to_owned()),
            gln: None,
        },
        people: vec![
            Person {
                id: PersonId(Uuid::from_u128(FARMER)),
                name: "Lò Thị Mai".to_owned(),
            },
            Person {
                id: PersonId(Uuid::from_u128(MANAGER)),
                name: "Quàng Văn Thanh".to_owned(),
            },
        ],
    }
}

fn season_facts() -> Vec<TraceFact> {
    let sow = fact(
        10,
        FactKind::Activity,
        "sow",
        "2026-06-08T06:30:00+07:00",
        &["in 12 kg", "area 2 sào Bắc Bộ"],
    );
    let sow = with(
        sow,
        &[
            ("variety", text("Nếp tan Mường Và")),
            ("seed_class", text("farm_saved")),
            ("seed_source", text("Nhà bà Lan bản bên, 0987 654 321")),
        ],
    );
    let mut fertilise = fact(
        11,
        FactKind::Activity,
        "fertilise",
        "2026-07-20T07:10:00+07:00",
        &[],
    );
    fertilise.fact.inputs.push(Input {
        material: "NPK 5-10-3 Lâm Thao".to_owned(),
        dose: Some("20 kg/sào".to_owned()),
        quantity: Some("4 yến".parse().unwrap()),
        ..Input::default()
    });
    let mut spray = fact(
        12,
        FactKind::Activity,
        "spray",
        "2026-08-14T06:05:00+07:00",
        &["area 2 sào Bắc Bộ"],
    );
    spray.fact.on_behalf_of = Some(PersonId(Uuid::from_u128(77)));
    spray.fact.inputs.push(Input {
        material: "Validacin 5SL".to_owned(),
        active_ingredient: Some("Validamycin A 50 g/l".to_owned()),
        dose: Some("1,2 l/ha".to_owned()),
        quantity: Some("90 ml".parse().unwrap()),
        pre_harvest_interval: Some(14),
        ..Input::default()
    });
    let spray = with(
        spray,
        &[
            ("pest", text("Khô vằn")),
            ("protective_gear", FieldValue::Bool(true)),
        ],
    );
    let mut mistaken = fact(13, FactKind::Activity, "weed", "2026-08-20T06:00:00+07:00", &[]);
    mistaken.voided = true;
    let mut harvest = fact(
        14,
        FactKind::Harvest,
        "harvest",
        "2026-10-12T08:00:00+07:00",
        &["out 1,05 tấn"],
    );
    harvest.fact.photos = vec![BlobHash([0xa1; 32]), BlobHash([0xb2; 32])];
    harvest.fact.voice = vec![BlobHash([0xee; 32])];
    harvest.fact.note =
        Some("Gặt xong hai thửa, gọi 0912.345.678 để chở; chỗ để ở 20.91234, 103.76543".to_owned());
    vec![
        sow,
        fertilise,
        spray,
        mistaken,
        with(harvest, &[("moisture", number("21.5"))]),
    ]
}

fn lot_facts() -> Vec<TraceFact> {
    let mut dry = fact(
        20,
        FactKind::Process,
        "dry",
        "2026-10-15T16:00:00+07:00",
        &["in 1050 kg", "out 905,5 kg"],
    );
    dry.fact.origins.push(Origin {
        doc: DocId(Uuid::from_u128(2)),
        quantity: None,
    });
    let mut dry = with(dry, &[("method", text("yard")), ("moisture", number("13.5"))]);
    dry.amended.push("moisture".to_owned());
    dry.conflicts.push(TraceConflict {
        field: "moisture".to_owned(),
        values: vec![number("13.5"), number("14.2")],
    });
    let mill = fact(
        21,
        FactKind::Process,
        "mill",
        "2026-10-28T09:30:00+07:00",
        &["in 905,5 kg", "out 588 kg"],
    );
    let mill = with(
        mill,
        &[
            ("mill_name", text("Cơ sở xay xát Sốp Cộp")),
            ("head_rice", number("62")),
        ],
    );
    let test = fact(22, FactKind::Test, "test", "2026-10-29T14:00:00+07:00", &[]);
    let test = with(
        test,
        &[
            ("subject", text("residue")),
            ("result", text("pass")),
            ("lab", text("Trung tâm Kỹ thuật TĐC Sơn La")),
            ("report_no", text("TN-2026-004512")),
        ],
    );
    let pack = fact(
        23,
        FactKind::Pack,
        "pack",
        "2026-11-02T10:15:00+07:00",
        &["in 588 kg", "out 480 túi"],
    );
    let expires = FieldValue::Date(NaiveDate::from_ymd_opt(2027, 11, 2).unwrap());
    let pack = with(pack, &[("net_weight", number("1000")), ("expires_on", expires)]);
    let mut activate = fact(
        24,
        FactKind::Activate,
        "activate",
        "2026-11-02T15:20:00+07:00",
        &[],
    );
    let span = StampSpan {
        roll: None,
        lease: None,
        range: SerialRange::new("HX", 8, "", 1, 480).unwrap(),
        code: None,
    };
    activate.fact.stamps.push(span.clone());
    activate.claim = Some((ClaimState::Confirmed, vec![span]));
    vec![dry, mill, test, pack, activate]
}

/// The same lot, recalled.
pub fn recalled() -> Trace {
    let mut trace = rice();
    let recall = fact(30, FactKind::Recall, "recall", "2026-11-20T09:00:00+07:00", &[]);
    trace.lot.facts.push(with(
        recall,
        &[
            ("reason", text("Dư lượng thuốc vượt mức cho phép")),
            ("danger", text("health")),
            (
                "contact",
                text("Trả tại HTX Mường Và hoặc nơi mua, gọi 0912 345 678"),
            ),
            ("decided_by", text("Ông Cà Văn Pọm")),
        ],
    ));
    trace
}
