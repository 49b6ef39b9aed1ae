use serde_json::{Value, json};

use super::desk::{Desk, id};
use super::people::shared;

#[test]
fn a_day_offline_from_invitation_to_trace() {
    let desk = Desk::new();
    let goods = desk.goods();
    let listed = desk.json(&["list"]);
    let fact = &listed[0];
    assert_eq!(fact["id"], goods.harvest);
    for (key, value) in [
        ("kind", json!("harvest")),
        ("step", json!("harvest")),
        ("state", json!("on_phone")),
        ("occurred", json!("2026-10-02T06:30:00.000+07:00")),
        ("document", json!(goods.season)),
        ("recorder_name", json!("Lò Thị Mai")),
        ("fields", json!({"moisture": 24})),
        ("note", json!("Gặt ruộng Đặng")),
    ] {
        assert_eq!(fact[key], value, "{key}");
    }
    assert_eq!(
        fact["quantities"],
        json!([{"role": "out", "entered": 2.5, "entered_unit": "tạ", "amount": 250, "unit": "KGM"}])
    );
    let packed = desk.json(&[
        "record",
        "--lot",
        &goods.code,
        "--step",
        "pack",
        "--qty",
        "75 túi",
        "--origin",
        "vu mua 2026=250 kg",
    ]);
    assert_eq!(packed["origins"][0]["document"], goods.season);
    let claim = desk.json(&["activate", "--lot", "Mẻ 1", "--from", "00001", "--to", "00070"]);
    assert_eq!(claim["state"], "pending");
    assert_eq!(
        claim["spans"],
        json!([{"from": "00001", "to": "00070", "count": 70, "roll": null, "lease": null, "code": null}])
    );
    assert_eq!(claim["findings"][0]["code"], "outside_lease");
    assert!(claim["findings"][0]["remedy"].as_str().unwrap().len() > 10);
    let trace = desk.json(&["trace", "https://id.gs1.org/01/08939999000017/21/00033"]);
    assert_eq!(trace["lot"]["id"], goods.lot);
    assert_eq!(trace["claim"]["id"], claim["id"]);
    assert_eq!(trace["stamp_voided"], false);
    let steps: Vec<&Value> = trace["facts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fact| &fact["step"])
        .collect();
    assert_eq!(steps, ["harvest", "pack", "activate"]);
    desk.json(&[
        "record",
        "--lot",
        &goods.lot,
        "--step",
        "void_stamps",
        "--stamps",
        "00030..00033",
        "--field",
        "reason=torn",
    ]);
    assert_eq!(desk.json(&["trace", "00033"])["stamp_voided"], true);
    assert_eq!(desk.json(&["trace", "00034"])["stamp_voided"], false);
    assert_eq!(
        desk.json(&["claims", "--lot", &goods.lot])
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(desk.json(&["leases"]), json!([]));
    let shown = desk.json(&["lot", "show", &goods.code]);
    assert_eq!(shown["facts"].as_array().unwrap().len(), 3);
    assert_eq!(desk.json(&["status"])["receipts"], 0);
    desk.assert_sound(4);
}

#[test]
fn a_correction_keeps_what_stood_before() {
    let desk = Desk::new();
    let goods = desk.goods();
    // Some digits of the id, as a list shows them, are enough.
    let short = &goods.harvest[28..];
    let amended = desk.json(&["amend", short, "--field", "moisture=23,5", "--reason", "đo lại"]);
    assert_eq!(
        (&amended["fields"]["moisture"], &amended["amended"]),
        (&json!(23.5), &json!(["moisture"]))
    );
    let amended = desk.json(&["amend", short, "--field", "qty.out=2,4"]);
    assert_eq!(amended["quantities"][0]["amount"], 240);
    let history = desk.json(&["history", short]);
    assert_eq!(history.as_array().unwrap().len(), 3);
    assert_eq!(history[0]["field"], Value::Null);
    assert_eq!(
        (&history[1]["old"], &history[1]["new"]),
        (&json!([24]), &json!(23.5))
    );
    assert_eq!(
        (&history[1]["reason"], &history[1]["by_name"]),
        (&json!("đo lại"), &json!("Lò Thị Mai"))
    );
    assert_eq!(history[1]["device_name"], "Máy của Mai");
    let shown = desk.run(&["history", short]);
    assert!(shown.out.contains("24 % → 23.5 %"), "{}", shown.out);
    let voided = desk.json(&["void", short, "--reason", "nhầm ruộng"]);
    assert_eq!(voided["voided"]["reason"], "nhầm ruộng");
    let renamed = desk.json(&[
        "amend",
        "Mẻ 1",
        "--field",
        "name=Mẻ 1 phơi sân",
        "--reason",
        "cho rõ",
    ]);
    assert_eq!(renamed["name"], "Mẻ 1 phơi sân");
    assert_eq!(desk.json(&["conflicts"]), json!([]));
    assert_eq!(desk.json(&["rebuild"])["facts"], 1);
    assert_eq!(desk.json(&["history", short]).as_array().unwrap().len(), 4);
    desk.assert_sound(1);
}

#[test]
fn words_are_found_with_and_without_marks() {
    let desk = Desk::new();
    let goods = desk.goods();
    for words in ["gặt ruộng", "gat ruong dang", "Thu hoạch", "harvest", "ĐẶNG"] {
        let found = desk.json(&["search", words]);
        assert_eq!(found[0]["id"], goods.harvest, "{words}");
    }
    let nothing = desk.run(&["search", "máy bay", "--json"]);
    assert_eq!((nothing.code, nothing.out.trim()), (1, "[]"));
    assert!(nothing.err.contains("not_found"));
}

#[test]
fn lists_are_cut_by_time_state_and_place() {
    let desk = Desk::new();
    let goods = desk.goods();
    let note = id(&desk.json(&[
        "record", "--lot", &goods.lot, "--step", "note", "--note", "hôm nay",
    ]));
    let ids = |args: &[&str]| -> Vec<String> {
        let listed = desk.json(args);
        listed.as_array().unwrap().iter().map(id).collect()
    };
    assert_eq!(ids(&["list", "--kind", "note"]), [note.as_str()]);
    assert_eq!(ids(&["list", "--doc", &goods.season]), [goods.harvest.as_str()]);
    assert_eq!(ids(&["list", "--state", "on_phone"]).len(), 2);
    assert!(ids(&["list", "--state", "accepted"]).is_empty());
    assert_eq!(ids(&["list", "--limit", "1"]).len(), 1);
    assert!(ids(&["list", "--since", "02/10/2026"]).contains(&goods.harvest));
    assert!(ids(&["list", "--today"]).contains(&note));
}

#[test]
fn everything_a_step_can_hold_is_kept() {
    let desk = shared();
    let goods = desk.goods();
    std::fs::write(desk.path("anh.jpg"), b"not really a picture").unwrap();
    let sprayed = desk.json(&[
        "record",
        "--season",
        &goods.season,
        "--step",
        "spray",
        "--at",
        "01/09/2026 06:15",
        "--input",
        "material=Validacin 5SL,ingredient=Validamycin,maker-lot=A7,dose=1,2 l/ha,qty=0,5 lít,interval=14",
        "--qty",
        "3 sào Bắc Bộ",
        "--field",
        "protective_gear=có",
        "--place",
        "21.0712345,103.4521,12",
        "--photo",
        "anh.jpg",
        "--for",
        "lo van inh",
        "--note",
        "ghi hộ",
    ]);
    assert_eq!(
        sprayed["inputs"],
        json!([{"material": "Validacin 5SL", "active_ingredient": "Validamycin", "maker_lot": "A7",
                "dose": "1,2 l/ha", "quantity": "0.5 lít", "pre_harvest_interval": 14}])
    );
    assert_eq!(
        sprayed["place"],
        json!({"lat": 21.071_234_5, "lon": 103.452_1, "accuracy_m": 12})
    );
    assert_eq!(sprayed["quantities"][0]["role"], "area");
    assert_eq!(sprayed["quantities"][0]["amount"], 1080);
    assert_eq!(sprayed["fields"]["protective_gear"], true);
    assert_eq!(sprayed["photos"].as_array().unwrap().len(), 1);
    assert_eq!(sprayed["on_behalf_of"], "00000000-0000-0000-0000-000000000005");
    let status = desk.json(&["status"]);
    assert_eq!(
        (&status["files"], &status["files_for_wifi"]),
        (&json!(1), &json!(0))
    );
    let photos = desk.json(&["photos", "list"]);
    assert_eq!(photos[0]["hash"], sprayed["photos"][0]);
    assert_eq!(photos[0]["state"], "waiting");
    let hash = photos[0]["hash"].as_str().unwrap();
    assert_eq!(desk.json(&["photos", "send", &hash[..12]])["hash"], hash);
    assert_eq!(
        desk.json(&["photos", "clear"])["files"],
        0,
        "the hub has signed for nothing"
    );
    assert_eq!(desk.json(&["usage"]), json!([]));
    // What is unusual or breaks a rule is told, and kept all the same.
    let early = desk.json(&[
        "record",
        "--season",
        &goods.season,
        "--step",
        "harvest",
        "--qty",
        "10 kg",
        "--at",
        "2026-09-05",
    ]);
    assert_eq!(early["findings"][0]["code"], "pre_harvest_interval");
    let damp = desk.json(&[
        "record",
        "--lot",
        &goods.lot,
        "--step",
        "dry",
        "--qty",
        "in=10 kg",
        "--qty",
        "out=9 kg",
        "--field",
        "moisture=16",
    ]);
    assert_eq!(damp["advice"][0]["field"], "fields.moisture");
    desk.assert_sound(4);
}

#[test]
fn visits_plots_and_people_have_their_place() {
    let desk = Desk::new();
    let goods = desk.goods();
    let visit = desk.json(&["visit", "new", "--name", "Kiểm tra", "--subject", &goods.season]);
    assert_eq!(
        (&visit["kind"], &visit["subject"]),
        (&json!("visit"), &json!(goods.season))
    );
    let inspected = desk.json(&[
        "record",
        "--visit",
        "kiem tra",
        "--step",
        "inspect",
        "--field",
        "conclusion=conformant",
    ]);
    assert_eq!(inspected["kind"], "inspect");
    desk.json(&[
        "plot",
        "new",
        "--name",
        "Ruộng Đặng",
        "--growing-area-code",
        "VN-SL-1",
    ]);
    assert_eq!(desk.json(&["plot", "list"])[0]["growing_area_code"], "VN-SL-1");
    assert_eq!(desk.json(&["people"])[0]["name"], "Lò Thị Mai");
    assert_eq!(desk.json(&["products"])[0]["gtin"], "08939999000017");
    assert_eq!(desk.json(&["whoami"])["roles"], json!(["farmer", "manager"]));
    for (list, length) in [("season", 1), ("lot", 1), ("visit", 1)] {
        assert_eq!(desk.json(&[list, "list"]).as_array().unwrap().len(), length);
    }
    desk.assert_sound(2);
}

#[test]
fn exports_go_to_stdout_or_a_file() {
    let desk = Desk::new();
    let goods = desk.goods();
    let epcis = desk.json(&[
        "export",
        "epcis",
        "--lot",
        &goods.lot,
        "--resolver",
        "https://id.gs1.org",
    ]);
    assert_eq!(epcis["type"], "EPCISDocument");
    let csv = desk.run(&["export", "csv", "--lot", &goods.lot]);
    assert!(csv.code == 0 && csv.out.starts_with('\u{feff}'));
    let written = desk.json(&["export", "csv", "--lot", &goods.lot, "--out", "lot.csv"]);
    let bytes = std::fs::metadata(desk.path("lot.csv")).unwrap().len();
    assert_eq!(
        (&written["file"], &written["bytes"]),
        (&json!("lot.csv"), &json!(bytes))
    );
}

#[test]
fn the_catalogue_names_every_code() {
    let desk = Desk::empty();
    let groups = desk.json(&["catalog"]);
    assert_eq!(groups.as_array().unwrap().len(), 2);
    let step = desk.json(&["catalog", "sticky-rice", "harvest"]);
    assert_eq!(step["quantities"][0]["role"], "out");
    assert!(desk.run(&["catalog", "coffee"]).out.contains("Coffee"));
}

#[test]
fn a_sync_without_a_hub_says_so_and_loses_nothing() {
    let desk = Desk::new();
    desk.goods();
    let ran = desk.run(&["sync", "--tries", "1", "--json"]);
    assert_eq!(ran.code, 1);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    for key in [
        "pushed",
        "pulled",
        "accepted",
        "duplicate",
        "receipts",
        "bytes_down",
    ] {
        assert_eq!(report[key], 0, "{key}");
    }
    assert!(
        report["bytes_up"].as_u64() > Some(0),
        "a request that broke is counted whole"
    );
    assert_eq!((&report["held"], &report["refused"]), (&json!([]), &json!([])));
    assert_eq!(
        (&report["round_trips"], &report["ending"]),
        (&json!(1), &json!("offline"))
    );
    assert!(ran.err.contains("\"offline\""));
    desk.assert_sound(1);
}
