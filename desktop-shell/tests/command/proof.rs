use fieldbook_core::model::Role;
use fieldbook_hub::{Hub, NewOrg, NewProduct, RunningHub};
use serde_json::json;

use super::desk::Desk;

/// A hub on loopback, and a desk whose book is of it.
fn with_hub() -> (Desk, Hub, RunningHub) {
    let desk = Desk::empty();
    let hub = Hub::open(&desk.path("hub")).unwrap();
    let running = RunningHub::start(hub.clone(), "127.0.0.1:0").unwrap();
    let new = NewOrg {
        name: "HTX Mường Và".into(),
        address: None,
        gln: None,
    };
    let org = hub.new_org(&new).unwrap().id;
    let product = NewProduct {
        name: "Gạo nếp tan".into(),
        group: "sticky-rice".into(),
        gtin: None,
    };
    hub.new_product(org, &product).unwrap();
    let person = hub.new_person(org, "Lò Thị Mai", &[Role::Manager]).unwrap();
    let url = format!("http://{}", running.addr);
    let invited = hub.invite(org, person.person.id, &url, 7).unwrap();
    desk.json(&["init", "--invite", &invited.text, "--name", "Máy của Mai"]);
    (desk, hub, running)
}

#[test]
fn evidence_is_written_checked_and_found_wrong() {
    let (desk, hub, _running) = with_hub();
    let goods = desk.goods();
    let error = desk.refused(1, &["evidence", "Mẻ 1", "--out", "lot.evidence"]);
    assert_eq!(error["code"], "not_allowed", "never synced: {error}");
    let receipts = desk.json(&["receipts", &goods.harvest]);
    assert_eq!(
        (&receipts[0]["state"], &receipts[0]["receipt"]),
        (&json!("on_phone"), &json!(null))
    );
    desk.json(&["sync"]);
    let receipts = desk.json(&["receipts", &goods.harvest]);
    assert_eq!(receipts[0]["state"], "accepted");
    assert_eq!(receipts[0]["receipt"]["verifies"], true);
    let received = desk.json(&[
        "record",
        "--lot",
        &goods.lot,
        "--step",
        "pack",
        "--qty",
        "75 túi",
        "--origin",
        "Vụ mùa 2026=250 kg",
    ]);
    assert_eq!(received["state"], "on_phone");
    desk.json(&["evidence", &goods.code, "--out", "lot.evidence", "--names"]);
    let key = hub.public_key().to_string();
    assert_eq!(desk.json(&["whoami"])["hub_key"], key.as_str());
    let proven = desk.json(&["verify", "lot.evidence", "--hub-key", &key]);
    assert_eq!(
        (&proven["facts"], &proven["documents"][0]),
        (&json!(2), &json!(goods.lot))
    );
    assert_eq!(proven["people"][0]["name"], "Lò Thị Mai");
    assert_eq!(proven["without_receipt"].as_array().unwrap().len(), 1);
    let shown = desk.run(&["verify", "lot.evidence"]);
    assert!(
        shown.code == 0 && shown.out.contains("sound") && shown.out.contains("Lò Thị Mai"),
        "{}",
        shown.out
    );
    // Another hub's key, a changed file, and what is no file of ours.
    let stranger = "0123456789abcdef".repeat(4);
    let error = desk.refused(1, &["verify", "lot.evidence", "--hub-key", &stranger]);
    assert_eq!(error["reasons"][0]["reason"], "bundle_foreign_certificate");
    let error = desk.refused(1, &["verify", "lot.evidence", "--hub-key", "abc"]);
    assert_eq!(error["reasons"][0]["reason"], "not_a_key");
    let mut bytes = std::fs::read(desk.path("lot.evidence")).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(desk.path("bad.evidence"), &bytes).unwrap();
    let error = desk.refused(1, &["verify", "bad.evidence", "--hub-key", &key]);
    assert_eq!(error["reasons"][0]["reason"], "bundle_damaged");
    let error = desk.refused(1, &["bundle", "in", "bad.evidence"]);
    assert_eq!(error["reasons"][0]["reason"], "bundle_damaged");
    desk.refused(1, &["verify", "nowhere.evidence", "--hub-key", &key]);
}

#[test]
fn a_bundle_goes_out_and_receipts_come_in() {
    let (desk, hub, running) = with_hub();
    desk.json(&["sync"]);
    running.stop();
    let error = desk.refused(1, &["bundle", "out", "nothing.bundle"]);
    assert_eq!(error["code"], "not_allowed");
    let goods = desk.goods();
    let made = desk.json(&["bundle", "out", "mai.bundle"]);
    assert_eq!((&made["documents"], &made["changes"]), (&json!(2), &json!(3)));
    assert_eq!(desk.json(&["list"])[0]["state"], "handed_over");
    let taken = hub
        .take_bundle(&std::fs::read(desk.path("mai.bundle")).unwrap())
        .unwrap();
    assert_eq!(taken.accepted, 3);
    std::fs::write(desk.path("back.bundle"), taken.receipts.unwrap()).unwrap();
    let back = desk.json(&["bundle", "in", "back.bundle"]);
    assert_eq!((&back["receipts"], &back["flaw"]), (&json!(1), &json!(null)));
    assert_eq!(desk.json(&["list"])[0]["state"], "accepted");
    let receipts = desk.json(&["receipts", &goods.harvest]);
    assert_eq!(receipts[0]["receipt"]["counts"], true);
    assert_eq!(desk.json(&["status"])["outbox"], 0);
    assert_eq!(desk.json(&["quarantine"]), json!([]));
    desk.refused(1, &["bundle", "receipts", "none.bundle"]);
    let whole = desk.json(&["bundle", "out", "lot.bundle", "--lot", &goods.code]);
    assert_eq!(whole["receipts"], 1);
}
