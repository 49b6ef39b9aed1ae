mod groups;
mod texts;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::*;
use crate::model::{
    Capture, ClockTrust, DeviceId, DocKind, Fact, FactId, FactKind, FieldValue, Input, Moment, PersonId,
    QuantityRole, RoledQuantity, SerialRange, StampSpan,
};

fn fact(kind: FactKind, group: &str, step: &str) -> Fact {
    let at = Moment {
        utc_ms: 1_790_000_000_000,
        offset_min: 420,
        trust: ClockTrust::Device,
    };
    Fact {
        id: FactId::fresh(),
        kind,
        step: step.into(),
        group: group.into(),
        occurred: at,
        recorded: at,
        recorder: PersonId::fresh(),
        device: DeviceId::fresh(),
        on_behalf_of: None,
        place: None,
        quantities: vec![],
        inputs: vec![],
        photos: vec![],
        voice: vec![],
        fields: BTreeMap::new(),
        origins: vec![],
        stamps: vec![],
        note: None,
        capture: Capture::Manual,
        hub_offset_s: None,
        unknown: BTreeMap::new(),
    }
}

fn amount(role: QuantityRole, text: &str) -> RoledQuantity {
    RoledQuantity {
        role,
        quantity: text.parse().unwrap(),
    }
}

fn input(days: Option<u16>) -> Input {
    Input {
        material: "Thuốc X".into(),
        pre_harvest_interval: days,
        ..Input::default()
    }
}

fn drying() -> Fact {
    let mut dry = fact(FactKind::Process, "sticky-rice@1", "dry");
    dry.quantities = vec![
        amount(QuantityRole::In, "5,2 tạ"),
        amount(QuantityRole::Out, "440 kg"),
    ];
    dry
}

/// `field/reason` of every error.
fn told(fact: &Fact, on: DocKind) -> Vec<String> {
    let wrong = Catalog::builtin().validate(fact, on).err().unwrap_or_default();
    wrong
        .iter()
        .map(|wrong| format!("{}/{}", wrong.field, wrong.reason))
        .collect()
}

#[test]
fn good_entries_pass() {
    assert_eq!(told(&drying(), DocKind::Lot), [""; 0]);

    let mut spray = fact(FactKind::Activity, "coffee", "spray");
    spray.inputs = vec![input(Some(14))];
    assert_eq!(told(&spray, DocKind::Season), [""; 0]);

    let mut pack = fact(FactKind::Pack, "sticky-rice@1", "pack");
    pack.quantities = vec![
        amount(QuantityRole::Out, "480 túi"),
        amount(QuantityRole::In, "240 kg"),
    ];
    assert_eq!(told(&pack, DocKind::Lot), [""; 0]);

    let mut activate = fact(FactKind::Activate, "sticky-rice@1", "activate");
    activate.stamps = vec![StampSpan {
        roll: None,
        lease: None,
        range: SerialRange::new("HX", 8, "", 1, 480).unwrap(),
        code: None,
    }];
    assert_eq!(told(&activate, DocKind::Lot), [""; 0]);
}

#[test]
fn every_mistake_is_told_with_its_field() {
    type Break = fn(&mut Fact);
    let cases: [(Break, &[&str]); 16] = [
        (|fact| fact.group = "rice".into(), &["group/unknown_group"]),
        (|fact| fact.group = "rice@9".into(), &["group/unknown_group"]),
        (
            |fact| fact.group = "sticky-rice@99".into(),
            &["group/group_newer"],
        ),
        (|fact| fact.step = "fly".into(), &["step/unknown_step"]),
        (|fact| fact.kind = FactKind::Store, &["kind/wrong_kind"]),
        (
            |fact| fact.quantities.clear(),
            &[
                "quantities.in/quantity_missing",
                "quantities.out/quantity_missing",
            ],
        ),
        (
            |fact| fact.quantities[1] = amount(QuantityRole::Out, "440 túi"),
            &["quantities.out/wrong_unit"],
        ),
        (
            |fact| fact.quantities[1] = amount(QuantityRole::Out, "0 kg"),
            &["quantities.out/quantity_zero"],
        ),
        (
            |fact| fact.quantities[1] = amount(QuantityRole::Out, "6 tạ"),
            &["quantities.out/more_out_than_in"],
        ),
        (
            |fact| fact.quantities.push(amount(QuantityRole::Out, "1 kg")),
            &["quantities.out/quantity_twice"],
        ),
        (
            |fact| fact.quantities.push(amount(QuantityRole::Area, "1 ha")),
            &["quantities.area/quantity_not_expected"],
        ),
        (
            |fact| fact.inputs.push(Input::default()),
            &["inputs/input_not_expected"],
        ),
        (
            |fact| {
                fact.fields
                    .insert("moisture".into(), FieldValue::Number(Decimal::from(101)));
                fact.fields.insert("method".into(), FieldValue::text("oven"));
                fact.fields.insert("colour".into(), FieldValue::Bool(true));
            },
            &[
                "fields.method/unknown_choice",
                "fields.moisture/above_max",
                "fields.colour/unknown_field",
            ],
        ),
        (
            |fact| {
                fact.fields
                    .insert("moisture".into(), FieldValue::Number(Decimal::from(-1)));
            },
            &["fields.moisture/below_min"],
        ),
        (
            |fact| {
                fact.fields.insert("moisture".into(), FieldValue::text("khô"));
                fact.fields.insert("started_on".into(), FieldValue::Bool(true));
            },
            &["fields.started_on/not_a_date", "fields.moisture/not_a_number"],
        ),
        (
            |fact| {
                fact.stamps.push(StampSpan {
                    roll: None,
                    lease: None,
                    range: SerialRange::new("HX", 8, "", 1, 2).unwrap(),
                    code: None,
                });
            },
            &["stamps/stamps_not_expected"],
        ),
    ];
    for (spoil, expected) in cases {
        let mut dry = drying();
        spoil(&mut dry);
        assert_eq!(told(&dry, DocKind::Lot), expected);
    }
}

#[test]
fn steps_keep_to_their_documents_and_their_needs() {
    assert_eq!(told(&drying(), DocKind::Season), ["step/step_not_here"]);

    let mut spray = fact(FactKind::Activity, "sticky-rice", "spray");
    assert_eq!(told(&spray, DocKind::Season), ["inputs/input_missing"]);
    spray.inputs = vec![input(None)];
    assert_eq!(told(&spray, DocKind::Season), ["inputs/interval_missing"]);
    spray.inputs = vec![input(Some(0))];
    assert_eq!(told(&spray, DocKind::Season), [""; 0]);

    let note = fact(FactKind::Note, "coffee@1", "note");
    assert_eq!(told(&note, DocKind::Visit), ["note/note_missing"]);
    let activate = fact(FactKind::Activate, "coffee@1", "activate");
    assert_eq!(told(&activate, DocKind::Lot), ["stamps/stamps_missing"]);
    let sow = fact(FactKind::Activity, "sticky-rice@1", "sow");
    assert_eq!(told(&sow, DocKind::Season), ["fields.variety/required"]);

    let mut pack = fact(FactKind::Pack, "coffee@1", "pack");
    pack.quantities = vec![amount(QuantityRole::Out, "10,5 gói")];
    assert_eq!(told(&pack, DocKind::Lot), ["quantities.out/not_whole"]);
}

#[test]
fn damp_paddy_is_advice_and_not_refused() {
    let mut dry = drying();
    let catalog = Catalog::builtin();
    for (moisture, advised) in [("14", false), ("14.1", true)] {
        let value = FieldValue::Number(moisture.parse().unwrap());
        dry.fields.insert("moisture".into(), value);
        assert_eq!(told(&dry, DocKind::Lot), [""; 0]);
        let reasons: Vec<&str> = catalog.advise(&dry).iter().map(|advice| advice.reason).collect();
        assert_eq!(reasons, if advised { vec!["above_usual"] } else { vec![] });
    }
}

#[test]
fn reads_what_people_type() {
    let day = |d| FieldValue::Date(NaiveDate::from_ymd_opt(2026, 10, d).unwrap());
    let number = |text: &str| FieldValue::Number(text.parse().unwrap());
    let cases = [
        ("dry", "moisture", "13,5", number("13.5")),
        ("dry", "moisture", " 13.5 % ", number("13.5")),
        ("dry", "moisture", "0,125", number("0.125")),
        ("dry", "temperature", "45 °C", number("45")),
        ("dry", "method", "sun", FieldValue::text("sun")),
        ("dry", "method", "Phơi nắng", FieldValue::text("sun")),
        (
            "dry",
            "method",
            "pho\u{31b}i na\u{306}\u{301}ng",
            FieldValue::text("sun"),
        ),
        ("dry", "method", "DRYER", FieldValue::text("dryer")),
        ("dry", "started_on", "2/10/2026", day(2)),
        ("dry", "started_on", "02-10-2026", day(2)),
        ("dry", "started_on", "2026-10-12", day(12)),
        ("spray", "protective_gear", "Có", FieldValue::Bool(true)),
        ("spray", "protective_gear", "KHÔNG", FieldValue::Bool(false)),
        ("store", "bag_count", "12 bao", number("12")),
        (
            "sow",
            "variety",
            "  nếp tan nhe ",
            FieldValue::text("nếp tan nhe"),
        ),
    ];
    for (step, field, text, expected) in cases {
        let read = Catalog::builtin().parse_field("sticky-rice", step, field, text);
        assert_eq!(read, Ok(expected), "{step}.{field} = {text}");
    }
}

#[test]
fn refuses_what_nobody_can_mean() {
    let cases = [
        ("dry", "moisture", "khô", "not_a_number"),
        ("dry", "moisture", "101", "above_max"),
        ("store", "bag_count", "1.000", "ambiguous_number"),
        ("store", "bag_count", "12,5", "not_whole"),
        ("store", "bag_count", "1.000,5", "not_a_number"),
        ("dry", "moisture", "  ", "empty"),
        ("dry", "moisture", "%", "not_a_number"),
        ("dry", "method", "lò", "unknown_choice"),
        ("dry", "started_on", "31/02/2026", "not_a_date"),
        ("dry", "started_on", "2/10/26", "not_a_date"),
        ("dry", "colour", "x", "unknown_field"),
        ("fly", "moisture", "1", "unknown_step"),
        ("spray", "protective_gear", "có lẽ", "not_yes_or_no"),
    ];
    for (step, field, text, reason) in cases {
        let wrong = Catalog::builtin()
            .parse_field("sticky-rice", step, field, text)
            .unwrap_err();
        assert_eq!(wrong.reason, reason, "{step}.{field} = {text}");
    }
    let long = "ấ".repeat(81);
    let wrong = Catalog::builtin()
        .parse_field("sticky-rice", "sow", "variety", &long)
        .unwrap_err();
    assert_eq!(wrong.reason, "text_too_long");
}
