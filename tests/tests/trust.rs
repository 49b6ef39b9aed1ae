//! Whom a phone believes, and what it lets its own people do: hostile hubs, roles, certificates that end.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use fieldbook_core::identity::SecretKey;
use fieldbook_core::model::*;
use fieldbook_core::rules::Deed;
use fieldbook_core::store::{ChangeState, FactQuery};
use fieldbook_core::sync::{Ending, OrgPage};
use fieldbook_core::*;
use fieldbook_hub::{Hub, NewOrg, NewProduct, RunningHub};
use fieldbook_tests::hostile::{Hand, HostileHub, group, lease};
use fieldbook_tests::world::*;

fn sync(phone: &Fieldbook) -> SyncReport {
    let options = SyncOptions {
        failures_max: Some(1),
        ..SyncOptions::default()
    };
    phone.sync().run(&options, None).unwrap().wait().unwrap()
}

fn count(phone: &Fieldbook) -> usize {
    let all = FactQuery {
        limit: 1_000,
        ..FactQuery::default()
    };
    phone.journal().query(&all).unwrap().len()
}

fn reason(error: FieldbookError) -> &'static str {
    match error {
        FieldbookError::NotAllowed { reason } => reason,
        other => panic!("{other}"),
    }
}

/// One bad thing in a page, made by a hub that has every key but those of phones. Gives how many changes are
/// set aside; `None` where the whole page counts for nothing.
type Trick = (
    &'static str,
    fn(&mut HostileHub, &Hand, &Hand, &mut OrgPage) -> Option<u64>,
);

fn season_of(hub: &HostileHub) -> DocRef {
    DocRef::fresh(DocKind::Season, hub.org)
}

fn strike(
    page: &mut OrgPage,
    doc: DocRef,
    change: &fieldbook_core::journal::Change,
    by: Option<&SecretKey>,
) -> Option<u64> {
    page.docs.push(group(doc, change, by));
    Some(1)
}

const TRICKS: &[Trick] = &[
    ("nobody signed it", |hub, friend, _, page| {
        let doc = season_of(hub);
        let (_, change) = friend.note(doc, friend.key.public(), "giả");
        strike(page, doc, &change, None)
    }),
    ("the hub signed it itself", |hub, friend, _, page| {
        let doc = season_of(hub);
        let (_, change) = friend.note(doc, hub.key.public(), "giả");
        strike(page, doc, &change, Some(&hub.key))
    }),
    ("a key without certificate", |hub, _, stranger, page| {
        let doc = season_of(hub);
        let (_, change) = stranger.note(doc, stranger.key.public(), "giả");
        strike(page, doc, &change, Some(&stranger.key))
    }),
    ("a certificate of another hub", |hub, _, stranger, page| {
        let doc = season_of(hub);
        let (_, change) = stranger.note(doc, stranger.key.public(), "giả");
        let other = SecretKey::generate().unwrap();
        page.certificates.push(hub.certificate(stranger, &other));
        strike(page, doc, &change, Some(&stranger.key));
        None
    }),
    (
        "a friend's name over another's signature",
        |hub, friend, stranger, page| {
            let doc = season_of(hub);
            let (_, change) = friend.note(doc, friend.key.public(), "giả");
            strike(page, doc, &change, Some(&stranger.key))
        },
    ),
    (
        "a friend's signature over a change that names another key",
        |hub, friend, stranger, page| {
            let doc = season_of(hub);
            let (_, change) = friend.note(doc, stranger.key.public(), "giả");
            strike(page, doc, &change, Some(&friend.key))
        },
    ),
    ("a signature made for another document", |hub, friend, _, page| {
        let (doc, other) = (season_of(hub), season_of(hub));
        let (_, change) = friend.note(doc, friend.key.public(), "giả");
        let mut moved = group(doc, &change, None);
        moved.signatures = group(other, &change, Some(&friend.key)).signatures;
        page.docs.push(moved);
        Some(1)
    }),
    ("a document of another organisation", |_, friend, _, page| {
        let doc = DocRef::fresh(DocKind::Season, OrgId::fresh());
        let (_, change) = friend.note(doc, friend.key.public(), "giả");
        strike(page, doc, &change, Some(&friend.key))
    }),
    ("a change altered on the way", |hub, friend, _, page| {
        let doc = season_of(hub);
        let (_, change) = friend.note(doc, friend.key.public(), "giả");
        let mut altered = group(doc, &change, Some(&friend.key));
        let mut bytes = altered.changes[0].to_vec();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        altered.changes[0] = bytes.into();
        page.docs.push(altered);
        Some(1)
    }),
    ("a lease signed by another key", |hub, friend, _, page| {
        page.leases.push(lease(hub.org, &friend.key));
        None
    }),
];

#[test]
fn i8_i9_a_hostile_hub_shows_nothing_and_holds_up_nothing() {
    let mut hub = HostileHub::start();
    let folder = tempfile::tempdir().unwrap();
    let phone = Fieldbook::create(Config::in_dir(folder.path()), &hub.invitation(), "máy").unwrap();
    let (friend, stranger) = (Hand::new(), Hand::new());
    let mut first = hub.page();
    first.certificates.push(hub.certificate(&friend, &hub.key));
    hub.serve(first);
    assert_eq!(sync(&phone).ending, Some(Ending::Complete));
    for (place, (name, trick)) in TRICKS.iter().enumerate() {
        let mut page = hub.page();
        let bad = trick(&mut hub, &friend, &stranger, &mut page);
        // Behind it in the same page, something honest.
        let doc = season_of(&hub);
        let (honest, change) = friend.note(doc, friend.key.public(), "thật");
        page.docs.push(group(doc, &change, Some(&friend.key)));
        hub.serve(page);
        let mut report = sync(&phone);
        if bad.is_none() {
            assert_eq!(
                report.ending,
                Some(Ending::Refused("foreign_hub".into())),
                "{name}"
            );
            assert_eq!(count(&phone), place, "{name}: none of the page counts");
            let mut clean = hub.page();
            clean.docs.push(group(doc, &change, Some(&friend.key)));
            hub.serve(clean);
            report = sync(&phone);
        }
        assert_eq!(report.ending, Some(Ending::Complete), "{name}");
        let expected = (bad.unwrap_or_default(), 1);
        assert_eq!((report.quarantined, report.pulled), expected, "{name}");
        assert_eq!(count(&phone), place + 1, "{name}: only the honest ones are shown");
        assert_eq!(phone.journal().get(honest).unwrap().author, friend.key.public().0);
        assert!(phone.stamps().leases().unwrap().is_empty(), "{name}");
    }
    assert_eq!(phone.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_hostile_hub_cannot_speak_for_its_phones_changes() {
    let mut hub = HostileHub::start();
    let folder = tempfile::tempdir().unwrap();
    let phone = Fieldbook::create(Config::in_dir(folder.path()), &hub.invitation(), "máy").unwrap();
    sync(&phone);
    let plot = phone.people().add_plot("Thửa trên", None).unwrap();
    let own = phone.people().me().unwrap();
    // It claims the phone's own key without its signature, and says that its changes were settled.
    let doc = season_of(&hub);
    let hand = Hand {
        key: SecretKey::generate().unwrap(),
        device: own.device,
        person: own.person,
    };
    let mut page = hub.page();
    let key = key_of(folder.path());
    let (_, forged) = hand.note(doc, key, "giả");
    page.certificates.push(hub.certificate(&hand, &hub.key));
    page.docs.push(group(doc, &forged, Some(&hand.key)));
    page.released = vec![forged.hash, ChangeHash([7; 32])];
    page.refused = vec![ChangeHash([8; 32])];
    hub.serve(page);
    let report = sync(&phone);
    assert_eq!((report.quarantined, report.pulled, count(&phone)), (1, 0, 0));
    let register = phone.people().register().unwrap();
    assert!(register.plots.iter().any(|known| known.id == plot.id));
    assert_eq!(
        phone.sync().status().unwrap().receipts,
        0,
        "nothing counts as received without a receipt"
    );
}

/// The public half of a book's key file.
fn key_of(dir: &std::path::Path) -> fieldbook_core::identity::PublicKey {
    key_in(&dir.join("device.key")).public()
}

#[test]
fn a_phone_refuses_at_entry_what_a_role_does_not_allow_and_says_who_may() {
    let mut world = World::new(81, 1);
    let farmer = world.add_phone_as(&[Role::Farmer]);
    let officer = world.add_phone_as(&[Role::Officer]);
    world.settle();
    let (farmer, officer) = (&world.phones[farmer], &world.phones[officer]);
    let field = season(farmer, "Vụ mùa");
    farmer.journal().record(harvest(field, 100)).unwrap();
    assert_eq!(
        reason(farmer.documents().open_lot(&NewLot::default()).unwrap_err()),
        "only_manager"
    );
    assert_eq!(
        reason(farmer.people().add_plot("Thửa", None).unwrap_err()),
        "only_manager"
    );
    let visit = NewVisit {
        name: "Thăm".into(),
        subject: Some(field),
        product: None,
    };
    assert_eq!(
        reason(farmer.documents().open_visit(&visit).unwrap_err()),
        "only_visits"
    );
    let rights = farmer.people().rights().unwrap();
    assert_eq!(
        (rights.roles.as_slice(), rights.paper),
        ([Role::Farmer].as_slice(), Paper::Certificate)
    );
    assert_eq!(
        rights.facts,
        [FactKind::Activity, FactKind::Harvest, FactKind::Note]
    );
    assert!(rights.until.is_some());
    let own = season(officer, "Vụ của nông dân");
    assert_eq!(
        reason(officer.journal().record(harvest(own, 1)).unwrap_err()),
        "only_on_behalf"
    );
    let person = farmer.people().me().unwrap().person;
    let helped = NewFact {
        on_behalf_of: Some(person),
        ..harvest(own, 1)
    };
    officer.journal().record(helped).unwrap();
    let activate = Deed::Record {
        kind: FactKind::Activate,
        on_behalf: false,
    };
    let said = officer.people().may(activate).unwrap_err().say(catalog::Lang::En);
    assert!(said.contains("cooperative manager"), "{said}");
}

#[test]
fn roles_taken_away_while_offline_hold_the_work_until_staff_settle_it_on_the_phone_too() {
    let mut world = World::new(82, 1);
    let demoted = world.add_phone();
    world.settle();
    let person = world.phones[demoted].people().me().unwrap().person;
    let (good, bad) = (
        packed_lot(&world.phones[demoted], 10),
        packed_lot(&world.phones[demoted], 20),
    );
    world.hub.set_roles(world.org, person, &[Role::Farmer]).unwrap();
    let report = world.sync(demoted);
    assert_eq!(report.held.len(), 4, "two heads and two packings");
    assert!(report.held.iter().any(|fate| fate.code == "role"));
    let phone = &world.phones[demoted];
    let states = |lot| {
        let query = FactQuery {
            doc: Some(lot),
            limit: 10,
            ..FactQuery::default()
        };
        let facts = phone.journal().query(&query).unwrap();
        facts
            .into_iter()
            .map(|view| (view.state, view.reason))
            .collect::<Vec<_>>()
    };
    assert_eq!(states(good), [(ChangeState::Held, Some("role".into()))]);
    // The new certificate has come with the same answer: no further lot is begun.
    assert_eq!(
        reason(phone.documents().open_lot(&NewLot::default()).unwrap_err()),
        "only_manager"
    );
    world.sync_through(0);
    assert!(
        world.phones[0].documents().get(good).is_err(),
        "held changes do not go out"
    );
    world.hub.accept_held(good, None).unwrap();
    world.hub.refuse_held(bad, None).unwrap();
    world.settle();
    assert_eq!(states(good), [(ChangeState::Accepted, None)]);
    assert_eq!(
        states(bad),
        [(ChangeState::Refused, Some("refused_by_staff".into()))]
    );
    assert!(world.phones[0].documents().get(good).is_ok());
    assert!(world.phones[0].documents().get(bad).is_err());
    assert_eq!(phone.sync().status().unwrap().outbox, 0);
    assert_eq!(phone.check().unwrap().problems, Vec::<String>::new());
}

/// A clock that tests set forward, for phone and hub alike.
struct Later(Arc<AtomicI64>);

impl Clock for Later {
    fn now(&self) -> Moment {
        let now = SystemClock.now();
        Moment {
            utc_ms: now.utc_ms + self.0.load(Ordering::SeqCst),
            ..now
        }
    }
}

#[test]
fn an_ended_certificate_keeps_no_entry_from_being_saved_but_activates_nothing() {
    let days = Arc::new(AtomicI64::new(0));
    let folder = tempfile::tempdir().unwrap();
    let ticking = Arc::clone(&days);
    let clock = fieldbook_hub::Clock::from_fn(move || Later(Arc::clone(&ticking)).now());
    let hub = Hub::open(&folder.path().join("hub")).unwrap().with_clock(clock);
    let running = RunningHub::start(hub.clone(), "127.0.0.1:0").unwrap();
    let new = NewOrg {
        name: "HTX".into(),
        ..NewOrg::default()
    };
    let org = hub.new_org(&new).unwrap().id;
    let product = NewProduct {
        name: "Gạo nếp".into(),
        group: "sticky-rice".into(),
        gtin: Some(GTIN.into()),
    };
    hub.new_product(org, &product).unwrap();
    let person = hub.new_person(org, "Phin", &[Role::Manager]).unwrap().person.id;
    let invited = hub.invite(org, person, &running.url(), 3).unwrap();
    let config = Config {
        clock: Arc::new(Later(Arc::clone(&days))),
        ..Config::in_dir(folder.path().join("book"))
    };
    let phone = Fieldbook::create(config, &invited.text, "máy").unwrap();
    assert_eq!(phone.people().rights().unwrap().paper, Paper::Invitation);
    sync(&phone);
    let lot = packed_lot(&phone, 10);
    days.store(15 * 86_400_000, Ordering::SeqCst);
    assert!(phone.sync().status().unwrap().certificate_ended);
    let recorded = phone.journal().record(pack(lot, 5)).unwrap();
    let codes: Vec<_> = recorded.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [FindingCode::CertificateEnded]);
    let range = phone.stamps().range("00001", "00010").unwrap();
    let refused = phone
        .stamps()
        .activate(lot, std::slice::from_ref(&range), Capture::Manual);
    assert_eq!(reason(refused.unwrap_err()), "certificate_ended");
    sync(&phone);
    assert!(!phone.sync().status().unwrap().certificate_ended);
    assert_eq!(
        phone.journal().get(recorded.view.id()).unwrap().state,
        ChangeState::Accepted
    );
    phone.stamps().activate(lot, &[range], Capture::Manual).unwrap();
}
