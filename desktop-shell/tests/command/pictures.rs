use std::fs;

use image::{GrayImage, Luma};
use qrcode::{Color, QrCode};
use serde_json::{Value, json};

use super::desk::Desk;

/// Codes side by side on white paper.
fn print(desk: &Desk, name: &str, texts: &[&str]) {
    const MODULE: usize = 5;
    const CELL: usize = 300;
    let mut paper = GrayImage::from_pixel(
        u32::try_from(CELL * texts.len().max(1)).unwrap(),
        300,
        Luma([255]),
    );
    for (at, text) in texts.iter().enumerate() {
        let code = QrCode::new(text).unwrap();
        let width = code.width();
        for (module, color) in code.to_colors().into_iter().enumerate() {
            if color == Color::Light {
                continue;
            }
            let (x, y) = (
                at * CELL + 40 + module % width * MODULE,
                40 + module / width * MODULE,
            );
            for pixel in 0..MODULE * MODULE {
                let (x, y) = (x + pixel % MODULE, y + pixel / MODULE);
                paper.put_pixel(u32::try_from(x).unwrap(), u32::try_from(y).unwrap(), Luma([0]));
            }
        }
    }
    paper.save(desk.path(name)).unwrap();
}

fn stamp(serial: &str) -> String {
    format!("https://txng.example.vn/01/08939999000017/21/{serial}")
}

#[test]
fn codes_are_read_with_their_corners_and_meaning() {
    let desk = Desk::empty();
    print(&desk, "tem.png", &[&stamp("00001"), "Xin chào"]);
    let read = desk.json(&["read", "tem.png"]);
    let mut read = read.as_array().unwrap().clone();
    read.sort_by_key(|code| code["text"].as_str().unwrap().len());
    assert_eq!(read.len(), 2);
    let code = &read[1];
    assert_eq!(
        (&code["file"], &code["text"]),
        (&json!("tem.png"), &json!(stamp("00001")))
    );
    assert_eq!(code["corners"].as_array().unwrap().len(), 4);
    let top_left = code["corners"][0].as_array().unwrap();
    assert!(
        top_left
            .iter()
            .all(|at| (at.as_f64().unwrap() - 40.0).abs() < 6.0),
        "{top_left:?}"
    );
    for (key, value) in [
        ("class", json!("item")),
        ("gtin", json!("08939999000017")),
        ("serial", json!("00001")),
        (
            "digital_link",
            json!("https://id.gs1.org/01/08939999000017/21/00001"),
        ),
        ("issuer", Value::Null),
    ] {
        assert_eq!(code["stamp"][key], value, "{key}");
    }
    assert_eq!(read[0]["stamp"]["class"], "unknown");
}

#[test]
fn exactly_the_stamps_in_the_picture_are_activated() {
    let desk = Desk::new();
    let goods = desk.goods();
    let other = "https://txng.example.vn/01/08931234567895/21/00002";
    print(
        &desk,
        "tem.png",
        &[
            &stamp("00001"),
            &stamp("00002"),
            &stamp("00004"),
            other,
            "Xin chào",
        ],
    );
    let claim = desk.json(&["activate", "--lot", &goods.lot, "--image", "tem.png"]);
    let spans: Vec<_> = claim["spans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|span| (&span["from"], &span["to"]))
        .collect();
    assert_eq!(
        spans,
        [
            (&json!("00001"), &json!("00002")),
            (&json!("00004"), &json!("00004"))
        ]
    );
    assert_eq!(claim["gaps"], json!([{"from": "00003", "to": "00003"}]));
    assert_eq!(claim["strangers"].as_array().unwrap().len(), 2);
    assert_eq!(desk.json(&["list", "--kind", "activate"])[0]["capture"], "scan");
    desk.assert_sound(2);
}

#[test]
fn pictures_without_codes_activate_nothing() {
    let desk = Desk::new();
    let goods = desk.goods();
    print(&desk, "blank.png", &[]);
    print(&desk, "chao.png", &["Xin chào"]);
    print(&desk, "tem.png", &[&stamp("00001")]);
    let whole = fs::read(desk.path("tem.png")).unwrap();
    fs::write(desk.path("cut.png"), &whole[..whole.len() / 2]).unwrap();
    fs::write(desk.path("text.png"), "không phải ảnh").unwrap();
    fs::write(desk.path("empty.png"), b"").unwrap();
    for (file, code) in [
        ("blank.png", "not_found"),
        ("cut.png", "picture"),
        ("text.png", "picture"),
        ("empty.png", "picture"),
        ("no.png", "picture"),
        (".", "picture"),
    ] {
        let read = desk.run(&["read", file, "--json"]);
        assert_eq!((read.code, read.out.trim()), (1, "[]"), "{file}");
        read.assert_clear();
        let error: Value = serde_json::from_str(&read.err).unwrap();
        assert_eq!(error["error"]["code"], code, "{file}");
        desk.refused(1, &["activate", "--lot", &goods.lot, "--image", file]);
    }
    desk.refused(1, &["activate", "--lot", &goods.lot, "--image", "chao.png"]);
    // One bad picture does not hide the others.
    let both = desk.run(&["read", "text.png", "tem.png", "--json"]);
    assert_eq!(both.code, 1);
    let codes: Value = serde_json::from_str(&both.out).unwrap();
    assert_eq!(codes.as_array().unwrap().len(), 1);
    desk.assert_sound(1);
}

#[test]
fn stamps_in_hand_are_scanned_again_with_their_pictures_as_proof() {
    let desk = Desk::new();
    let goods = desk.goods();
    let claim = desk.json(&[
        "activate", "--lot", &goods.lot, "--from", "00001", "--to", "00020",
    ]);
    let claim = claim["id"].as_str().unwrap();
    print(
        &desk,
        "tem.png",
        &[&stamp("00003"), &stamp("00004"), &stamp("00030")],
    );
    let seen = desk.json(&[
        "rescan",
        claim,
        "tem.png",
        "--type",
        "00007..00009",
        "--note",
        "Kho bản Đặng",
    ]);
    let codes: Vec<_> = seen["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["code"])
        .collect();
    assert_eq!(codes, ["rescan_outside_claim", "claim_not_disputed"]);
    let facts = desk.json(&["list", "--kind", "inspect"]);
    assert_eq!(
        (&facts[0]["step"], &facts[0]["capture"]),
        (&json!("rescan_stamps"), &json!("scan"))
    );
    assert_eq!(facts[0]["photos"].as_array().unwrap().len(), 1);
    // Nobody but the camera and a hand says what is there.
    desk.refused(1, &["rescan", claim, "nichts.png"]);
    desk.refused(2, &["rescan", claim]);
    desk.refused(1, &["rescan", &goods.harvest, "--type", "00001"]);

    let history = desk.json(&["history", claim]);
    let what: Vec<_> = history.as_array().unwrap().iter().map(|it| &it["what"]).collect();
    assert_eq!(what, [&Value::Null, &json!("made"), &json!("rescanned")]);
    let claims = desk.json(&["claims", "--history"]);
    let told = &claims[0]["history"][1];
    assert_eq!(told["stamps"], json!(["00003…00004", "00030", "00007…00009"]));
    assert_eq!(
        (&told["typed"], &told["fact"]),
        (&json!(["00007…00009"]), &seen["id"])
    );
    assert_eq!(claims[0]["state"], "pending");
    let shown = desk.run(&["claims", "--history"]).out;
    assert!(
        shown.contains("Scanned 00003…00004, 00030, 00007…00009 again (3 typed, 1 photos)"),
        "{shown}"
    );
    assert_eq!(desk.json(&["tasks"]), json!([]));
    assert_eq!(
        desk.run_in("vi_VN.UTF-8", &["tasks"]).out.trim(),
        "Không có việc gì chờ ai."
    );
    desk.assert_sound(3);
}
