//! Disputes as staff see them from the terminal: both sides, re-scans, rulings, and what the public is not told.

use fieldbook_core::model::*;
use fieldbook_core::sync::DocChanges;

use crate::command::{command, json};
use crate::phone::{Phone, moment};
use crate::stamps::{activate, packed_lot, verdict};
use crate::world::{World, gtin, serials};

/// A re-scan of a claim's stamps, the last of them typed.
fn rescan(phone: &Phone, claim: FactId, seen: SerialRange, typed: &str, minutes: i64) -> Fact {
    let fields = [
        ("claim", FieldValue::text(&claim.to_string())),
        ("typed_stamps", FieldValue::text(typed)),
    ];
    Fact {
        group: "sticky-rice@2".into(),
        occurred: moment(minutes),
        recorded: moment(minutes),
        stamps: phone.activation(seen).stamps,
        photos: vec![BlobHash([7; 32])],
        fields: fields.map(|(name, value)| (name.to_owned(), value)).into(),
        ..phone.fact(FactKind::Inspect, "rescan_stamps")
    }
}

fn send(world: &World, phone: &mut Phone, lot: DocRef, fact: &Fact) -> FactId {
    let change = phone.record(lot, fact);
    let push: Vec<DocChanges> = vec![phone.signed(lot, &[change])];
    phone.sync(world, push);
    fact.id
}

fn page(world: &World, path: &str) -> String {
    let address = format!("{}{path}?lang=vi", world.running.url());
    world.client.get(address).send().unwrap().text().unwrap()
}

/// Lan's claim stands, and Minh's is disputed.
struct Dispute {
    world: World,
    lan: Phone,
    minh: Phone,
    ours: DocRef,
    theirs: DocRef,
    first: FactId,
    second: FactId,
}

impl Dispute {
    fn begun() -> Self {
        let world = World::new();
        world.lease(365);
        let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
        let (ours, theirs) = (packed_lot(&world, &mut lan), packed_lot(&world, &mut minh));
        Self {
            first: activate(&world, &mut lan, ours, serials(1, 100), 0),
            second: activate(&world, &mut minh, theirs, serials(51, 150), 0),
            world,
            lan,
            minh,
            ours,
            theirs,
        }
    }
}

#[test]
fn what_was_voided_or_stands_elsewhere_is_no_evidence() {
    let Dispute {
        ref world,
        mut lan,
        mut minh,
        ours,
        theirs,
        second,
        ..
    } = Dispute::begun();
    let waiting = || world.hub.claims_waiting().unwrap().len();
    let slip = rescan(&minh, second, serials(1, 500), "", 80);
    send(world, &mut minh, theirs, &slip);
    assert_eq!(waiting(), 1);
    let back = minh.void(theirs, slip.id);
    let push = minh.signed(theirs, &[back]);
    minh.sync(world, vec![push]);
    assert_eq!(waiting(), 0);
    let elsewhere = rescan(&lan, second, serials(51, 60), "", 81);
    send(world, &mut lan, ours, &elsewhere);
    assert_eq!(waiting(), 0, "on another claim's lot it is nobody's evidence");
}

#[test]
fn staff_see_both_sides_and_settle_on_what_they_see() {
    let Dispute {
        world,
        mut lan,
        mut minh,
        ours,
        theirs,
        first,
        second,
    } = Dispute::begun();
    let data = world.folder.path();
    let waiting = || json(data, &["claim", "list", "--waiting"]);
    assert_eq!(waiting(), serde_json::json!([]));
    let seen = rescan(&minh, second, serials(76, 150), "T0100…T0109, T0500", 82);
    let evidence = send(&world, &mut minh, theirs, &seen).to_string();
    assert_eq!(waiting()[0]["claim"], second.to_string());

    let claim = second.to_string();
    let sides = json(data, &["claim", "show", &claim]);
    assert_eq!(
        (&sides[0]["claim"], &sides[1]["claim"]),
        (&claim.as_str().into(), &first.to_string().into())
    );
    assert_eq!(
        sides[0]["shared"],
        serde_json::json!([{"from": "T0051", "to": "T0100"}])
    );
    assert_eq!(sides[1]["evidence"], serde_json::json!([]));
    let told = &sides[0]["evidence"][0];
    assert_eq!(
        (&told["fact"], &told["by_name"]),
        (&evidence.as_str().into(), &"Minh".into())
    );
    assert_eq!(
        told["typed"],
        serde_json::json!([{"from": "T0100", "to": "T0109"}]),
        "T0500 was not in hand"
    );
    assert_eq!(
        told["shared"],
        serde_json::json!([{"from": "T0076", "to": "T0100"}])
    );
    assert_eq!(told["photos"][0]["received"], false);
    let shown = String::from_utf8(command(data, &["claim", "show", &claim, "--lang", "en"]).stdout).unwrap();
    assert!(
        shown.contains("Minh scanned 75 stamps again (65 by camera, 10 typed), 25 of them in dispute"),
        "{shown}"
    );
    assert!(
        shown.contains("not here yet") && !shown.contains("hub.claim"),
        "{shown}"
    );

    let refused = command(data, &["claim", "settle", &claim, "keep", "--evidence", &claim]);
    assert_eq!(refused.status.code(), Some(1));
    let long = "x".repeat(501);
    let refused = command(data, &["claim", "settle", &claim, "keep", "--note", &long]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(verdict(&world, second).state, ClaimState::Disputed);
    let note = "Tem 76 đến 100 ở kho của Minh";
    let words = [
        "claim",
        "settle",
        &claim,
        "keep",
        "--range",
        "T0076..T0100",
        "--evidence",
        &evidence,
        "--note",
        note,
    ];
    let settled = json(data, &words);
    assert_eq!(
        (&settled["state"], &settled["ruling"]["note"]),
        (&"confirmed".into(), &note.into())
    );
    let ranges = |claim| -> Vec<SerialRange> {
        let spans = verdict(&world, claim).spans.into_iter();
        SerialRange::merge(spans.map(|span| span.range).collect())
    };
    assert_eq!(
        (ranges(first), ranges(second)),
        (vec![serials(1, 75)], vec![serials(76, 150)])
    );
    let lost = verdict(&world, first).ruling.unwrap();
    assert_eq!(lost.in_favour_of, Some(second));
    assert_eq!(verdict(&world, first).findings, ["settled_against"]);
    assert_eq!(waiting(), serde_json::json!([]));
    lan.sync(&world, vec![]);
    assert_eq!(lan.verdicts[&first].ruling, Some(lost));
    // The public learns which stamps stand for which lot, and nothing of the quarrel.
    for serial in ["T0060", "T0090"] {
        let page = page(&world, &format!("/01/{}/21/{serial}", gtin()));
        for private in [note, "Quét lại tem", &evidence, "07070707"] {
            assert!(page.contains("Mường Và") && !page.contains(private), "{private}");
        }
    }
    // What comes now is shown to staff, and changes nothing.
    let late = rescan(&lan, first, serials(70, 80), "", 200);
    send(&world, &mut lan, ours, &late);
    assert_eq!(ranges(first), [serials(1, 75)]);
}

/// Every word of the hub stays, not only the last.
#[test]
fn every_verdict_is_kept() {
    let world = World::new();
    world.lease(365);
    let mut lan = world.phone("Lan");
    let lot = DocRef::fresh(DocKind::Lot, world.org);
    let claim = activate(&world, &mut lan, lot, serials(1, 10), 0);
    let packed = lan.record(lot, &lan.packing(10));
    lan.sync(&world, vec![lan.signed(lot, &[packed])]);
    let file = world.hub.claim_file(claim).unwrap();
    let told = file.sides[0].history.iter().map(|told| (told.number, told.state));
    let expected = [(1, ClaimState::Disputed), (2, ClaimState::Confirmed)];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    assert!(world.hub.claim_file(FactId::fresh()).is_err());
}
