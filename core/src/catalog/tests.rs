use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::texts::{all, next_gap};
use super::*;
use crate::model::{
    Capture, ClaimState, ClockState, ClockTrust, DeviceId, DocKind, Fact, FactId, FactKind, FieldValue,
    Finding, FindingCode, Input, Invalid, Moment, PersonId, QuantityRole, Role, RoledQuantity, SerialRange,
    Severity, StampClass, StampSpan, nfc,
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

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/catalog/groups")
}

#[test]
fn every_file_of_the_folder_is_a_group_and_is_bundled() {
    let mut files = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        let group = ProductGroup::read(&bytes).unwrap_or_else(|wrong| panic!("{:?}", wrong.args));
        let known = Catalog::builtin().group(&group.id());
        assert_eq!(known, Some(&group), "{} is not bundled", group.id());
        files += 1;
    }
    assert_eq!(files, Catalog::builtin().groups().count());
}

#[test]
fn the_two_groups_cover_the_diary_and_the_way_to_the_stamp() {
    let diary = [
        "land_preparation",
        "fertilise",
        "irrigate",
        "spray",
        "weed",
        "harvest",
        "receive",
        "dry",
        "store",
        "fumigate",
        "grade",
        "test",
        "pack",
        "activate",
        "ship",
        "void_stamps",
        "inspect",
        "survey",
        "nonconformity",
        "recheck",
        "recall",
        "note",
    ];
    let own = [
        ("sticky-rice", vec!["sow", "transplant", "mill"]),
        (
            "coffee",
            vec![
                "plot_registration",
                "plant",
                "prune",
                "wet_process",
                "hull",
                "roast",
            ],
        ),
    ];
    for (code, own) in own {
        let group = Catalog::builtin().group(code).unwrap();
        for step in diary.iter().chain(&own) {
            assert!(group.step(step).is_some(), "{code} lacks {step}");
        }
        for (kind, name) in FactKind::ALL {
            assert!(
                group.steps.iter().any(|step| step.kind == kind),
                "{code} lacks {name}"
            );
        }
        let weighed = group.steps.iter().filter(|step| step.kind == FactKind::Process);
        assert!(
            weighed.clone().all(|step| step.mass_balance),
            "{code}: kg in and kg out"
        );
        assert!(group.step("spray").unwrap().inputs.unwrap().pre_harvest_interval);
        assert_eq!(group.activation_requires, [FactKind::Pack]);
    }
}

#[test]
fn a_group_from_bytes_joins_the_others() {
    let file = fs::read_to_string(folder().join("coffee.json")).unwrap();
    let honey = file.replace("\"code\": \"coffee\"", "\"code\": \"honey\"");
    let newer = file.replacen("\"version\": 1", "\"version\": 98", 1);
    let catalog = Catalog::builtin().with_group(honey.as_bytes()).unwrap();
    let catalog = catalog.with_group(newer.as_bytes()).unwrap();
    assert_eq!(catalog.group("honey").unwrap().id(), "honey@1");
    assert_eq!(catalog.group("coffee").unwrap().version, 98);
    assert_eq!(catalog.group("coffee@1").unwrap().version, 1);
    assert!(catalog.group("coffee@99").is_none() && catalog.group("coffee@x").is_none());

    let again = catalog.with_group(newer.as_bytes()).unwrap();
    assert_eq!(again.groups().count(), catalog.groups().count());
    let other = newer.replace("Đắk Nông, Gia Lai", "Gia Lai");
    let taken = catalog.with_group(other.as_bytes()).unwrap_err();
    assert_eq!(taken.reason, "group_version_taken");
    assert!(
        Catalog::builtin().group("honey").is_none(),
        "the bundled catalogue is untouched"
    );
}

#[test]
fn a_step_that_is_gone_is_said_by_the_name_it_had() {
    let file = fs::read_to_string(folder().join("coffee.json")).unwrap();
    let newer = file.replacen("\"version\": 1", "\"version\": 98", 1);
    let newer = newer.replacen("\"code\": \"prune\"", "\"code\": \"trim\"", 1);
    let catalog = Catalog::builtin().with_group(newer.as_bytes()).unwrap();
    let told = |step| {
        let wrong = catalog.find_step("coffee", step).unwrap_err();
        Lang::ALL.map(|lang| say_invalid(lang, &wrong))
    };
    let name = Catalog::builtin().step("coffee", "prune").unwrap().name.clone();
    for (said, lang) in told("prune").iter().zip(Lang::ALL) {
        assert!(
            said.contains(name.get(lang)) && !said.contains("prune") && !said.contains('@'),
            "{said}"
        );
    }
    assert!(
        told("prune")[0].contains("Cà phê không còn bước"),
        "{}",
        told("prune")[0]
    );
    assert!(
        told("fly")[0].contains("Cà phê không có bước “fly”"),
        "{}",
        told("fly")[0]
    );
}

#[test]
fn a_bad_group_file_says_where() {
    let file = fs::read_to_string(folder().join("coffee.json")).unwrap();
    let twice = file.replacen("\"code\": \"prune\"", "\"code\": \"weed\"", 1);
    let cases = [
        ("{".to_owned(), "EOF"),
        (file.replacen("\"name\"", "\"nom\"", 1), "unknown field `nom`"),
        (
            file.replacen("\"kind\": \"harvest\"", "\"kind\": \"reap\"", 1),
            "unknown fact kind `reap`",
        ),
        (file.replacen("\"H87\"", "\"BAG\"", 1), "unknown unit `BAG`"),
        (twice, "`weed` twice"),
        (
            file.replacen("\"vi\": \"Làm cỏ\"", "\"vi\": \"La\u{300}m cỏ\"", 1),
            "steps.weed: a text is not in Unicode NFC",
        ),
        (
            file.replacen("\"en\": \"Weed\"", "\"en\": \" \"", 1),
            "steps.weed: a text is missing",
        ),
        (
            file.replacen("\"code\": \"selective\"", "\"code\": \"chọn\"", 1),
            "steps.harvest.fields.method",
        ),
        (
            file.replacen(
                "urn:x-fieldbook:bizstep:weed",
                "urn:epcglobal:cbv:bizstep:weed",
                1,
            ),
            "epcis_biz_step",
        ),
        (
            file.replacen("\"min\": 0, \"max\": 100", "\"min\": 100, \"max\": 0", 1),
            "limits out of order",
        ),
    ];
    for (file, expected) in cases {
        let wrong = ProductGroup::read(file.as_bytes()).unwrap_err();
        assert_eq!(wrong.reason, "group_unreadable");
        let details = &wrong.args[0].1;
        assert!(details.contains(expected), "{expected}: {details}");
    }
}

#[test]
fn an_amount_may_be_entered_in_what_people_say() {
    let step = Catalog::builtin().step("sticky-rice", "harvest").unwrap();
    let harvested = step.quantity(QuantityRole::Out).unwrap();
    let names: Vec<&str> = harvested.entered_units().iter().map(|unit| unit.name()).collect();
    assert_eq!(names, ["kg", "g", "yến", "tạ", "tấn"]);

    // What is sprayed and what is spread are measured differently; the usual unit stands first.
    let usual = |step| {
        let rule = Catalog::builtin()
            .step("sticky-rice", step)
            .unwrap()
            .inputs
            .unwrap();
        let units = rule.entered_units();
        let each: BTreeSet<&str> = units.iter().map(|unit| unit.name()).collect();
        assert_eq!(each.len(), units.len(), "{step}");
        units[0].name()
    };
    assert_eq!((usual("spray"), usual("fertilise")), ("ml", "kg"));
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

#[test]
fn languages_are_read_from_locales() {
    for (locale, lang) in [
        ("vi_VN.UTF-8", Some(Lang::Vi)),
        ("EN", Some(Lang::En)),
        ("en-GB", Some(Lang::En)),
        ("C.UTF-8", None),
        ("fr_FR", None),
        ("", None),
    ] {
        assert_eq!(Lang::parse(locale), lang, "{locale}");
    }
    assert_eq!(Lang::default(), Lang::Vi);
}

fn gaps(mut text: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    while let Some((_, name, after)) = next_gap(text) {
        names.insert(name);
        text = after;
    }
    names
}

#[test]
fn both_languages_say_the_same_things() {
    let (vi, en) = (all(Lang::Vi), all(Lang::En));
    assert!(vi.len() > 100, "the texts did not parse");
    assert_eq!(vi.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    for (key, text) in vi {
        assert_eq!(gaps(text), gaps(&en[key]), "gaps of {key}");
        for text in [text, &en[key]] {
            assert!(!text.trim().is_empty() && nfc(text) == *text, "{key}");
            assert_eq!(text.matches('{').count(), gaps_count(text), "braces of {key}");
        }
    }
}

fn gaps_count(mut text: &str) -> usize {
    let mut count = 0;
    while let Some((_, _, after)) = next_gap(text) {
        count += 1;
        text = after;
    }
    count
}

#[test]
fn every_name_of_the_model_has_a_text() {
    let mut keys: Vec<String> = Vec::new();
    for (_, name) in FindingCode::ALL {
        keys.extend([format!("finding.{name}"), format!("finding.{name}.remedy")]);
    }
    keys.extend(FactKind::ALL.iter().map(|(_, name)| format!("kind.{name}")));
    keys.extend(Role::ALL.iter().map(|(_, name)| format!("role.{name}")));
    keys.extend(
        ClaimState::ALL
            .iter()
            .map(|(_, name)| format!("claim_state.{name}")),
    );
    keys.extend(
        QuantityRole::ALL
            .iter()
            .map(|(_, name)| format!("quantity_role.{name}")),
    );
    keys.extend(
        DocKind::ALL
            .iter()
            .map(|kind| format!("doc_kind.{}", kind.name())),
    );
    let clocks = [ClockState::Unchecked, ClockState::Checked, ClockState::Turned];
    keys.extend(clocks.iter().map(|state| format!("clock_state.{}", state.name())));
    let trusts = [ClockTrust::Device, ClockTrust::HubChecked, ClockTrust::Typed];
    keys.extend(trusts.iter().map(|trust| format!("clock_trust.{}", trust.name())));
    let severities = [Severity::Info, Severity::Warning, Severity::Blocking];
    keys.extend(
        severities
            .iter()
            .map(|level| format!("severity.{}", level.name())),
    );
    let classes = [
        StampClass::Item,
        StampClass::Lot,
        StampClass::Product,
        StampClass::NotAStamp,
        StampClass::Unknown,
    ];
    keys.extend(
        classes
            .iter()
            .map(|class| format!("stamp_class.{}", class.name())),
    );
    let flaws = crate::bundle::FlawKind::ALL;
    keys.extend(flaws.iter().map(|(_, name)| format!("invalid.{name}")));
    for state in [
        "on_phone",
        "handed_over",
        "received",
        "accepted",
        "held",
        "refused",
    ] {
        keys.push(format!("fact_state.{state}"));
    }
    for error in [
        "invalid_input",
        "not_found",
        "not_allowed",
        "storage_full",
        "storage_damaged",
        "too_new",
        "closed",
        "unexpected",
    ] {
        keys.push(format!("error.{error}"));
    }
    for key in keys {
        assert!(
            has_text(Lang::Vi, &key),
            "add `{key}` to texts/vi.json and en.json"
        );
    }
}

/// Source files outside tests, each cut at its inline test module.
fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            found.push((path, code.to_owned()));
        }
    }
}

/// The reasons of `Invalid::new(field, "reason")`, and those given to a closure
/// `let name = |reason| Invalid::new(field, reason)`. A reason this cannot follow is an error, as Rust code.
fn reasons(code: &str) -> Vec<Result<String, String>> {
    let mut found = Vec::new();
    let calls: Vec<&str> = code.split("Invalid::new(").collect();
    for pair in calls.windows(2) {
        match (closure_name(pair[0]), second_argument(pair[1])) {
            (Some(name), Some("reason")) => {
                let call = format!("{name}(\"");
                let uses = code.split(&call).skip(1);
                found.extend(uses.filter_map(|rest| rest.split('"').next().map(str::to_owned).map(Ok)));
            }
            (_, Some(argument)) => found.push(match argument.strip_prefix('"') {
                Some(literal) => Ok(literal.trim_end_matches('"').to_owned()),
                None => Err(argument.to_owned()),
            }),
            (_, None) => found.push(Err("Invalid::new".to_owned())),
        }
    }
    found
}

/// `name` when the code ends in `let name = |reason| `.
fn closure_name(before: &str) -> Option<&str> {
    let before = before.strip_suffix("|reason| ")?.strip_suffix(" = ")?;
    before.rsplit(' ').next()
}

/// What stands between the first comma outside brackets and quotes and the comma or bracket that ends it.
fn second_argument(arguments: &str) -> Option<&str> {
    let rest = arguments.get(argument_end(arguments)? + 1..)?;
    rest.get(..argument_end(rest)?).map(str::trim)
}

fn argument_end(code: &str) -> Option<usize> {
    let (mut depth, mut quoted) = (0, false);
    code.find(|c: char| {
        let closes = matches!(c, ')' | ']' | '}');
        let ends = !quoted && depth == 0 && (c == ',' || closes);
        match c {
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            _ if closes && !quoted => depth -= 1,
            _ => {}
        }
        ends
    })
}

#[test]
fn every_reason_has_a_text() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let (mut found, mut missing) = (0, Vec::new());
    for (path, code) in &files {
        for reason in reasons(code) {
            found += 1;
            missing.extend(match reason {
                Ok(reason) if has_text(Lang::Vi, &format!("invalid.{reason}")) => None,
                Ok(reason) => Some(format!("  add \"invalid.{reason}\": \"…\" ({})", path.display())),
                Err(code) => Some(format!(
                    "  write the reason `{code}` as a literal ({})",
                    path.display()
                )),
            });
        }
    }
    assert!(found > 50, "the search finds too little: {found}");
    assert!(
        missing.is_empty(),
        "In core/src/catalog/texts/vi.json and en.json, say what is wrong and what to do:\n{}",
        missing.join("\n")
    );
}

/// The reasons of `NotAllowed("reason")` and `NotAllowed { reason: "reason" }`.
fn not_allowed_reasons(code: &str) -> Vec<String> {
    let uses = code.split("NotAllowed").skip(1);
    uses.filter_map(|after| {
        let after = after.trim_start_matches([' ', '(', '{', '\n']);
        let after = after.strip_prefix("reason:").unwrap_or(after).trim_start();
        let literal = after.strip_prefix('"')?;
        literal.split('"').next().map(str::to_owned)
    })
    .collect()
}

#[test]
fn everything_not_allowed_has_a_text() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let found: BTreeSet<String> = files
        .iter()
        .flat_map(|(_, code)| not_allowed_reasons(code))
        .collect();
    for known in ["book_exists", "book_in_use", "app_too_old"] {
        assert!(found.contains(known), "the search misses {known}");
    }
    for reason in found {
        let key = format!("not_allowed.{reason}");
        assert!(
            has_text(Lang::Vi, &key),
            "add `{key}` to texts/vi.json and en.json"
        );
    }
}

#[test]
fn every_end_of_a_sync_has_a_text() {
    use crate::journal::Refusal;
    let refusals = [
        Refusal::Malformed(""),
        Refusal::UnknownDependency(crate::model::ChangeHash([0; 32])),
        Refusal::Newer,
        Refusal::OutOfSequence,
        Refusal::Forked,
        Refusal::ActorTaken,
        Refusal::FactTaken,
        Refusal::TooManyActors,
        Refusal::Unsigned,
        Refusal::NotAllowed,
        Refusal::Oversize,
    ];
    let refusals = refusals
        .iter()
        .map(|refusal| format!("refusal.{}", refusal.code()));
    let endings = ["complete", "offline", "refused", "cancelled"].map(|name| format!("ending.{name}"));
    // What an item of the outbox may be told besides: the hub's reasons to hold, and those of files.
    let told = [
        "certificate_ended",
        "depends_on_held",
        "held_before",
        "refused_by_staff",
        "revoked",
        "role",
        "withdrawn",
        "blob_too_large",
        "file_changed",
        "file_missing",
        "hash_mismatch",
        "quota",
        "waits_for_wifi",
    ];
    let told = told.map(|code| format!("refusal.{code}"));
    let refusals: Vec<String> = refusals.chain(told).collect();
    let remedies: Vec<String> = refusals.iter().map(|key| format!("{key}.remedy")).collect();
    for key in refusals.into_iter().chain(remedies).chain(endings) {
        assert!(
            has_text(Lang::Vi, &key),
            "add `{key}` to texts/vi.json and en.json"
        );
    }
}

#[test]
fn the_search_for_reasons_reads_rust() {
    let code = r#"Invalid::new(format!("a,{b}"), "one") Invalid::new(
        "x",
        "two",
    ) let bad = |reason| Invalid::new(f(1, 2), reason).with("a", b); bad("three") Invalid::new(f, why)"#;
    let expected = [Ok("one"), Ok("two"), Ok("three"), Err("why")];
    let expected = expected.map(|reason| reason.map(str::to_owned).map_err(str::to_owned));
    assert_eq!(reasons(code), expected);
}

#[test]
fn sentences_are_filled_as_the_language_writes() {
    let moisture = Invalid::new("fields.moisture", "above_usual").with("max", "13.5");
    assert!(say_invalid(Lang::Vi, &moisture).contains("(13,5)"));
    assert!(say_invalid(Lang::En, &moisture).contains("(13.5)"));
    let typed = Invalid::new("quantity", "unit_missing").with("value", "2.5");
    assert!(say_invalid(Lang::Vi, &typed).contains("“2.5”"));
    let early = Finding::new(
        FindingCode::PreHarvestInterval,
        Severity::Warning,
        FactId::fresh(),
    )
    .with("harvest", "2026-10-02")
    .with("date", "2026-10-05")
    .with("days", "3");
    let (finding, remedy) = say_finding(Lang::Vi, &early);
    assert!(finding.contains("02/10/2026") && finding.contains("05/10/2026"));
    assert!(!remedy.contains('…'));
    assert_eq!(say(Lang::En, "no.such.key", &[]), "no.such.key");
    assert!(say(Lang::Vi, "finding.range_overlap", &[]).contains('…'));
}
