//! The product groups that are bundled, and those that come later.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

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
