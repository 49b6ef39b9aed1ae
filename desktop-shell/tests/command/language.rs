use std::process::{Command, Stdio};

use serde_json::json;

use super::desk::Desk;

#[test]
fn people_are_answered_in_their_language() {
    let desk = Desk::new();
    desk.goods();
    for (locale, word) in [
        ("vi_VN.UTF-8", "Thu hoạch"),
        ("en_GB.UTF-8", "Harvest"),
        ("fr_FR.UTF-8", "Thu hoạch"),
        ("C", "Thu hoạch"),
    ] {
        let listed = desk.run_in(locale, &["list"]);
        assert!(listed.out.contains(word), "{locale}: {}", listed.out);
        assert!(listed.out.contains("02/10/2026 06:30"), "{}", listed.out);
        assert!(!listed.out.contains('\u{1b}'), "colours are off when piped");
    }
    let wished = desk.run_in("vi_VN.UTF-8", &["list", "--lang", "en"]);
    assert!(wished.out.contains("Harvest"));
    let amount = |locale: &str| desk.run_in(locale, &["list"]).out;
    assert!(amount("vi_VN.UTF-8").contains("2,5 tạ") && amount("en_GB.UTF-8").contains("2.5 tạ"));
    assert!(
        desk.run_in("vi_VN", &["stamp", "abc"])
            .out
            .contains("Chưa nhận ra")
    );
}

#[test]
fn a_scanned_text_is_classified_and_never_refused() {
    let desk = Desk::empty();
    let read = desk.json(&["stamp", "(01)08939999000017(10)L1(21)A7"]);
    assert_eq!(
        read,
        json!({"raw": "(01)08939999000017(10)L1(21)A7", "scheme": "gs1_element_string", "issuer": null, "class": "item",
               "gtin": "08939999000017", "lot": "L1", "serial": "A7", "code": null, "key": read["key"],
               "digital_link": read["digital_link"]})
    );
    for text in [
        "",
        " ",
        "-",
        "--",
        "-x",
        "\u{1d}",
        "WIFI:S:a;;",
        "🐃",
        &"9".repeat(100_000),
    ] {
        let read = desk.json(&["stamp", "--", text]);
        assert_eq!(read["raw"], text);
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let desk = Desk::new();
    desk.goods();
    let mut child = Command::new(env!("CARGO_BIN_EXE_fieldbook"))
        .args(["catalog", "coffee", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert!(
        ended.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
}
