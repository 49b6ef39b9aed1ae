//! Keys in files.

use crate::desk::Desk;

/// Writes key files and gives what they hold, so that nothing of it is ever shown.
fn write_keys(desk: &Desk) -> [String; 2] {
    let keys = ["0123456789abcdef".repeat(4), "FEDCBA9876543210".repeat(4)];
    std::fs::write(desk.path("key"), format!("{}\n", keys[0])).unwrap();
    std::fs::write(desk.path("new-key"), &keys[1]).unwrap();
    for (name, text) in [
        ("short", "0123".to_owned()),
        ("long", "ab".repeat(33)),
        ("signs", "+f".repeat(32)),
        ("nothing", String::new()),
    ] {
        std::fs::write(desk.path(name), text).unwrap();
    }
    keys
}

#[test]
fn a_file_that_is_no_key_is_refused_without_showing_it() {
    let desk = Desk::new();
    write_keys(&desk);
    for name in ["short", "long", "signs", "nothing"] {
        let error = desk.refused(1, &["list", "--key-file", name]);
        assert_eq!(error["code"], "invalid_input", "{name}");
        assert!(!error.to_string().contains("0123"));
    }
    assert_eq!(
        desk.refused(1, &["list", "--key-file", "no-such"])["code"],
        "file"
    );
    desk.assert_sound(0);
}

#[cfg(not(feature = "sqlcipher"))]
#[test]
fn a_build_that_cannot_encrypt_says_so() {
    let desk = Desk::new();
    write_keys(&desk);
    for line in [&["list", "--key-file", "key"][..], &["rekey", "key"]] {
        assert_eq!(desk.refused(1, line)["code"], "not_allowed");
    }
    desk.assert_sound(0);
}

#[cfg(feature = "sqlcipher")]
#[test]
fn a_book_gets_a_key_and_another() {
    let desk = Desk::new();
    let keys = write_keys(&desk);
    desk.goods();
    desk.json(&["rekey", "key"]);
    let before = desk.json(&["list", "--key-file", "key"]);
    assert_eq!(desk.refused(1, &["list"])["code"], "not_allowed");
    let done = desk.run(&["--key-file", "key", "rekey", "new-key"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(keys.iter().all(|key| !done.out.contains(key.as_str())));
    assert_eq!(
        desk.refused(1, &["list", "--key-file", "key"])["code"],
        "not_allowed"
    );
    assert_eq!(desk.json(&["list", "--key-file", "new-key"]), before);
}
