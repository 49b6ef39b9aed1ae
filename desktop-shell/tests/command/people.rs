use fieldbook_core::model::PersonId;
use serde_json::{Value, json};

use crate::desk::{Desk, draft, signed};

/// A desk where Lò Văn Inh has joined beside Lò Thị Mai.
pub fn shared() -> Desk {
    let desk = Desk::new();
    let mut invitation = draft();
    invitation.token = [8; 16];
    invitation.person = PersonId(uuid::Uuid::from_u128(5));
    invitation.person_name = "Lò Văn Inh".into();
    let added = desk.json(&["people", "add", "--invite", &signed(&invitation)]);
    assert_eq!(added.pointer("/profile/pending"), Some(&json!(true)));
    desk
}

fn recorder(desk: &Desk, season: &str) -> Value {
    let noted = desk.json(&[
        "record",
        "--season",
        season,
        "--step",
        "note",
        "--note",
        "Trời mưa",
    ]);
    noted.get("recorder_name").cloned().unwrap_or_default()
}

#[test]
fn people_share_a_device_and_switch_with_a_pin() {
    let desk = shared();
    let season = desk.goods().season;
    assert_eq!(recorder(&desk, &season), "Lò Thị Mai");
    let set = desk.run_with("2580\n", &["people", "pin"]);
    assert_eq!(set.code, 0, "{}", set.err);
    assert_eq!(
        desk.json(&["people", "switch", "lo van inh"])["name"],
        "Lò Văn Inh"
    );
    assert_eq!(recorder(&desk, &season), "Lò Văn Inh");
    let listed = desk.json(&["people"]);
    let told = |place: usize| {
        let profile = &listed[place]["profile"];
        (profile["current"].clone(), profile["has_pin"].clone())
    };
    assert_eq!(told(0), (json!(false), json!(true)));
    assert_eq!(told(1), (json!(true), json!(false)));
    assert_eq!(
        desk.refused(1, &["people", "switch", "Lò Thị Mai"])["code"],
        "not_allowed"
    );
    let wrong = desk.run_with("0000\n", &["people", "switch", "Lò Thị Mai"]);
    assert_eq!(wrong.code, 1);
    assert!(
        wrong.err.contains("Wrong PIN") && !wrong.err.contains("0000"),
        "{}",
        wrong.err
    );
    let right = desk.run_with("2580\n", &["people", "switch", "Lò Thị Mai"]);
    assert_eq!(right.code, 0, "{}", right.err);
    assert_eq!(recorder(&desk, &season), "Lò Thị Mai");
    let removed = desk.run_with("2580\n", &["people", "pin", "--remove"]);
    assert_eq!(removed.code, 0, "{}", removed.err);
    assert!(desk.run(&["people"]).out.contains("waits for the hub"));
    assert_eq!(
        desk.refused(1, &["people", "switch", "Người Lạ"])["code"],
        "not_found"
    );
    assert_eq!(
        desk.refused(1, &["people", "work-for", "HTX Khác"])["code"],
        "not_found"
    );
    assert_eq!(
        desk.json(&["people", "work-for", "HTX Mường Và"])["name"],
        "Lò Thị Mai"
    );
}

#[test]
fn entries_on_behalf_say_so_and_only_for_known_people() {
    let desk = shared();
    let season = desk.goods().season;
    let note = [
        "record",
        "--season",
        &season,
        "--step",
        "note",
        "--note",
        "Trời mưa",
        "--for",
    ];
    let noted = desk.json(&[&note[..], &["Lò Văn Inh"]].concat());
    assert_eq!(
        (&noted["recorder_name"], &noted["on_behalf_of_name"]),
        (&json!("Lò Thị Mai"), &json!("Lò Văn Inh"))
    );
    assert!(desk.run(&["list"]).out.contains("on behalf of Lò Văn Inh"));
    let history = desk.run(&["history", noted["id"].as_str().unwrap()]);
    assert!(history.out.contains("on behalf of Lò Văn Inh"), "{}", history.out);
    assert!(history.out.contains("not compared"), "{}", history.out);
    assert_eq!(
        desk.refused(1, &[&note[..], &["Lò Thị Mai"]].concat())["code"],
        "invalid_input"
    );
}

#[test]
fn the_proven_order_and_the_clock_are_shown() {
    let desk = Desk::new();
    let goods = desk.goods();
    recorder(&desk, &goods.season);
    let order = desk.json(&["list", "--order", "--doc", &goods.season]);
    let depths: Vec<_> = order
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["depth"].clone())
        .collect();
    assert_eq!(depths, [1, 2], "the season's head came first");
    assert_eq!(order[0]["recorded_trust"], "device");
    assert_eq!(order[0]["contradicts"], Value::Null);
    assert!(
        desk.run(&["list", "--order", "--doc", &goods.season])
            .out
            .contains("chain of signatures")
    );
    desk.refused(2, &["list", "--order"]);
    assert_eq!(desk.json(&["status"])["clock"], "unchecked");
}
