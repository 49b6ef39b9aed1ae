use std::ffi::OsString;
use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::ffi::OsStringExt;

use fieldbook_core::model::Moment;

use super::desk::{Desk, draft, invitation, signed};

#[test]
fn wrong_command_lines_exit_with_two() {
    let desk = Desk::new();
    let goods = desk.goods();
    let (season, lot) = (goods.season.as_str(), goods.lot.as_str());
    let lines: &[&[&str]] = &[
        &["recrod"],
        &["list", "--what"],
        &["list", "--state", "somewhere"],
        &["list", "--limit", "0"],
        &["list", "--limit", "99999999999999999999"],
        &["list", "--limit", "many"],
        &["list", "--today", "--since", "2026-01-01"],
        &["record", "--step", "harvest"],
        &["record", "--season", season],
        &["record", "--season", season, "--lot", lot, "--step", "note"],
        &[
            "record", "--season", season, "--step", "harvest", "--field", "moisture",
        ],
        &["record", "--season", season, "--step", "harvest", "--field", "=5"],
        &[
            "record",
            "--season",
            season,
            "--step",
            "harvest",
            "--field",
            "moisture=5",
            "--field",
            "moisture=6",
        ],
        &[
            "record",
            "--season",
            season,
            "--step",
            "spray",
            "--input",
            "colour=red",
        ],
        &["record", "--season", season, "--step", "note", "--place", "here"],
        &["record", "--season", season, "--step", "note", "--note"],
        &["amend", "abcdef"],
        &["void", "abcdef"],
        &["activate", "--lot", lot],
        &["activate", "--lot", lot, "--from", "1"],
        &[
            "activate", "--lot", lot, "--from", "1", "--to", "2", "--image", "x.png",
        ],
        &["trace"],
        &["trace", "00001", "--lot", lot],
        &["sync", "--tries", "0"],
        &["--lang", "fr", "list"],
    ];
    for line in lines {
        assert_eq!(desk.refused(2, line)["code"], "usage", "{line:?}");
    }
    assert_eq!(desk.run(&["season"]).code, 2);
    assert_eq!(desk.run::<&str>(&[]).code, 2);
    desk.assert_sound(1);
}

#[test]
fn wrong_values_are_refused_with_their_field() {
    let desk = Desk::new();
    let goods = desk.goods();
    let harvest = |more: &[&str]| -> Vec<String> {
        let line = ["record", "--season", &goods.season, "--step", "harvest"];
        line.iter().chain(more).map(|word| (*word).to_owned()).collect()
    };
    let long = "x".repeat(100_000);
    let cases: &[(&[&str], &str, &str)] = &[
        (&[], "quantities.out", "quantity_missing"),
        (&["--qty", "250"], "quantity", "unit_missing"),
        (&["--qty", "250 bushel"], "unit", "unknown_unit"),
        (&["--qty", "-5 kg"], "quantity", "negative"),
        (
            &["--qty", "99999999999999999999999999999999999999 kg"],
            "quantity",
            "not_a_number",
        ),
        (&["--qty", "9999999999999999 kg"], "quantity", "too_large"),
        (&["--qty", "area=3 sào"], "unit", "which_sao"),
        (
            &["--qty", "5 kg", "--qty", "6 kg"],
            "quantities.out",
            "quantity_twice",
        ),
        (
            &["--qty", "5 kg", "--field", "moisture=wet"],
            "fields.moisture",
            "not_a_number",
        ),
        (
            &["--qty", "5 kg", "--field", "moisture=150"],
            "fields.moisture",
            "above_max",
        ),
        (
            &["--qty", "5 kg", "--field", "method=teeth"],
            "fields.method",
            "unknown_choice",
        ),
        (
            &["--qty", "5 kg", "--field", "colour=red"],
            "fields.colour",
            "unknown_field",
        ),
        (&["--qty", "5 kg", "--at", "yesterday"], "occurred", "not_a_time"),
        (&["--qty", "5 kg", "--at", "2026-02-31"], "occurred", "not_a_time"),
        (
            &["--qty", "5 kg", "--place", "95.5,100"],
            "place",
            "outside_earth",
        ),
        (&["--qty", "5 kg", "--note", &long], "note", "too_long"),
        (
            &["--qty", "5 kg", "--note", "bell\u{7}"],
            "note",
            "control_character",
        ),
        (
            &["--qty", "5 kg", "--stamps", "1..2"],
            "stamps",
            "stamps_not_expected",
        ),
    ];
    for (more, field, reason) in cases {
        let error = desk.refused(1, &harvest(more));
        assert_eq!(error["code"], "invalid_input", "{more:?}");
        let told = (&error["field"], &error["reasons"][0]["reason"]);
        assert_eq!(told, (&(*field).into(), &(*reason).into()), "{more:?}");
    }
    // Everything wrong with the fields is told at once.
    let error = desk.refused(
        1,
        &harvest(&[
            "--qty",
            "5 kg",
            "--field",
            "moisture=wet",
            "--field",
            "method=teeth",
        ]),
    );
    assert_eq!(error["reasons"].as_array().unwrap().len(), 2);
    desk.assert_sound(1);
}

#[test]
fn what_is_not_there_is_said_not_to_be() {
    let desk = Desk::new();
    let goods = desk.goods();
    let unknown = "01900000-0000-7000-8000-000000000000";
    let lines: &[&[&str]] = &[
        &["history", unknown],
        &["history", "ffffffff"],
        &["history", "abc"],
        &["history", "không phải mã"],
        &["amend", unknown, "--field", "note=x"],
        &["void", unknown, "--reason", "x"],
        &["record", "--season", unknown, "--step", "note", "--note", "x"],
        &["record", "--lot", &goods.season, "--step", "note", "--note", "x"],
        &[
            "record", "--lot", &goods.lot, "--step", "pack", "--qty", "5 túi", "--origin", unknown,
        ],
        &[
            "record",
            "--lot",
            &goods.lot,
            "--step",
            "note",
            "--note",
            "x",
            "--for",
            "Ông Bụt",
        ],
        &["lot", "show", "nothing"],
        &["trace", "99999"],
        &["trace", "WIFI:S:nhà;T:WPA;P:12345678;;"],
        &["trace", "--lot", &goods.season],
        &["export", "epcis", "--lot", unknown],
        &["catalog", "tulips"],
        &["catalog", "coffee", "fly"],
    ];
    for line in lines {
        assert_eq!(desk.refused(1, line)["code"], "not_found", "{line:?}");
    }
    let step = desk.refused(
        1,
        &[
            "record",
            "--season",
            &goods.season,
            "--step",
            "fly",
            "--qty",
            "5 kg",
        ],
    );
    assert_eq!(step["reasons"][0]["reason"], "unknown_step");
    assert!(
        step["message"]
            .as_str()
            .unwrap()
            .contains("fieldbook catalog sticky-rice")
    );
    assert_eq!(
        desk.refused(1, &["void", &goods.harvest, "--reason", " "])["field"],
        "reason"
    );
    assert_eq!(
        desk.refused(1, &["season", "new", "--name", " "])["field"],
        "name"
    );
    assert_eq!(
        desk.refused(1, &["season", "new", "--name", "x", "--product", "chè"])["field"],
        "product"
    );
    assert_eq!(
        desk.refused(1, &["lot", "new", "--code", "mã có dấu"])["field"],
        "lot_code"
    );
    assert_eq!(
        desk.refused(1, &["amend", &goods.harvest, "--field", "qty.out=2 lít"])["field"],
        "qty.out"
    );
    assert_eq!(
        desk.refused(1, &["amend", &goods.harvest, "--field", "occurred=mai"])["field"],
        "occurred"
    );
    assert_eq!(desk.refused(1, &["sync", "--hub", "ftp://x"])["field"], "hub");
    for (from, to) in [
        ("00009", "00001"),
        ("A1", "B2"),
        ("", "5"),
        ("1", "123456789012345678901234567890"),
    ] {
        let error = desk.refused(1, &["activate", "--lot", &goods.lot, "--from", from, "--to", to]);
        assert_eq!(error["code"], "invalid_input", "{from} {to}");
    }
    desk.assert_sound(1);
}

#[test]
fn wrong_invitations_make_no_book() {
    let desk = Desk::empty();
    let good = invitation();
    let mut altered = good.clone();
    altered.replace_range(60..61, if &altered[60..61] == "A" { "B" } else { "A" });
    let cases = [
        (String::new(), "invalid_input"),
        ("FIELDBOOK1:".to_owned(), "invalid_input"),
        ("xin chào".to_owned(), "invalid_input"),
        (good[..good.len() / 2].to_owned(), "invalid_input"),
        (format!("{good}AAAA"), "not_allowed"),
        (altered, "not_allowed"),
    ];
    for (text, code) in cases {
        let error = desk.refused(1, &["init", "--invite", &text]);
        assert_eq!(error["code"], code, "{text}");
        assert!(!desk.path("book").exists(), "{text}");
    }
    fs::write(desk.path("latin1.txt"), b"FIELDBOOK1:\xe9\xff").unwrap();
    assert_eq!(
        desk.refused(1, &["init", "--invite", "@latin1.txt"])["code"],
        "invalid_input"
    );
    assert_eq!(
        desk.refused(1, &["init", "--invite", "@missing.txt"])["code"],
        "file"
    );
    // As a chat application may have wrapped it.
    fs::write(
        desk.path("invite.txt"),
        format!("{}\n {}\n", &good[..40], &good[40..]),
    )
    .unwrap();
    desk.json(&["init", "--invite", "@invite.txt"]);
    assert_eq!(
        desk.refused(1, &["init", "--invite", &good])["code"],
        "not_allowed"
    );
}

#[test]
fn an_old_invitation_makes_a_book_because_only_the_hub_knows_the_time() {
    let desk = Desk::empty();
    let mut expired = draft();
    expired.not_after = Moment::parse("not_after", "2020-01-01").unwrap();
    desk.json(&["init", "--invite", &signed(&expired)]);
    desk.goods();
    desk.assert_sound(1);
}

#[test]
fn a_missing_book_is_not_made_by_accident() {
    let desk = Desk::empty();
    let error = desk.refused(1, &["list"]);
    assert!(error["message"].as_str().unwrap().contains("fieldbook init"));
    assert!(!desk.path("book").exists());
    let without = std::process::Command::new(env!("CARGO_BIN_EXE_fieldbook"))
        .args(["list", "--lang", "en"])
        .env_remove("FIELDBOOK_BOOK")
        .output()
        .unwrap();
    assert_eq!(without.status.code(), Some(2));
    assert!(String::from_utf8(without.stderr).unwrap().contains("--book"));
}

#[test]
fn a_damaged_book_is_rescued_and_the_damaged_file_kept() {
    for (start, length, readable) in [(0_usize, 64, true), (0, 4096, true), (4096, usize::MAX, false)] {
        let desk = Desk::new();
        desk.goods();
        let file = desk.path("book/book.sqlite");
        let mut damaged = fs::read(&file).unwrap();
        let end = damaged.len().min(start.saturating_add(length));
        damaged[start..end].fill(0x55);
        fs::write(&file, &damaged).unwrap();
        let listed = desk.run(&["list"]);
        assert_eq!(listed.code, 0, "{start}+{length}: {}", listed.err);
        assert!(listed.err.contains("damaged"), "{}", listed.err);
        let kept = fs::read_dir(desk.path("book")).unwrap().find_map(|entry| {
            let entry = entry.unwrap();
            let is_kept = entry.file_name().to_string_lossy().starts_with("damaged-");
            is_kept.then(|| entry.path().join("book.sqlite"))
        });
        assert_eq!(
            fs::read(kept.unwrap()).unwrap(),
            damaged,
            "the damaged file is kept as it was"
        );
        if readable {
            desk.assert_sound(1);
        }
    }
}

#[test]
fn a_book_from_the_future_is_left_untouched() {
    let desk = Desk::new();
    desk.goods();
    let file = desk.path("book/book.sqlite");
    let before = fs::read(&file).unwrap();
    // SQLite keeps `user_version` at byte 60 of the file, big-endian.
    let mut book = fs::OpenOptions::new().write(true).open(&file).unwrap();
    book.seek(SeekFrom::Start(60)).unwrap();
    book.write_all(&999u32.to_be_bytes()).unwrap();
    drop(book);
    let future = fs::read(&file).unwrap();
    for line in [
        &["list"][..],
        &["sync", "--tries", "1"],
        &["season", "new", "--name", "x"],
        &["rebuild"],
    ] {
        assert_eq!(desk.refused(1, line)["code"], "too_new", "{line:?}");
    }
    assert_eq!(fs::read(&file).unwrap(), future);
    fs::write(&file, before).unwrap();
    desk.assert_sound(1);
}

#[test]
fn a_lost_or_damaged_device_key_is_said_so() {
    let desk = Desk::new();
    let key = desk.path("book/device.key");
    let good = fs::read(&key).unwrap();
    fs::write(&key, b"short").unwrap();
    desk.refused(1, &["list"]);
    fs::remove_file(&key).unwrap();
    desk.refused(1, &["list"]);
    fs::write(&key, good).unwrap();
    desk.assert_sound(0);
}

#[test]
fn letters_that_are_not_utf8_are_refused_by_name() {
    let desk = Desk::new();
    let goods = desk.goods();
    let bad = || OsString::from_vec(vec![b'x', 0xff, 0xfe]);
    let line =
        |words: &[&str]| -> Vec<OsString> { words.iter().map(OsString::from).chain([bad()]).collect() };
    for words in [
        &["search"][..],
        &["stamp"],
        &["record", "--season", &goods.season, "--step", "note", "--note"],
        &["season", "new", "--name"],
        &["init", "--invite"],
    ] {
        assert_eq!(desk.refused(2, &line(words))["code"], "usage", "{words:?}");
    }
    // A path may be any bytes.
    assert_eq!(desk.refused(1, &line(&["list", "--book"]))["code"], "not_found");
    let photo = [OsString::from("--photo"), bad()];
    let note = [
        "record",
        "--season",
        &goods.season,
        "--step",
        "note",
        "--note",
        "x",
    ]
    .map(OsString::from);
    assert_eq!(desk.refused(1, &[&note[..], &photo].concat())["code"], "file");
    desk.assert_sound(1);
}

#[test]
fn photos_that_cannot_be_kept_are_refused() {
    let desk = Desk::new();
    let goods = desk.goods();
    fs::write(desk.path("empty.jpg"), b"").unwrap();
    let huge = fs::File::create(desk.path("huge.jpg")).unwrap();
    huge.set_len(1 << 40).unwrap();
    let note = [
        "record",
        "--season",
        &goods.season,
        "--step",
        "note",
        "--note",
        "x",
        "--photo",
    ];
    for (file, code) in [
        ("empty.jpg", "invalid_input"),
        ("huge.jpg", "invalid_input"),
        ("no.jpg", "file"),
        (".", "file"),
    ] {
        let line: Vec<&str> = note.iter().copied().chain([file]).collect();
        assert_eq!(desk.refused(1, &line)["code"], code, "{file}");
    }
    assert_eq!(desk.json(&["status"])["files"], 0);
    let nowhere = desk.refused(
        1,
        &[
            "export",
            "csv",
            "--lot",
            &goods.lot,
            "--out",
            "no/such/folder.csv",
        ],
    );
    assert_eq!(nowhere["code"], "file");
    desk.assert_sound(1);
}

#[test]
fn a_book_that_another_program_has_open_is_refused_and_kept() {
    let desk = Desk::new();
    let goods = desk.goods();
    let config = fieldbook_core::Config::in_dir(desk.path("book"));
    let other = fieldbook_core::Fieldbook::open(config).unwrap();
    let line = [
        "record",
        "--season",
        &goods.season,
        "--step",
        "note",
        "--note",
        "x",
    ];
    assert_eq!(desk.refused(1, &line)["code"], "not_allowed");
    drop(other);
    desk.json(&line);
    desk.assert_sound(2);
}
