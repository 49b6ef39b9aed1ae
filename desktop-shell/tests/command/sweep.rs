use std::fs;
use std::path::Path;

use fieldbook::picture::camera::film;
use fieldbook::picture::faulty::{FaultySheet, faulty};
use fieldbook::picture::sheet::render_prints;
use fieldbook_core::model::SerialRange;
use serde_json::{Value, json};

use super::desk::Desk;

/// A sheet of twelve, filmed into the folder: reading a frame takes a second or two where nothing is optimised, so
/// the sheet of a hundred is swept without pictures, in `fieldbook-tests`.
fn filmed(folder: &Path) -> FaultySheet {
    let range = |from, to| SerialRange::parse(from, to).unwrap();
    let sheet = faulty(
        "https://txng.example.vn",
        "08939999000017",
        &range("00101", "00112"),
        &range("70001", "70010"),
        false,
        2,
    )
    .unwrap();
    let printed = render_prints("HTX Mường Và — tem truy xuất", &sheet.prints, 6).unwrap();
    fs::create_dir(folder).unwrap();
    for (index, shot) in film(&printed, 4, 2).iter().enumerate() {
        shot.frame
            .save(folder.join(format!("frame-{index:03}.png")))
            .unwrap();
    }
    sheet
}

fn assert_drawn(desk: &Desk) {
    let map = image::open(desk.path("drawn/map.png")).unwrap().into_rgb8();
    let painted = |colour: [u8; 3]| map.pixels().filter(|pixel| pixel.0 == colour).count();
    assert!(painted([0, 150, 60]) > 9 * 100, "nine stamps in green");
    assert!(
        painted([20, 80, 220]) > 100 && painted([235, 130, 0]) > 300,
        "a stranger in blue, gaps in orange"
    );
    assert!(desk.path("drawn/frame-000-found.png").exists());
}

#[test]
fn a_filmed_sheet_is_proposed_with_its_faults_and_activated() {
    let desk = Desk::new();
    let goods = desk.goods();
    let sheet = filmed(&desk.path("film"));
    fs::write(desk.path("film/zzz.png"), "không phải ảnh").unwrap();
    let swept = desk.run(&["sweep", "film", "--keep", "--draw", "drawn", "--json"]);
    assert_eq!(
        swept.code, 1,
        "a broken picture is told and does not end the sweep"
    );
    swept.assert_clear();
    let swept: Value = serde_json::from_str(&swept.out).unwrap();
    let range = &swept["ranges"][0];
    assert_eq!((&range["from"], &range["to"]), (&json!("00101"), &json!("00112")));
    assert_eq!((&range["count"], &swept["count"]), (&json!(9), &json!(9)));
    let missing: Vec<(&str, &str)> = range["gaps"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|gap| gap["missing"].as_array().unwrap())
        .map(|missing| {
            (
                missing["serial"].as_str().unwrap(),
                missing["there"].as_str().unwrap(),
            )
        })
        .collect();
    let there = |serial: &str| missing.iter().find(|(known, _)| *known == serial).unwrap().1;
    assert_eq!(missing.len(), 3, "{missing:?}");
    assert_eq!(there(&sheet.taken), "nothing");
    assert_eq!(there(&sheet.covered.0), "another_code");
    // Whether a torn code is seen at all is the scanner's matter.
    assert!(["nothing", "unreadable"].contains(&there(&sheet.torn)));
    let strangers = swept["strangers"].as_array().unwrap();
    assert_eq!(strangers.len(), 1);
    assert_eq!(
        (&strangers[0]["serial"], &strangers[0]["reason"]),
        (&json!(sheet.covered.1), &json!("other_roll"))
    );
    assert_drawn(&desk);

    // It waits in the book, says the same in both languages, and goes on.
    let id = swept["sweep"].as_str().unwrap();
    let open = desk.json(&["sweep", "--list"]);
    assert_eq!(
        (open[0]["id"].as_str(), open.as_array().unwrap().len()),
        (Some(id), 1)
    );
    for (locale, words) in [
        (
            "en_GB.UTF-8",
            [
                "00101…00112 of 08939999000017: 9 of 12 stamps",
                "of another roll",
                "another code",
            ],
        ),
        (
            "vi_VN.UTF-8",
            [
                "00101…00112 của 08939999000017: 9 trên 12 tem",
                "thuộc cuộn khác",
                "một mã khác",
            ],
        ),
    ] {
        let said = desk.run_in(locale, &["sweep", "--resume", id]);
        assert_eq!(said.code, 0, "{}", said.err);
        for word in words
            .iter()
            .copied()
            .chain([&sheet.torn, &sheet.taken].map(String::as_str))
        {
            assert!(said.out.contains(word), "{word}: {}", said.out);
        }
    }
    let error = desk.refused(1, &["sweep", "--resume", id, "--type", "00113"]);
    assert_eq!(error["reasons"][0]["reason"], "sweep_outside");
    let bound = desk.json(&[
        "sweep",
        "--resume",
        id,
        "--type",
        &sheet.torn,
        "--leave-out",
        "00101",
        "--lot",
        &goods.lot,
        "--activate",
    ]);
    assert_eq!((&bound["count"], &bound["open"]), (&json!(9), &json!(false)));
    assert_eq!(bound["ranges"][0]["typed"], json!([sheet.torn]));
    assert_eq!(
        bound["ranges"][0]["left_out"],
        json!([{"from": "00101", "to": "00101"}])
    );
    assert_eq!(bound["claims"][0]["state"], "pending");
    assert_eq!(desk.json(&["list", "--kind", "activate"])[0]["capture"], "scan");
    assert_eq!(desk.json(&["sweep", "--list"]), json!([]));
    desk.refused(1, &["sweep", "--resume", id]);
    desk.assert_sound(2);
}

#[test]
fn a_sweep_of_nothing_says_so_and_leaves_nothing_behind() {
    let desk = Desk::new();
    fs::create_dir(desk.path("none")).unwrap();
    let swept = desk.json(&["sweep", "none"]);
    assert_eq!((&swept["count"], &swept["open"]), (&json!(0), &json!(false)));
    assert_eq!(desk.json(&["sweep", "--list"]), json!([]));
    desk.refused(1, &["sweep", "no.png"]);
    for line in [
        &["sweep"][..],
        &["sweep", "none", "--lot", "x"],
        &["sweep", "none", "--activate"],
        &["sweep", "--list", "none"],
        &["sweep", "none", "--resume", "x"],
    ] {
        desk.refused(2, line);
    }
}
