use std::io::BufRead;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use fieldbook_core::identity::Invitation;
use serde_json::Value;

use crate::world::{client, gtin};

pub fn command(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fieldbook-hub"))
        .env("LC_ALL", "vi_VN.UTF-8")
        .arg("--data")
        .arg(folder)
        .args(words)
        .output()
        .unwrap()
}

pub fn json(folder: &Path, words: &[&str]) -> Value {
    let output = command(folder, &[words, &["--json"]].concat());
    assert!(
        output.status.success(),
        "{words:?}: {}",
        String::from_utf8_lossy(&output.stdout)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

/// One of each thing that was made, and nothing of what was not.
fn assert_lists(data: &Path, org: &str) {
    for list in [
        vec!["org", "list"],
        vec!["person", "list", "--org", org],
        vec!["product", "list", "--org", org],
        vec!["roll", "list"],
        vec!["lease", "list", "--org", org],
    ] {
        assert_eq!(json(data, &list).as_array().unwrap().len(), 1, "{list:?}");
    }
    for empty in [
        vec!["claim", "list"],
        vec!["device", "list"],
        vec!["held", "list"],
        vec!["plot", "list", "--org", org],
    ] {
        assert_eq!(json(data, &empty).as_array().unwrap().len(), 0, "{empty:?}");
    }
}

#[test]
fn staff_set_up_an_organisation_from_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    let org = json(&data, &["org", "new", "--name", "HTX Mường Và"]);
    let person = json(
        &data,
        &[
            "person",
            "new",
            "--org",
            id(&org),
            "--name",
            "Lò Thị Lan",
            "--role",
            "manager",
            "--role",
            "farmer",
        ],
    );
    assert_eq!(person["roles"], serde_json::json!(["manager", "farmer"]));
    let gtin = gtin();
    let product = json(
        &data,
        &[
            "product",
            "new",
            "--org",
            id(&org),
            "--name",
            "Gạo",
            "--group",
            "sticky-rice",
            "--gtin",
            &gtin,
        ],
    );
    let roll = json(
        &data,
        &[
            "roll",
            "new",
            "--gtin",
            &gtin,
            "--from",
            "HX00000001",
            "--to",
            "HX00000500",
        ],
    );
    assert_eq!(
        (roll["count"].as_str(), roll["product"].as_str()),
        (Some("500"), product["id"].as_str())
    );
    let lease = json(
        &data,
        &[
            "lease",
            "new",
            "--roll",
            id(&roll),
            "--org",
            id(&org),
            "--from",
            "HX00000001",
            "--to",
            "HX00000100",
        ],
    );
    assert_eq!(lease["to"], "HX00000100");
    let png = folder.path().join("invite.png");
    let invited = json(
        &data,
        &[
            "invite",
            "--org",
            id(&org),
            "--person",
            id(&person),
            "--url",
            "https://hub.example",
            "--png",
            png.to_str().unwrap(),
        ],
    );
    Invitation::from_text(invited["text"].as_str().unwrap()).unwrap();
    assert!(image::open(&png).unwrap().width() > 200);
    assert_lists(&data, id(&org));
    let other = json(&data, &["org", "new", "--name", "HTX Sốp Cộp"]);
    let join = [
        "person",
        "join",
        "--org",
        id(&other),
        "--person",
        id(&person),
        "--role",
        "officer",
    ];
    let joined = json(&data, &join);
    assert_eq!(joined["id"], person["id"]);
    assert_eq!(joined["roles"], serde_json::json!(["officer"]));
}

#[test]
fn people_read_tables_and_programs_read_exit_codes() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    let org = json(&data, &["org", "new", "--name", "HTX Mường Và"]);
    let roll = json(
        &data,
        &[
            "roll",
            "new",
            "--host",
            "tem.example.vn",
            "--from",
            "A01",
            "--to",
            "A99",
        ],
    );
    json(
        &data,
        &[
            "lease",
            "new",
            "--roll",
            id(&roll),
            "--org",
            id(&org),
            "--from",
            "A01",
            "--to",
            "A10",
        ],
    );
    let shown = command(&data, &["org", "list"]);
    let text = String::from_utf8(shown.stdout).unwrap();
    assert!(text.contains("Tên") && text.contains("HTX Mường Và"), "{text}");
    let english = command(&data, &["claim", "list", "--lang", "en"]);
    assert_eq!(String::from_utf8(english.stdout).unwrap(), "Nothing.\n");
    // Refused is 1 and says why, in the language; wrong usage is 2.
    let refused = command(&data, &["lease", "new", "--roll", id(&roll), "--org", id(&org)]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        String::from_utf8(refused.stderr)
            .unwrap()
            .starts_with("Dải số đã được cấp")
    );
    let missing = command(&data, &["product", "list", "--org", id(&roll)]);
    assert_eq!(missing.status.code(), Some(1));
    for wrong in [
        vec!["org"],
        vec!["product", "list", "--org", "x"],
        vec!["roll", "new", "--from", "1", "--to", "2"],
        vec!["dance"],
    ] {
        assert_eq!(command(&data, &wrong).status.code(), Some(2), "{wrong:?}");
    }
    assert_eq!(command(&data, &["--help"]).status.code(), Some(0));
    let file = folder.path().join("file");
    std::fs::write(&file, b"x").unwrap();
    assert_eq!(command(&file, &["org", "list"]).status.code(), Some(1));
}

/// An issuer's list from a file to a lease; what is wrong with it is told with its row, and nothing is imported.
#[test]
fn an_issuers_list_is_imported_and_leased_in_parts() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    let org = json(&data, &["org", "new", "--name", "HTX Mường Và"]);
    let file = folder.path().join("list.csv");
    let list = file.to_str().unwrap();
    let import = ["roll", "import", "--file", list, "--host", "Tem.Example.vn/X"];
    std::fs::write(&file, "Mã tem;Ghi chú\naZ8k;\nbcDE;\naZ8k;\n").unwrap();
    let refused = command(&data, &import);
    let said = String::from_utf8_lossy(&[refused.stdout, refused.stderr].concat()).into_owned();
    assert!(
        !refused.status.success() && said.contains("Dòng 4") && said.contains("dòng 2"),
        "{said}"
    );
    assert_eq!(json(&data, &["roll", "list"]), serde_json::json!([]));

    std::fs::write(&file, "Mã tem;Ghi chú\naZ8k;\nbcDE;\nFg42;\n").unwrap();
    let roll = json(&data, &import);
    assert_eq!(
        (roll["host"].as_str(), roll["to"].as_str(), roll["count"].as_str()),
        (Some("tem.example.vn"), Some("#0000003"), Some("3"))
    );
    let lease = ["lease", "new", "--roll", id(&roll), "--org", id(&org), "--from"];
    let part = json(
        &data,
        &[&lease[..], &["bcDE", "--to", "https://tem.example.vn/X/Fg42"]].concat(),
    );
    assert_eq!((&part["from"], &part["count"]), (&"#0000002".into(), &"2".into()));
    for (from, to, why) in [
        ("3", "3", "đã được cấp"),
        ("1", "4", "#0000003"),
        ("nothing", "3", "nothing"),
    ] {
        let refused = command(&data, &[&lease[..], &[from, "--to", to]].concat());
        let said = String::from_utf8_lossy(&[refused.stdout, refused.stderr].concat()).into_owned();
        assert!(
            !refused.status.success() && said.contains(why),
            "{from} {to}: {said}"
        );
    }
    assert_eq!(json(&data, &["check"])["problems"], serde_json::json!([]));
}

#[test]
fn product_groups_are_added_while_the_hub_runs() {
    let folder = tempfile::tempdir().unwrap();
    let hub = fieldbook_hub::Hub::open(folder.path()).unwrap();
    assert!(hub.catalog().unwrap().group("tea").is_none());
    let file = folder.path().join("tea.json");
    let path = file.to_str().unwrap();
    std::fs::write(&file, crate::packs::group("tea")).unwrap();
    let added = json(folder.path(), &["pack", "add", path]);
    assert_eq!(
        (&added["group"], &added["fault"]),
        (&"tea@1".into(), &Value::Null)
    );
    // The hub that was open all the time knows it too.
    assert!(hub.catalog().unwrap().group("tea").is_some());
    let listed = json(folder.path(), &["pack", "list"]);
    assert_eq!(listed, Value::Array(vec![added]));
    let shown = command(folder.path(), &["pack", "list"]).stdout;
    assert!(String::from_utf8(shown).unwrap().contains("đang dùng"));
    // Another file under the same name: facts already name that version.
    let other = std::fs::read_to_string(&file).unwrap().replacen("  ", "   ", 1);
    std::fs::write(&file, other).unwrap();
    let refused = command(folder.path(), &["pack", "add", path]);
    let sentence = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(sentence.contains("tea@1"), "{sentence}");
    std::fs::write(&file, "{}").unwrap();
    assert_eq!(
        command(folder.path(), &["pack", "add", path]).status.code(),
        Some(1)
    );
}

#[test]
fn a_folder_that_is_no_hub_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("hub.db"), vec![0x5a; 9_000]).unwrap();
    std::fs::write(folder.path().join("hub.key"), [7; 32]).unwrap();
    let output = command(folder.path(), &["org", "list"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!output.stderr.is_empty());
    assert_eq!(
        std::fs::read(folder.path().join("hub.db")).unwrap(),
        vec![0x5a; 9_000]
    );
}

#[test]
fn serving_answers_until_it_is_asked_to_stop() {
    let folder = tempfile::tempdir().unwrap();
    let mut serving = Command::new(env!("CARGO_BIN_EXE_fieldbook-hub"))
        .args(["--lang", "en", "--data"])
        .arg(folder.path())
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    std::io::BufReader::new(serving.stderr.take().unwrap())
        .read_line(&mut said)
        .unwrap();
    let url = said
        .split_whitespace()
        .find(|word| word.starts_with("http"))
        .unwrap()
        .trim_end_matches('.');
    let answer = client().get(format!("{url}/healthz")).send().unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.text().unwrap().as_str()),
        (200, "ok\n")
    );
    // Staff work beside it, on the same folder.
    json(folder.path(), &["org", "new", "--name", "HTX"]);
    let stopped = Command::new("kill")
        .arg(serving.id().to_string())
        .status()
        .unwrap();
    assert!(stopped.success());
    assert!(serving.wait().unwrap().success());
}
