//! An officer of several organisations, who may drop one and take it up again; and a hub too new for the app.

use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use fieldbook_core::identity::{SecretKey, Signed};
use fieldbook_core::model::*;
use fieldbook_core::store::{ChangeState, FactQuery};
use fieldbook_core::sync::{Ending, PROTOCOL, SyncResponse, pack, unpack};
use fieldbook_core::watch::{Listener, Topic};
use fieldbook_core::{Config, Fieldbook, FieldbookError};
use fieldbook_hub::NewOrg;
use fieldbook_tests::world::*;

/// A ring that has not come by then does not come.
const DEADLOCK: Duration = Duration::from_secs(60);

/// A second organisation whose manager has a phone, the last in the world.
fn neighbour(world: &mut World, name: &str) -> (OrgId, usize) {
    let org = world
        .hub
        .new_org(&NewOrg {
            name: name.into(),
            ..NewOrg::default()
        })
        .unwrap()
        .id;
    let product = fieldbook_hub::NewProduct {
        name: "Nếp".into(),
        group: "sticky-rice".into(),
        gtin: None,
    };
    world.hub.new_product(org, &product).unwrap();
    let person = world.hub.new_person(org, "Quản lý", &[Role::Manager]).unwrap();
    let invited = world
        .hub
        .invite(org, person.person.id, &world.link.url(), 7)
        .unwrap();
    let index = world.phones.len();
    let config = Config::in_dir(world.book_dir(index));
    world
        .phones
        .push(Fieldbook::create(config, &invited.text, "máy hàng xóm").unwrap());
    (org, index)
}

/// Gives a phone a second person, who works for another organisation.
fn join(world: &World, phone: usize, org: OrgId) -> PersonId {
    let person = world
        .hub
        .new_person(org, "Cán bộ", &[Role::Officer, Role::Manager])
        .unwrap();
    let invited = world
        .hub
        .invite(org, person.person.id, &world.link.url(), 7)
        .unwrap();
    world.phones[phone].people().add(&invited.text).unwrap();
    person.person.id
}

/// Records as another of the phone's people.
fn record_as(phone: &Fieldbook, person: PersonId, fact: fieldbook_core::NewFact) -> FactId {
    let before = phone.people().me().unwrap().person;
    phone.people().switch_to(person, None).unwrap();
    let id = phone.journal().record(fact).unwrap().view.id();
    phone.people().switch_to(before, None).unwrap();
    id
}

fn documents(phone: &Fieldbook, org: OrgId) -> u64 {
    let orgs = phone.sync().followed().unwrap();
    orgs.iter()
        .find(|followed| followed.org == org)
        .unwrap()
        .documents
}

fn complete(world: &World, phone: usize) {
    (0..3).for_each(|_| world.sync_through(phone));
}

#[test]
fn an_officer_follows_three_organisations_and_drops_one() {
    let mut world = World::new(80, 1);
    let (two, second) = neighbour(&mut world, "HTX Hai");
    let (three, third) = neighbour(&mut world, "HTX Ba");
    complete(&world, 0);
    let in_two = join(&world, 0, two);
    join(&world, 0, three);
    let theirs = season(&world.phones[second], "Vụ của Hai");
    let fact = world.phones[second]
        .journal()
        .record(harvest(theirs, 5))
        .unwrap()
        .view
        .id();
    season(&world.phones[third], "Vụ của Ba");
    [second, third]
        .into_iter()
        .for_each(|phone| complete(&world, phone));
    complete(&world, 0);
    let officer = &world.phones[0];
    let names: Vec<String> = officer
        .sync()
        .followed()
        .unwrap()
        .into_iter()
        .map(|org| org.name)
        .collect();
    for name in ["HTX Mường Và", "HTX Hai", "HTX Ba"] {
        assert!(names.iter().any(|known| known == name), "{names:?}");
    }
    let (of_two, of_three) = (documents(officer, two), documents(officer, three));
    assert!(of_two >= 2 && of_three >= 2);
    // The officer has written there, and it has not been acknowledged: nothing may leave yet.
    let own = record_as(officer, in_two, harvest(theirs, 9));
    officer.sync().unfollow(two).unwrap();
    assert_eq!(documents(officer, two), of_two, "a receipt is missing");
    world.phones[second].journal().record(harvest(theirs, 6)).unwrap();
    complete(&world, second);
    complete(&world, 0);
    let officer = &world.phones[0];
    assert_eq!(
        (documents(officer, two), documents(officer, three)),
        (0, of_three)
    );
    assert!(officer.journal().get(fact).is_err() && officer.journal().get(own).is_err());
    assert!(officer.documents().get(theirs).is_err());
    assert_eq!(officer.check().unwrap().problems, Vec::<String>::new());
    // What the officer wrote is with the others.
    complete(&world, second);
    assert!(world.phones[second].journal().get(own).is_ok());
    // Taken up again, everything comes back, the officer's own too, with its receipt.
    let officer = &world.phones[0];
    officer.sync().follow(two).unwrap();
    complete(&world, 0);
    let officer = &world.phones[0];
    let query = FactQuery {
        doc: Some(theirs),
        limit: 100,
        ..FactQuery::default()
    };
    assert_eq!(officer.journal().query(&query).unwrap().len(), 3);
    assert_eq!(officer.journal().get(own).unwrap().state, ChangeState::Accepted);
    assert_eq!(officer.check().unwrap().problems, Vec::<String>::new());
    record_as(officer, in_two, harvest(theirs, 10));
    complete(&world, 0);
    assert_eq!(world.phones[0].sync().status().unwrap().outbox, 0);
    complete(&world, second);
    assert_eq!(world.phones[second].journal().query(&query).unwrap().len(), 4);
}

/// Sends each ring on.
struct Rings(Mutex<mpsc::Sender<()>>);

impl Listener for Rings {
    fn ring(&self, _: Topic) {
        self.0.lock().unwrap().send(()).unwrap_or_default();
    }
}

#[test]
fn a_screen_hears_that_an_organisation_is_dropped_and_taken_up_again() {
    let mut world = World::new(82, 1);
    let (two, _) = neighbour(&mut world, "HTX Hai");
    join(&world, 0, two);
    complete(&world, 0);
    let officer = &world.phones[0];
    let (told, heard) = mpsc::channel();
    let watching = officer
        .watch(Topic::Documents, Arc::new(Rings(Mutex::new(told))))
        .unwrap();
    heard.recv_timeout(DEADLOCK).expect("the first ring");
    officer.sync().unfollow(two).unwrap();
    heard.recv_timeout(DEADLOCK).expect("a ring when it is dropped");
    // Nothing of it is on this phone any more: no other write rings.
    officer.sync().follow(two).unwrap();
    heard
        .recv_timeout(DEADLOCK)
        .expect("a ring when it is taken up again");
    drop(watching);
}

#[test]
fn only_other_organisations_of_ones_own_can_be_dropped() {
    let world = World::new(81, 1);
    complete(&world, 0);
    let sync = world.phones[0].sync();
    let own = sync.unfollow(world.org);
    assert!(
        matches!(own, Err(FieldbookError::NotAllowed { reason: "own_org" })),
        "{own:?}"
    );
    let strange = OrgId(uuid::Uuid::from_u128(1));
    assert!(matches!(
        sync.unfollow(strange),
        Err(FieldbookError::NotFound { .. })
    ));
    assert!(matches!(
        sync.follow(strange),
        Err(FieldbookError::NotFound { .. })
    ));
}

/// A page that cannot be trusted changes nothing, is told, and never holds up another organisation's.
#[test]
fn one_bad_page_never_blocks_another_organisation() {
    let mut world = World::new(82, 1);
    let (two, second) = neighbour(&mut world, "HTX Hai");
    complete(&world, 0);
    join(&world, 0, two);
    complete(&world, 0);
    let theirs = season(&world.phones[second], "Vụ của Hai");
    complete(&world, second);
    // The own organisation's next page carries a certificate that another hub signed.
    let gate = world.gate();
    let own = world.org;
    gate.hook(move |path, answer| {
        let mut response: SyncResponse = unpack(&answer.filter(|_| path == "/v1/sync")?, 1 << 24).unwrap();
        for page in response.pages.iter_mut().filter(|page| page.org == own) {
            let forged = Signed {
                body: vec![0xa0],
                signature: SecretKey::from_seed(&[5; 32]).sign("x", b"x"),
            };
            page.certificates.push(forged);
            page.next += 1_000;
        }
        Some(pack(&response).unwrap())
    });
    let options = one_try(gate.url());
    let officer = &world.phones[0];
    let report = officer.sync().run(&options, None).unwrap().wait().unwrap();
    assert_eq!(report.unreadable_orgs, [own]);
    assert_eq!(report.ending, Some(Ending::Refused("foreign_hub".into())));
    assert!(
        officer.documents().get(theirs).is_ok(),
        "the other organisation's came"
    );
    drop(gate);
    // Honest again: nothing was skipped.
    let late = world.hub.new_person(own, "Người mới", &[Role::Farmer]).unwrap();
    complete(&world, 0);
    let people = world.phones[0].people().register().unwrap().people;
    assert!(people.iter().any(|person| person.id == late.person.id));
}

/// The oldest-client answer, both ways: an app too old for the hub says so and keeps everything.
#[test]
fn an_app_too_old_for_the_hub_says_so_and_keeps_everything() {
    let world = World::new(83, 1);
    complete(&world, 0);
    let phone = &world.phones[0];
    let shared = season(phone, "Vụ mùa");
    phone.journal().record(harvest(shared, 5)).unwrap();
    let gate = world.gate();
    gate.hook(|path, answer| {
        let mut response: SyncResponse = unpack(&answer.filter(|_| path == "/v1/sync")?, 1 << 24).unwrap();
        response.oldest_protocol = PROTOCOL + 1;
        Some(pack(&response).unwrap())
    });
    let options = one_try(gate.url());
    let report = phone.sync().run(&options, None).unwrap().wait().unwrap();
    assert_eq!(report.ending, Some(Ending::Refused("app_too_old".into())));
    assert_eq!(
        phone.sync().status().unwrap().outbox,
        2,
        "nothing of the answer was applied"
    );
    drop(gate);
    // After the update the hub calls them duplicates and gives the receipt.
    complete(&world, 0);
    assert_eq!(world.phones[0].sync().status().unwrap().outbox, 0);
}
