mod sample;

use std::collections::BTreeSet;

use serde_json::Value;

use sample::{LOT, SEASON, amount, doc, fact, from, span, trace};

use super::{CsvOptions, EpcisOptions, ExportError, csv, epcis, public_fields, redact};
use crate::catalog::{Catalog, Lang};
use crate::model::{
    ClaimState, DocKind, FactKind, FieldValue, Input, Moment, QuantityRole, Trace, TraceConflict,
};

fn written(trace: &Trace) -> Value {
    epcis(trace, Catalog::builtin(), &EpcisOptions::new(sample::day(200))).unwrap()
}

fn events(document: &Value) -> &Vec<Value> {
    document["epcisBody"]["eventList"].as_array().unwrap()
}

fn event(document: &Value, id: u128) -> Value {
    let id = format!("urn:uuid:{}", uuid::Uuid::from_u128(id));
    let found = events(document)
        .iter()
        .find(|event| event["eventID"] == id.as_str());
    found.cloned().unwrap()
}

/// With `FIELDBOOK_EPCIS_OUT` naming a folder, the documents are also left there, for GS1's JSON Schema
/// (`.ci/validate-epcis`).
fn leave(name: &str, document: &Value) {
    if let Some(folder) = std::env::var_os("FIELDBOOK_EPCIS_OUT") {
        let file = std::path::Path::new(&folder).join(format!("{name}.jsonld"));
        std::fs::write(file, serde_json::to_vec_pretty(document).unwrap()).unwrap();
    }
}

#[test]
fn every_step_of_every_group_becomes_an_event() {
    for group in Catalog::builtin().groups() {
        let trace = sample::every_step(group);
        let document = written(&trace);
        leave(&group.code, &document);
        let ids: BTreeSet<String> = events(&document)
            .iter()
            .map(|event| event["eventID"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(ids.len(), events(&document).len(), "ids are unique");
        for fact in trace.standing_facts() {
            let id = format!("urn:uuid:{}", fact.fact.id);
            let wanted = fact.fact.kind != FactKind::Note;
            assert_eq!(ids.contains(&id), wanted, "{} of {}", fact.fact.step, group.code);
        }
        let kinds: BTreeSet<FactKind> = group.steps.iter().map(|step| step.kind).collect();
        assert_eq!(
            kinds.len(),
            FactKind::ALL.len(),
            "{} exercises every kind",
            group.code
        );
    }
}

#[test]
fn public_files_name_nobody_and_no_place() {
    for group in Catalog::builtin().groups() {
        let mut trace = sample::every_step(group);
        for fact in &mut trace.lot.facts {
            fact.fact.inputs.push(Input {
                material: "Phân, hỏi 0912345678".to_owned(),
                ..Input::default()
            });
        }
        let text = written(&trace).to_string();
        for private in [
            "0912",
            "345.678",
            "Lò Thị Mai",
            "20.9123",
            "103.765",
            "209123456",
            "fb:price",
            "customer",
            "eeeeeeee",
            "voice",
        ] {
            assert!(!text.contains(private), "{private} in {}", group.code);
        }
        assert!(text.contains("07070707"), "photos are told, voices are not");
        // Free text in fields that may name someone stays out; what speaks of the goods stays in.
        assert!(!text.contains("fb:seller") && text.contains("fb:variety"));
    }
}

#[test]
fn the_story_of_two_batches() {
    let document = written(&sample::two_batches());
    leave("two-batches", &document);
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).unwrap());
}

#[test]
fn a_reader_can_walk_from_the_bags_to_the_field() {
    let document = written(&sample::two_batches());
    let lists = |event: &Value, key: &str| -> Vec<String> {
        let list = event[key].as_array().cloned().unwrap_or_default();
        let classes = list
            .iter()
            .map(|goods| goods["epcClass"].as_str().unwrap().to_owned());
        classes.collect()
    };
    let mut reached: BTreeSet<String> = [format!(
        "https://id.gs1.org/01/08939999000017/10/{}",
        crate::model::lot_code(trace_lot())
    )]
    .into();
    for event in events(&document).iter().rev() {
        if lists(event, "outputQuantityList")
            .iter()
            .any(|class| reached.contains(class))
        {
            reached.extend(lists(event, "inputQuantityList"));
        }
    }
    assert!(reached.contains(&format!(
        "urn:x-fieldbook:season:{}",
        uuid::Uuid::from_u128(SEASON)
    )));
    // The season was drawn on by the two dryings only: 600 + 400 kg.
    let drawn: f64 = events(&document)
        .iter()
        .flat_map(|event| event["inputQuantityList"].as_array().cloned().unwrap_or_default())
        .filter(|goods| goods["epcClass"].as_str().unwrap().contains(":season:"))
        .map(|goods| goods["quantity"].as_f64().unwrap())
        .sum();
    assert!((drawn - 1000.0).abs() < f64::EPSILON);
}

fn trace_lot() -> crate::model::DocId {
    crate::model::DocId(uuid::Uuid::from_u128(LOT))
}

#[test]
fn voided_facts_and_refused_claims_are_left_out() {
    let mut story = sample::two_batches();
    story.lot.facts[0].voided = true;
    for (state, spans, stays) in [
        (ClaimState::Refused, vec![span(1, 3)], false),
        (ClaimState::Withdrawn, vec![span(1, 3)], false),
        (ClaimState::Disputed, vec![], false),
        (ClaimState::Disputed, vec![span(1, 2)], true),
        (ClaimState::Confirmed, vec![span(1, 3)], true),
    ] {
        story.lot.facts[4].claim = Some((state, spans));
        let text = written(&story).to_string();
        assert_eq!(text.contains("fb:serialRanges"), stays, "{state:?}");
    }
    let document = written(&story);
    assert_eq!(event(&document, 114)["disposition"], "active");
    let voided = uuid::Uuid::from_u128(110).to_string();
    assert!(
        !document.to_string().contains(&voided),
        "neither its event nor its goods"
    );
}

#[test]
fn many_stamps_stay_a_range() {
    let mut story = sample::two_batches();
    story.lot.facts[4].claim = Some((ClaimState::Confirmed, vec![span(1, 10_000)]));
    let at_limit = event(&written(&story), 114);
    assert_eq!(at_limit["epcList"].as_array().unwrap().len(), 10_000);
    assert_eq!(
        at_limit["epcList"][0],
        "https://id.gs1.org/01/08939999000017/21/HX00000001"
    );

    story.lot.facts[4].claim = Some((ClaimState::Confirmed, vec![span(1, 10_000), span(20_000, 20_000)]));
    let document = written(&story);
    leave("many-stamps", &document);
    let above = event(&document, 114);
    assert!(above.get("epcList").is_none());
    assert_eq!(above["quantityList"][0]["quantity"], 10_001);
    assert_eq!(above["fb:serialRanges"][0]["fb:last"], "HX00010000");

    // A range wider than any counter does not stop the export.
    let widest = crate::model::SerialRange::new("", 20, "", 0, 99_999_999_999_999_999_999).unwrap();
    let mut spans = vec![span(1, 1)];
    spans[0].range = widest;
    story.lot.facts[4].claim = Some((ClaimState::Confirmed, spans));
    let document = written(&story);
    leave("widest-range", &document);
    assert_eq!(
        event(&document, 114)["fb:serialRanges"][0]["fb:count"],
        "100000000000000000000"
    );
}

#[test]
fn codes_and_places_of_lists_are_no_serials() {
    let mut story = sample::two_batches();
    let code = |key| crate::model::StampSpan::of_code(None, None, key).unwrap();
    let codes = [
        code("tem.example.vn/x/aZ8kQx3P"),
        code("https://id.gs1.org/01/08939999000017/21/bcDE"),
    ];
    story.lot.facts[4].claim = Some((ClaimState::Confirmed, codes.to_vec()));
    let listed = event(&written(&story), 114);
    assert_eq!(
        listed["epcList"],
        serde_json::json!([
            "https://id.gs1.org/01/08939999000017/21/bcDE",
            "urn:x-fieldbook:stamp:tem.example.vn%2Fx%2FaZ8kQx3P"
        ])
    );
    assert_eq!(
        listed["fb:serialRanges"][0]["fb:code"],
        "tem.example.vn/x/aZ8kQx3P"
    );
    let mut places = span(1, 1);
    places.range = crate::model::SerialRange::places(1, 300).unwrap();
    story.lot.facts[4].claim = Some((ClaimState::Confirmed, vec![places]));
    let document = written(&story);
    let counted = event(&document, 114);
    assert!(counted.get("epcList").is_none());
    assert_eq!(counted["quantityList"][0]["quantity"], 300);
    assert_eq!(counted["fb:serialRanges"][0]["fb:lastPlace"], "300");
    assert!(!document.to_string().contains("#00"), "{document}");
}

#[test]
fn goods_without_gs1_keys_have_our_own_ids() {
    let mut story = sample::two_batches();
    story.product = None;
    story.org.gln = Some("not a GLN".to_owned());
    story.lot.facts[3].fact.group = "pepper@7".to_owned();
    story.lot.facts[3].fact.step = "ép chân không".to_owned();
    let mut odd = fact(120, FactKind::Activity, "tưới nhỏ giọt");
    odd.fact.group = "pepper@7".to_owned();
    story.lot.facts.push(odd);
    let document = written(&story);
    leave("own-ids", &document);
    let text = document.to_string();
    assert!(text.contains("urn:x-fieldbook:org:") && text.contains("urn:x-fieldbook:stamp:"));
    assert!(!text.contains("id.gs1.org"));
    let step = event(&document, 120)["bizStep"].as_str().unwrap().to_owned();
    assert_eq!(
        step,
        "urn:x-fieldbook:bizstep:t%C6%B0%E1%BB%9Bi%20nh%E1%BB%8F%20gi%E1%BB%8Dt"
    );
}

#[test]
fn an_empty_lot_is_a_valid_document() {
    let document = written(&trace(doc(DocKind::Lot, LOT), vec![]));
    leave("empty", &document);
    assert!(events(&document).is_empty());
}

#[test]
fn conclusions_and_disputes_are_said() {
    let mut lot = doc(DocKind::Lot, LOT);
    let mut inspected = fact(100, FactKind::Inspect, "inspect");
    let conclusion = FieldValue::text("non_conformant");
    inspected.fact.fields.insert("conclusion".to_owned(), conclusion);
    inspected.conflicts.push(TraceConflict {
        field: "conclusion".to_owned(),
        values: vec![FieldValue::text("non_conformant"), FieldValue::text("conformant")],
    });
    let mut torn = fact(101, FactKind::VoidStamps, "void_stamps");
    torn.fact
        .fields
        .insert("destroyed".to_owned(), FieldValue::Bool(true));
    torn.fact.stamps.push(span(5, 6));
    lot.facts = vec![inspected, torn, fact(102, FactKind::VoidStamps, "void_stamps")];
    let document = written(&trace(lot, vec![]));
    leave("conclusions", &document);
    assert_eq!(
        event(&document, 100)["persistentDisposition"]["set"][0],
        "non_conformant"
    );
    assert_eq!(event(&document, 100)["fb:disputedFields"][0], "conclusion");
    assert_eq!(event(&document, 101)["bizStep"], "destroying");
    assert_eq!(event(&document, 102)["bizStep"], "decommissioning");
    assert_eq!(event(&document, 102)["action"], "DELETE");
}

#[test]
fn goods_from_an_unknown_document_still_have_a_class() {
    let mut lot = doc(DocKind::Lot, LOT);
    let mut received = fact(100, FactKind::Receive, "receive");
    received.fact.origins.push(from(77, None));
    received.fact.quantities.push(amount(QuantityRole::In, "3 yến"));
    lot.facts = vec![received, fact(101, FactKind::Store, "store")];
    let document = written(&trace(lot, vec![]));
    leave("unknown-origin", &document);
    let goods = &event(&document, 100)["quantityList"][0];
    assert_eq!((&goods["quantity"], &goods["uom"]), (&30.into(), &"KGM".into()));
    assert_eq!(
        event(&document, 101)["quantityList"][0]["epcClass"],
        goods["epcClass"]
    );
}

#[test]
fn refuses_what_cannot_be_written() {
    let mut story = sample::two_batches();
    let options = |resolver: &str| EpcisOptions {
        resolver: resolver.to_owned(),
        ..EpcisOptions::new(sample::day(0))
    };
    for resolver in [
        "",
        "https://",
        "javascript:alert(1)",
        "https://a b",
        "https://a\"b",
        "ftp://hub.vn",
    ] {
        let refused = epcis(&story, Catalog::builtin(), &options(resolver));
        assert!(matches!(refused, Err(ExportError::Resolver(_))), "{resolver}");
    }
    let ours = epcis(&story, Catalog::builtin(), &options("https://hub.vn:8443/")).unwrap();
    assert!(
        ours.to_string()
            .contains("\"https://hub.vn:8443/01/08939999000017/21/HX00000001\"")
    );
    for utc_ms in [i64::MIN, i64::MAX, -62_167_219_200_000, 253_402_300_800_000] {
        story.lot.facts[0].fact.occurred.utc_ms = utc_ms;
        let refused = epcis(&story, Catalog::builtin(), &options("https://hub.vn"));
        assert!(matches!(refused, Err(ExportError::Moment(_))), "{utc_ms}");
    }
    story.lot.facts[0].fact.occurred = Moment {
        offset_min: i16::MAX,
        ..sample::day(0)
    };
    assert_eq!(event(&written(&story), 110)["eventTimeZoneOffset"], "+00:00");
}

#[test]
fn redacts_what_leads_to_a_door() {
    for private in [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "(0212) 3851-234",
        "+84 912 345 678",
        "84912345678",
        "0084 912345678",
        "912345678",
        "0912\u{a0}345\u{200b}678",
        "０９１２３４５６７８",
        "1900 1234",
        "014085001234",
        "20.91234, 103.76543",
        "20,91234",
        "20°54′12″N",
        "https://maps.app.goo.gl/abc",
        "Zalo.me/xyz",
        "mai@example.vn",
    ] {
        let said = redact(&format!("Gọi {private} nhé, 12 bao"));
        assert!(said.contains("[…]") && said.ends_with(" nhé, 12 bao"), "{said}");
        let left = said.replace("12 bao", "");
        assert!(!left.chars().any(char::is_numeric), "{said}");
    }
    assert!(!redact("gọi 2026 0912 345 678 hoặc 0987654321 20 kg").contains("0912"));
    for plain in [
        "Sấy 40°C trong 12 giờ, 13,5 % ẩm",
        "Ngày 02/10/2026 06:30, 2026-10-02",
        "Phiếu TN-2026-004512, lô 8938505974194",
        "1.250,5 kg; 35–40 °C; 1.000.000 đồng",
        "",
        "3 sào, 5 tạ @ kho",
    ] {
        assert_eq!(redact(plain), plain);
    }
}

#[test]
fn fields_the_catalogue_does_not_know_stay_private() {
    let mut newer = fact(1, FactKind::Harvest, "harvest");
    newer.fact.group = "pepper@7".to_owned();
    let fields = &mut newer.fact.fields;
    fields.insert("revenue".to_owned(), FieldValue::Number(5.into()));
    fields.insert("buyer".to_owned(), FieldValue::text("Bà Lan"));
    fields.insert("variety".to_owned(), FieldValue::text("Vĩnh Linh"));
    let public = public_fields(&newer.fact, Catalog::builtin());
    assert_eq!(public.len(), 1);
    assert_eq!(public[0].code, "variety");
}

#[test]
fn the_spreadsheet_of_two_batches() {
    let mut story = sample::two_batches();
    story.lot.facts[0].voided = true;
    story.lot.facts[1].amended.push("qty.out".to_owned());
    story.lot.facts[1].conflicts.push(TraceConflict {
        field: "moisture".to_owned(),
        values: vec![FieldValue::Number(13.into()), FieldValue::Number(14.into())],
    });
    story.lot.facts[2].fact.note = Some("Nói \"xong\",\nđủ bao".to_owned());
    for lang in Lang::ALL {
        let text = csv(&story, Catalog::builtin(), CsvOptions { lang, bom: false }).unwrap();
        insta::assert_snapshot!(format!("spreadsheet_{}", lang.code()), text.replace("\r\n", "\n"));
    }
    let with_mark = CsvOptions {
        lang: Lang::Vi,
        bom: true,
    };
    let text = csv(&story, Catalog::builtin(), with_mark).unwrap();
    assert!(text.starts_with('\u{feff}') && text.ends_with("\r\n"));
    let mut reader = ::csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    assert_eq!(reader.records().flatten().count(), 6);
}

#[test]
fn no_cell_runs_as_a_formula() {
    for note in [
        "=1+1",
        "+84",
        "-2",
        "@SUM(A1)",
        " =1",
        "\t=1",
        "＝1",
        "\n=cmd|' /C calc'!A0",
    ] {
        let mut story = sample::two_batches();
        for fact in &mut story.lot.facts {
            fact.fact.note = Some(note.to_owned());
            fact.fact.step = note.to_owned();
        }
        story.people[0].name = note.to_owned();
        let text = csv(&story, Catalog::builtin(), CsvOptions::default()).unwrap();
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        for row in reader.records() {
            for cell in &row.unwrap() {
                assert!(
                    !cell.trim_start().starts_with(['=', '+', '-', '@', '＝']),
                    "{cell:?}"
                );
            }
        }
    }
}
