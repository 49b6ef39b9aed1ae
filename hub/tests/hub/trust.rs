//! Whose word counts: roles, memberships, certificates, names, keys and repeated requests.

use fieldbook_core::identity::*;
use fieldbook_core::journal::{Author, Document};
use fieldbook_core::model::*;
use fieldbook_core::sync::*;
use fieldbook_hub::StampStanding;

use crate::phone::{Phone, codes, read};
use crate::world::{World, farmer, gtin, lot, serials};

fn season(world: &World) -> DocRef {
    DocRef::fresh(DocKind::Season, world.org)
}

fn held(code: &str) -> Vec<(u32, Outcome, &str)> {
    vec![(0, Outcome::Held, code)]
}

fn facts_of(phone: &Phone, doc: DocRef) -> usize {
    phone
        .docs
        .get(&doc.id)
        .map_or(0, |known| known.facts().unwrap().len())
}

fn waiting(world: &World) -> Vec<(&'static str, u64)> {
    let held = world.hub.held().unwrap();
    held.iter().map(|row| (row.reason, row.count)).collect()
}

#[test]
fn what_a_role_does_not_allow_is_held_until_staff_accept_and_its_device_is_told() {
    let world = World::new();
    world.lease(30);
    let (mut inh, mut minh) = (farmer(&world), world.phone("Minh"));
    let (field, packed) = (season(&world), lot(&world));
    let work = inh.record(field, &inh.fact(FactKind::Activity, "weed"));
    let answer = inh.sync(&world, vec![inh.signed(field, &[work])]);
    assert_eq!(codes(&answer), vec![]);
    // A farmer packs and activates: an app that does not ask the table.
    let pack = inh.record(packed, &inh.packing(10));
    let claim = inh.activation(serials(1, 10));
    let activate = inh.record(packed, &claim);
    let push = vec![inh.signed(packed, &[pack.clone(), activate.clone()])];
    let answer = inh.sync(&world, push.clone());
    let expected = vec![(0, Outcome::Held, "role"), (1, Outcome::Held, "role")];
    assert_eq!(codes(&answer), expected);
    let receipt: Receipt = answer.receipt.unwrap().open(&world.hub.public_key()).unwrap();
    assert!(
        receipt.covers(&[pack.hash, activate.hash]),
        "held is kept, under a receipt"
    );
    assert_eq!(
        codes(&inh.sync(&world, push.clone())),
        expected,
        "and says so again"
    );
    minh.sync(&world, vec![]);
    assert_eq!((facts_of(&minh, field), facts_of(&minh, packed)), (1, 0));
    let standing = || world.hub.trace_of_stamp(&gtin(), "T0005").unwrap().standing;
    assert_eq!(standing(), StampStanding::NotActivated);
    assert_eq!(waiting(&world), [("role", 2)]);
    assert!(inh.released.is_empty());
    assert_eq!(world.hub.accept_held(packed.id, Some(inh.device)).unwrap(), 2);
    assert_eq!(standing(), StampStanding::Active);
    minh.sync(&world, vec![]);
    assert_eq!(facts_of(&minh, packed), 2);
    inh.sync(&world, vec![]);
    assert_eq!(inh.released, [pack.hash, activate.hash]);
    assert_eq!(
        codes(&inh.sync(&world, push)),
        vec![(0, Outcome::Duplicate, ""), (1, Outcome::Duplicate, "")]
    );
}

#[test]
fn what_staff_refuse_stays_in_the_book_of_record_and_is_never_shown() {
    let world = World::new();
    let (mut inh, mut minh) = (farmer(&world), world.phone("Minh"));
    let doc = lot(&world);
    let pack = inh.record(doc, &inh.packing(10));
    let push = vec![inh.signed(doc, std::slice::from_ref(&pack))];
    inh.sync(&world, push.clone());
    assert_eq!(world.hub.refuse_held(doc.id, None).unwrap(), 1);
    assert!(world.hub.held().unwrap().is_empty());
    assert!(world.hub.refuse_held(doc.id, None).is_err() && world.hub.accept_held(doc.id, None).is_err());
    inh.sync(&world, vec![]);
    assert_eq!(
        (inh.refused.as_slice(), inh.released.len()),
        ([pack.hash].as_slice(), 0)
    );
    // Offered again it is refused by name, and what builds on it waits.
    let answer = inh.sync(&world, push);
    assert_eq!(codes(&answer), vec![(0, Outcome::Refused, "refused_by_staff")]);
    minh.open(doc).apply(std::slice::from_ref(&pack)).unwrap();
    let built = minh.record(doc, &minh.packing(5));
    let answer = minh.sync(&world, vec![minh.signed(doc, &[built])]);
    assert_eq!(codes(&answer), held("depends_on_held"));
    assert!(
        world.hub.accept_held(doc.id, None).unwrap() == 0,
        "nothing may stand on it"
    );
    let trace = world.hub.trace_of_lot(doc.id).unwrap().unwrap();
    assert!(trace.lot.facts.is_empty());
}

#[test]
fn each_role_is_held_to_the_table_on_the_hub() {
    let world = World::new();
    let mut officer = world.phone_as(world.org, "Hoa", &[Role::Officer]);
    let mut inspector = world.phone_as(world.org, "Thanh", &[Role::Inspector]);
    let (mut inh, mut manager) = (farmer(&world), world.phone("Phin"));
    let (field, goods) = (season(&world), lot(&world));
    let harvest = officer.fact(FactKind::Harvest, "harvest");
    let own = officer.record(field, &harvest);
    assert_eq!(
        codes(&officer.sync(&world, vec![officer.signed(field, &[own])])),
        held("role")
    );
    let helped = Fact {
        on_behalf_of: Some(inh.person),
        ..officer.fact(FactKind::Harvest, "harvest")
    };
    let field = season(&world);
    let change = officer.record(field, &helped);
    assert_eq!(
        codes(&officer.sync(&world, vec![officer.signed(field, &[change])])),
        vec![]
    );
    // The farmer corrects what was written for them.
    inh.sync(&world, vec![]);
    let amended = inh.amend(
        field,
        RegisterKey::amend(helped.id, "note"),
        FieldValue::text("ướt"),
    );
    assert_eq!(
        codes(&inh.sync(&world, vec![inh.signed(field, &[amended])])),
        vec![]
    );
    let recall = inspector.fact(FactKind::Recall, "recall");
    let change = inspector.record(goods, &recall);
    assert_eq!(
        codes(&inspector.sync(&world, vec![inspector.signed(goods, &[change])])),
        vec![]
    );
    // A farmer lifts no recall, corrects no fact nobody knows, and writes no register.
    inh.sync(&world, vec![]);
    let lift = inh.void(goods, recall.id);
    assert_eq!(
        codes(&inh.sync(&world, vec![inh.signed(goods, &[lift])])),
        held("role")
    );
    let elsewhere = season(&world);
    let blind = inh.void(elsewhere, FactId::fresh());
    assert_eq!(
        codes(&inh.sync(&world, vec![inh.signed(elsewhere, &[blind])])),
        held("role")
    );
    let register = DocRef::register_of(world.org);
    let plot = inh.amend(
        register,
        RegisterKey::entry(PlotId::fresh(), "name"),
        FieldValue::text("Thửa"),
    );
    assert_eq!(
        codes(&inh.sync(&world, vec![inh.signed(register, &[plot])])),
        held("role")
    );
    manager.sync(&world, vec![]);
    let lifted = manager.void(goods, recall.id);
    assert_eq!(
        codes(&manager.sync(&world, vec![manager.signed(goods, &[lifted])])),
        vec![]
    );
}

#[test]
fn a_strangers_name_gives_no_role_and_is_found() {
    let world = World::new();
    let (mut inh, manager) = (farmer(&world), world.phone("Phin"));
    // The farmer's phone writes as the manager.
    let goods = lot(&world);
    let forged = Fact {
        recorder: manager.person,
        device: manager.device,
        ..inh.packing(10)
    };
    let change = inh.record(goods, &forged);
    assert_eq!(
        codes(&inh.sync(&world, vec![inh.signed(goods, &[change])])),
        held("role")
    );
    // What the farmer may write himself is authentic and kept; the names are found.
    let field = season(&world);
    let named = Fact {
        recorder: manager.person,
        device: manager.device,
        ..inh.fact(FactKind::Harvest, "harvest")
    };
    let change = inh.record(field, &named);
    let mine = inh.person;
    inh.person = manager.person;
    let voided = inh.void(field, named.id);
    inh.person = mine;
    let renamed = inh.amend(field, RegisterKey::head("name"), FieldValue::text("Vụ mùa"));
    let push = vec![inh.signed(field, &[change, voided, renamed])];
    assert_eq!(codes(&inh.sync(&world, push)), vec![]);
    let found = world.hub.findings(field.id).unwrap();
    let told: Vec<_> = found.iter().map(|finding| finding.code.name()).collect();
    assert_eq!(told, ["foreign_corrector"], "a voided fact no longer speaks");
    let field = season(&world);
    let change = inh.record(
        field,
        &Fact {
            id: FactId::fresh(),
            ..named
        },
    );
    inh.sync(&world, vec![inh.signed(field, &[change])]);
    let found = world.hub.findings(field.id).unwrap();
    let told: Vec<_> = found.iter().map(|finding| finding.code.name()).collect();
    assert_eq!(told, ["foreign_device", "foreign_recorder"]);
}

#[test]
fn a_withdrawn_person_is_told_and_what_they_write_waits() {
    let world = World::new();
    let (mut inh, mut minh) = (farmer(&world), world.phone("Minh"));
    let doc = season(&world);
    let before = inh.record(doc, &inh.fact(FactKind::Activity, "sow"));
    inh.sync(&world, vec![inh.signed(doc, &[before])]);
    world.clock.fetch_add(60_000, std::sync::atomic::Ordering::SeqCst);
    world.hub.withdraw(world.org, inh.person).unwrap();
    let after = inh.record(doc, &inh.fact(FactKind::Activity, "weed"));
    let answer = inh.sync(&world, vec![inh.signed(doc, &[after])]);
    assert_eq!(codes(&answer), held("withdrawn"));
    assert!(answer.pages.is_empty(), "nothing new of the organisation");
    assert!(inh.own.as_ref().unwrap().memberships[0].roles.is_empty());
    assert!(inh.own.as_ref().unwrap().orgs().is_empty());
    let quiet = inh.post(&world, &inh.request(vec![])).unwrap();
    assert!(quiet.certificate.is_none(), "told once");
    // What was written before is shown, and everybody can still check it.
    minh.sync(&world, vec![]);
    assert_eq!(facts_of(&minh, doc), 1);
    let late = world.phone("Muộn");
    let mut late = late;
    late.sync(&world, vec![]);
    assert_eq!(facts_of(&late, doc), 1);
    // An invitation made before gives nothing back; roles do.
    world.clock.fetch_add(60_000, std::sync::atomic::Ordering::SeqCst);
    assert!(world.hub.invite(world.org, inh.person, "http://h", 1).is_err());
    world
        .hub
        .set_roles(world.org, inh.person, &[Role::Farmer])
        .unwrap();
    let doc = season(&world);
    let again = inh.record(doc, &inh.fact(FactKind::Activity, "sow"));
    let answer = inh.sync(&world, vec![inh.signed(doc, &[again])]);
    assert_eq!((codes(&answer), answer.pages.len()), (vec![], 1));
    assert_eq!(inh.own.as_ref().unwrap().memberships[0].roles, [Role::Farmer]);
    assert_eq!(waiting(&world), [("withdrawn", 1)]);
}

#[test]
fn carried_changes_wait_while_the_writers_certificate_has_ended() {
    let world = World::new();
    let (mut inh, mut minh, mut third) = (farmer(&world), world.phone("Minh"), world.phone("Tư"));
    let (field, goods) = (season(&world), season(&world));
    world.wait_days(13);
    minh.sync(&world, vec![]);
    third.sync(&world, vec![]);
    world.wait_days(2);
    let work = inh.record(field, &inh.fact(FactKind::Activity, "weed"));
    let harvest = inh.record(goods, &inh.fact(FactKind::Harvest, "harvest"));
    minh.open(field).apply(std::slice::from_ref(&work)).unwrap();
    let built = minh.record(field, &minh.fact(FactKind::Activity, "spray"));
    let mut carried = inh.signed(field, std::slice::from_ref(&work));
    carried.changes.push(built.bytes.clone().into());
    carried
        .signatures
        .push(sign_change(&minh.key, field.id, built.hash));
    let push = vec![carried, inh.signed(goods, std::slice::from_ref(&harvest))];
    let answer = minh.sync(&world, push);
    assert_eq!(
        codes(&answer),
        vec![
            (0, Outcome::Held, "certificate_ended"),
            (1, Outcome::Held, "depends_on_held"),
            (2, Outcome::Held, "certificate_ended"),
        ]
    );
    third.sync(&world, vec![]);
    assert_eq!(facts_of(&third, field), 0);
    // The device itself comes: its own push counts at once, it is renewed, and what waited is let go.
    let own = season(&world);
    let change = inh.record(own, &inh.fact(FactKind::Activity, "sow"));
    let answer = inh.sync(&world, vec![inh.signed(own, &[change])]);
    assert_eq!(codes(&answer), vec![]);
    assert!(answer.certificate.is_some());
    assert!(waiting(&world).is_empty());
    assert_eq!(inh.released, [work.hash, harvest.hash]);
    third.sync(&world, vec![]);
    assert_eq!((facts_of(&third, field), facts_of(&third, goods)), (2, 1));
    minh.sync(&world, vec![]);
    assert_eq!(minh.released, [built.hash]);
}

#[test]
fn a_renewed_certificate_lets_nothing_through_that_the_roles_forbid() {
    let world = World::new();
    let (mut inh, mut minh) = (world.phone("Inh"), world.phone("Minh"));
    world.wait_days(15);
    let (packed, field) = (lot(&world), season(&world));
    let pack = inh.record(packed, &inh.packing(3));
    let work = inh.record(field, &inh.fact(FactKind::Activity, "sow"));
    let push = vec![
        inh.signed(packed, &[pack]),
        inh.signed(field, std::slice::from_ref(&work)),
    ];
    minh.sync(&world, push);
    assert_eq!(
        waiting(&world),
        [("certificate_ended", 1), ("certificate_ended", 1)]
    );
    world
        .hub
        .set_roles(world.org, inh.person, &[Role::Farmer])
        .unwrap();
    // The change of roles has renewed the certificate already; the sync still lets go what it may.
    world.wait_days(8);
    inh.sync(&world, vec![]);
    assert_eq!(waiting(&world), [("role", 1)]);
    assert_eq!(inh.released, [work.hash]);
}

#[test]
fn nobody_passes_a_change_off_as_anothers() {
    let world = World::new();
    let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
    let doc = season(&world);
    let first = lan.record(doc, &lan.fact(FactKind::Activity, "sow"));
    lan.sync(&world, vec![lan.signed(doc, std::slice::from_ref(&first))]);
    let actor = [7; 16];
    let as_lan = |actor| Author {
        key: lan.key.public().0,
        actor,
    };
    // A first change that names Lan's key, signed by Minh: alone, and behind one of the same actor that
    // names Minh's own key and itself does not fit.
    let other = season(&world);
    let claimed = Document::open(other, as_lan(actor))
        .unwrap()
        .put_fact(&lan.fact(FactKind::Activity, "weed"), 5)
        .unwrap();
    let group = DocChanges {
        doc: other,
        changes: vec![claimed.bytes.clone().into()],
        signatures: vec![sign_change(&minh.key, other.id, claimed.hash)],
    };
    let unsigned = |place| (place, Outcome::Refused, "unsigned");
    assert_eq!(codes(&minh.sync(&world, vec![group])), vec![unsigned(0)]);
    let mut decoy = Document::open(
        other,
        Author {
            key: minh.key.public().0,
            actor,
        },
    )
    .unwrap();
    let mut unseen = Document::open(other, as_lan([8; 16])).unwrap();
    let missing = unseen.put_fact(&lan.fact(FactKind::Note, "note"), 5).unwrap();
    decoy.apply(&[missing]).unwrap();
    let decoy = decoy.put_fact(&minh.fact(FactKind::Note, "note"), 5).unwrap();
    let group = DocChanges {
        doc: other,
        changes: vec![decoy.bytes.clone().into(), claimed.bytes.clone().into()],
        signatures: vec![
            sign_change(&minh.key, other.id, decoy.hash),
            sign_change(&minh.key, other.id, claimed.hash),
        ],
    };
    let answer = minh.sync(&world, vec![group]);
    assert_eq!(
        codes(&answer),
        vec![(0, Outcome::Refused, "unknown_dependency"), unsigned(1)]
    );
    // Lan's own chain, gone on with by Minh.
    let mut stolen = Document::load(
        doc,
        as_lan_actor(&lan, &first),
        None,
        std::slice::from_ref(&first.bytes),
        None,
    )
    .unwrap();
    let next = stolen
        .put_fact(&lan.fact(FactKind::Activity, "spray"), 5)
        .unwrap();
    let group = DocChanges {
        doc,
        changes: vec![next.bytes.clone().into()],
        signatures: vec![sign_change(&minh.key, doc.id, next.hash)],
    };
    // It is a person whose actor was taken that a hub tells so: their book goes on under another.
    let taken = (0, Outcome::Refused, "actor_taken");
    assert_eq!(codes(&minh.sync(&world, vec![group])), vec![taken]);
    // The chain is still Lan's.
    let honest = lan.record(doc, &lan.fact(FactKind::Activity, "weed"));
    assert_eq!(codes(&lan.sync(&world, vec![lan.signed(doc, &[honest])])), vec![]);
}

fn as_lan_actor(lan: &Phone, first: &fieldbook_core::journal::Change) -> Author {
    Author {
        key: lan.key.public().0,
        actor: first.actor,
    }
}

#[test]
fn a_signed_request_is_taken_once() {
    let world = World::new();
    let mut lan = world.phone("Lan");
    let body = pack(&lan.request(vec![])).unwrap();
    let header = lan.header("/v1/sync", &body);
    let send = |path: &str, body: &[u8]| {
        let request = world.client.post(format!("{}{path}", world.running.url()));
        let request = request.header("Authorization", &header).body(body.to_vec());
        read::<SyncResponse>(request.send().unwrap())
    };
    assert!(send("/v1/sync", &body).is_ok());
    // A listener on the line repeats it, at once and hours later.
    for _ in 0..2 {
        let problem = send("/v1/sync", &body).unwrap_err();
        assert_eq!((problem.status, problem.code()), (401, "stale_nonce"));
        world
            .clock
            .fetch_add(3_600_000, std::sync::atomic::Ordering::SeqCst);
    }
    let problem = send("/v1/sync", &pack(&lan.request(vec![])).unwrap()[1..]).unwrap_err();
    assert_eq!(problem.code(), "bad_signature", "nor does it fit another body");
    // The phone goes on with what it was given.
    lan.nonce = world.hub.nonce();
    assert!(lan.post(&world, &lan.request(vec![])).is_ok());
}

#[test]
fn no_secret_is_shown_by_debug() {
    let world = World::new();
    let person = world
        .hub
        .new_person(world.org, "Lan", &[Role::Farmer])
        .unwrap()
        .person;
    let invited = world.hub.invite(world.org, person.id, "http://h", 1).unwrap();
    let phone = Phone::new(world.org, person.id);
    let request = phone.enrol_request(invited.invitation.token);
    let seed = phone.key.seed();
    let shown = format!("{invited:?} {request:?} {:?}", phone.key);
    let as_list = |bytes: &[u8]| format!("{bytes:?}").trim_matches(['[', ']']).to_owned();
    let as_hex = |bytes: &[u8]| {
        let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
        digits.collect::<Vec<_>>().concat()
    };
    for secret in [&invited.invitation.token[..], &seed[..]] {
        assert!(!shown.contains(&as_list(secret)), "{shown}");
        assert!(!shown.contains(&as_hex(secret)), "{shown}");
    }
    assert!(!shown.contains(&invited.text));
}
