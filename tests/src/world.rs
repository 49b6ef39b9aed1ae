//! A cooperative with a hub, people and their phones.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use fieldbook::link::{BadLink, Weather};
use fieldbook_core::identity::SecretKey;
use fieldbook_core::model::*;
use fieldbook_core::store::FactQuery;
use fieldbook_core::sync::Ending;
use fieldbook_core::*;
use fieldbook_hub::{Clock, Hub, Issue, NewLease, NewOrg, NewProduct, NewRoll, RunningHub};
use tempfile::TempDir;

use crate::gate::Gate;
use crate::keyed::in_dir;

pub const GTIN: &str = "08939999000017";

/// A hub on loopback behind a bad link, one organisation with a product and a leased roll, and phones.
pub struct World {
    pub hub: Hub,
    pub link: BadLink,
    pub org: OrgId,
    pub phones: Vec<Fieldbook>,
    clock: Clock,
    /// How each phone was set up, so that it opens again with the same clock and rules.
    configs: BTreeMap<usize, Config>,
    running: Option<RunningHub>,
    folder: TempDir,
}

impl World {
    /// A world in clear weather with so many enrolled phones; stamps 00001 to 00500 are leased.
    pub fn new(seed: u64, phones: usize) -> Self {
        Self::with_clock(seed, phones, Clock::system())
    }

    /// The same with another hub clock.
    pub fn with_clock(seed: u64, phones: usize, clock: Clock) -> Self {
        println!("seed {seed}");
        let folder = tempfile::tempdir().unwrap();
        let hub = Hub::open(&folder.path().join("hub"))
            .unwrap()
            .with_clock(clock.clone());
        let running = RunningHub::start(hub.clone(), "127.0.0.1:0").unwrap();
        let link = BadLink::to(running.addr, seed, Weather::CLEAR).unwrap();
        let org = hub
            .new_org(&NewOrg {
                name: "HTX Mường Và".into(),
                address: Some("Mường Và, Sơn La".into()),
                gln: None,
            })
            .unwrap()
            .id;
        let product = NewProduct {
            name: "Gạo nếp tan Mường Và".into(),
            group: "sticky-rice".into(),
            gtin: Some(GTIN.into()),
        };
        hub.new_product(org, &product).unwrap();
        let range = SerialRange::parse("00001", "00500").unwrap();
        let roll = hub
            .new_roll(&NewRoll {
                issue: Issue::Gtin(GTIN.into()),
                product: None,
                range,
            })
            .unwrap();
        hub.new_lease(&NewLease {
            roll: roll.id,
            range: None,
            org,
            person: None,
            days: 365,
        })
        .unwrap();
        let mut world = Self {
            hub,
            link,
            org,
            phones: Vec::new(),
            clock,
            configs: BTreeMap::new(),
            running: Some(running),
            folder,
        };
        for _ in 0..phones {
            world.add_phone();
        }
        world
    }

    /// Where the hub's files lie.
    pub fn hub_dir(&self) -> PathBuf {
        self.folder.path().join("hub")
    }

    /// Where the hub listens.
    pub fn hub_addr(&self) -> SocketAddr {
        self.running.as_ref().unwrap().addr
    }

    /// A gate to the hub as it runs now, that can make the hub say anything.
    pub fn gate(&self) -> Gate {
        Gate::of_hub(self.running.as_ref().unwrap().addr, &self.hub_dir())
    }

    /// A gate to the hub as it runs now, that has no more than anybody in between.
    pub fn proxy(&self) -> Gate {
        Gate::to(self.running.as_ref().unwrap().addr)
    }

    /// The hub's secret key.
    pub fn hub_key(&self) -> SecretKey {
        key_in(&self.hub_dir().join("hub.key"))
    }

    /// A phone's secret key, as its owner could read it.
    pub fn key_of(&self, phone: usize) -> SecretKey {
        key_in(&self.book_dir(phone).join("device.key"))
    }

    /// Where a phone's book lies.
    pub fn book_dir(&self, index: usize) -> PathBuf {
        self.folder.path().join(format!("phone-{index}"))
    }

    /// Invites a new person and gives them a phone that has never been online.
    pub fn add_phone(&mut self) -> usize {
        self.add_phone_with(self.org, |_| ())
    }

    /// The same, with these roles.
    pub fn add_phone_as(&mut self, roles: &[Role]) -> usize {
        self.add_phone_who(self.org, roles, |_| ())
    }

    /// Adds another organisation.
    pub fn add_org(&mut self, name: &str) -> OrgId {
        let new = NewOrg {
            name: name.into(),
            address: None,
            gln: None,
        };
        self.hub.new_org(&new).unwrap().id
    }

    /// Gives a new person of an organisation a phone that has never been online.
    pub fn add_phone_of(&mut self, org: OrgId) -> usize {
        self.add_phone_with(org, |_| ())
    }

    /// The same, set up in another way.
    pub fn add_phone_with(&mut self, org: OrgId, set_up: impl FnOnce(&mut Config)) -> usize {
        self.add_phone_who(org, &[Role::Manager], set_up)
    }

    fn add_phone_who(&mut self, org: OrgId, roles: &[Role], set_up: impl FnOnce(&mut Config)) -> usize {
        let index = self.phones.len();
        let person = self.new_person_of(org, &format!("Người {index}"), roles);
        let mut config = in_dir(self.book_dir(index));
        set_up(&mut config);
        let invitation = self.hub.invite(org, person, &self.link.url(), 7).unwrap().text;
        self.configs.insert(index, config.clone());
        self.phones
            .push(Fieldbook::create(config, &invitation, &format!("máy {index}")).unwrap());
        index
    }

    /// How a phone was set up.
    pub fn config(&self, index: usize) -> Config {
        let known = self.configs.get(&index).cloned();
        known.unwrap_or_else(|| in_dir(self.book_dir(index)))
    }

    /// A person of the organisation.
    pub fn new_person(&self, name: &str) -> PersonId {
        self.new_person_of(self.org, name, &[Role::Manager])
    }

    /// A person of an organisation in these roles.
    pub fn new_person_of(&self, org: OrgId, name: &str, roles: &[Role]) -> PersonId {
        let member = self.hub.new_person(org, name, roles);
        member.unwrap().person.id
    }

    /// The text of an invitation for a person of the organisation; it ends after seven days.
    pub fn invite(&self, person: PersonId) -> String {
        self.invite_of(self.org, person)
    }

    /// The same for a person of any organisation.
    pub fn invite_of(&self, org: OrgId, person: PersonId) -> String {
        let invited = self.hub.invite(org, person, &self.link.url(), 7);
        invited.unwrap().text
    }

    /// One try to sync, however it ends.
    pub fn sync(&self, phone: usize) -> SyncReport {
        self.sync_over(phone, LinkKind::Unmetered)
    }

    /// One try through a gate.
    pub fn sync_past(&self, phone: usize, gate: &Gate) -> SyncReport {
        let run = self.phones[phone].sync().run(&one_try(gate.url()), None);
        run.unwrap().wait().unwrap()
    }

    /// One try over a link of this kind.
    pub fn sync_over(&self, phone: usize, link: LinkKind) -> SyncReport {
        let options = SyncOptions {
            failures_max: Some(1),
            link,
            ..SyncOptions::default()
        };
        self.phones[phone]
            .sync()
            .run(&options, None)
            .unwrap()
            .wait()
            .unwrap()
    }

    /// Syncs until it is complete, however bad the link.
    pub fn sync_through(&self, phone: usize) {
        for _ in 0..500 {
            if self.sync(phone).ending == Some(Ending::Complete) {
                return;
            }
        }
        panic!("phone {phone} never got through");
    }

    /// Syncs everybody until nothing is new for anyone.
    pub fn settle(&self) {
        let (mut rounds, mut last) = (0, None);
        loop {
            let mut moved = 0;
            for phone in 0..self.phones.len() {
                self.sync_through(phone);
            }
            for phone in 0..self.phones.len() {
                let report = self.sync(phone);
                moved += report.pushed + report.pulled;
                moved += u64::from(report.ending != Some(Ending::Complete));
                last = Some(report);
            }
            if moved == 0 {
                return;
            }
            rounds += 1;
            assert!(rounds < 100, "never settles: {last:?}");
        }
    }

    /// Stops the hub's process part and starts it again on the same files and port.
    pub fn restart_hub(&mut self) {
        self.with_hub_stopped(|_| ());
    }

    fn with_hub_stopped(&mut self, work: impl FnOnce(&Path)) {
        let running = self.running.take().unwrap();
        let listen = running.addr.to_string();
        running.stop();
        work(self.folder.path());
        self.hub = Hub::open(&self.folder.path().join("hub"))
            .unwrap()
            .with_clock(self.clock.clone());
        self.running = Some(RunningHub::start(self.hub.clone(), &listen).unwrap());
    }

    /// Copies the hub's folder aside, with the hub stopped as a backup tool would.
    pub fn back_up_hub(&mut self) {
        self.with_hub_stopped(|folder| copy_dir(&folder.join("hub"), &folder.join("hub-copy")));
    }

    /// Puts the copy back and starts a new epoch, as the handbook says.
    pub fn restore_hub(&mut self) {
        self.with_hub_stopped(|folder| {
            std::fs::remove_dir_all(folder.join("hub")).unwrap();
            copy_dir(&folder.join("hub-copy"), &folder.join("hub"));
        });
        self.hub.start_new_epoch().unwrap();
    }

    /// Ends everything and leaves the files: `hub`, `phone-0`, `phone-1`…
    pub fn put_away(mut self) -> TempDir {
        self.running.take().unwrap().stop();
        for phone in &self.phones {
            phone.shutdown().unwrap();
        }
        self.folder
    }

    /// Does something to a phone's folder while its book is closed, and opens it again.
    pub fn with_phone_closed(&mut self, index: usize, work: impl FnOnce(&Path)) {
        self.phones[index].shutdown().unwrap();
        let dir = self.book_dir(index);
        work(&dir);
        self.phones[index] = Fieldbook::open(self.config(index)).unwrap();
    }

    /// Copies a phone's whole folder aside, key included.
    pub fn copy_phone(&mut self, index: usize) {
        self.with_phone_closed(index, |dir| copy_dir(dir, &dir.with_extension("copy")));
    }

    /// Puts the copy back, as a phone's backup does.
    pub fn restore_phone(&mut self, index: usize) {
        self.with_phone_closed(index, |dir| {
            std::fs::remove_dir_all(dir).unwrap();
            copy_dir(&dir.with_extension("copy"), dir);
        });
    }

    /// Opens the copy as one more phone that thinks it is the same device.
    pub fn open_copy(&mut self, index: usize) -> usize {
        let twin = self.phones.len();
        copy_dir(&self.book_dir(index).with_extension("copy"), &self.book_dir(twin));
        self.phones
            .push(Fieldbook::open(in_dir(self.book_dir(twin))).unwrap());
        twin
    }

    /// Every phone shows the same facts, and its book is sound.
    pub fn assert_converged(&self) {
        let first = shown(&self.phones[0]);
        for (index, phone) in self.phones.iter().enumerate() {
            assert_eq!(
                shown(phone),
                first,
                "phone {index} shows something else than phone 0"
            );
            assert_eq!(
                phone.check().unwrap().problems,
                Vec::<String>::new(),
                "phone {index}"
            );
            assert_eq!(phone.sync().status().unwrap().outbox, 0, "phone {index}");
        }
    }
}

/// The key whose seed a file begins with.
pub fn key_in(file: &Path) -> SecretKey {
    let seed = std::fs::read(file).unwrap();
    SecretKey::from_seed(seed[..32].try_into().unwrap())
}

/// One try to sync at an address.
pub fn one_try(url: String) -> SyncOptions {
    let once = SyncOptions {
        failures_max: Some(1),
        ..SyncOptions::default()
    };
    SyncOptions {
        hub_url: Some(url),
        ..once
    }
}

/// Copies a folder with all that is in it.
pub fn copy_dir(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_dir(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Everything a phone shows of facts, in one comparable text.
pub fn shown(phone: &Fieldbook) -> Vec<String> {
    let all = FactQuery {
        limit: 100_000,
        ..FactQuery::default()
    };
    let mut facts: Vec<String> = phone
        .journal()
        .query(&all)
        .unwrap()
        .into_iter()
        .map(|view| {
            format!(
                "{:?} {:?} {:?} {:?}",
                view.fact, view.voided, view.amended, view.conflicts
            )
        })
        .collect();
    facts.sort();
    facts
}

/// A harvest of so many kilograms.
pub fn harvest(season: DocId, kg: u32) -> NewFact {
    let quantity: Quantity = format!("{kg} kg").parse().unwrap();
    NewFact {
        quantities: vec![RoledQuantity {
            role: QuantityRole::Out,
            quantity,
        }],
        fields: [("moisture".to_owned(), FieldValue::Number(20.into()))].into(),
        ..NewFact::of(season, "harvest")
    }
}

/// A packing of so many bags.
pub fn pack(lot: DocId, bags: u32) -> NewFact {
    let quantity: Quantity = format!("{bags} túi").parse().unwrap();
    NewFact {
        quantities: vec![RoledQuantity {
            role: QuantityRole::Out,
            quantity,
        }],
        ..NewFact::of(lot, "pack")
    }
}

/// Opens a season.
pub fn season(phone: &Fieldbook, name: &str) -> DocId {
    phone
        .documents()
        .open_season(&NewSeason {
            name: name.into(),
            ..NewSeason::default()
        })
        .unwrap()
        .doc
        .id
}

/// Opens a lot and packs so many bags.
pub fn packed_lot(phone: &Fieldbook, bags: u32) -> DocId {
    let lot = phone.documents().open_lot(&NewLot::default()).unwrap().doc.id;
    phone.journal().record(pack(lot, bags)).unwrap();
    lot
}

/// Activates a range of stamps for a lot.
pub fn activate(phone: &Fieldbook, lot: DocId, from: &str, to: &str) -> ClaimView {
    let range = phone.stamps().range(from, to).unwrap();
    phone.stamps().activate(lot, &[range], Capture::Manual).unwrap()
}

/// The state of a claim as a phone sees it.
pub fn claim_state(phone: &Fieldbook, claim: FactId) -> ClaimState {
    let claims = phone.stamps().claims(None).unwrap();
    claims.iter().find(|known| known.fact == claim).unwrap().state
}

/// The file of a product group that no app brings: sticky rice's steps, and one of its own without fields.
pub fn durian(version: u32) -> Vec<u8> {
    let sticky_rice = include_str!("../../core/src/catalog/groups/sticky-rice.json");
    let mut group: serde_json::Value = serde_json::from_str(sticky_rice).unwrap();
    group["code"] = "durian".into();
    group["version"] = version.into();
    group["steps"].as_array_mut().unwrap().push(serde_json::json!({
        "code": "pollinate",
        "kind": "activity",
        "on": ["season"],
        "name": {"vi": "Thụ phấn bổ sung", "en": "Pollinate by hand"},
        "guide": {"vi": "Ghi ngay trong đêm thụ phấn.", "en": "Write it down the same night."},
        "epcis_biz_step": "urn:x-fieldbook:bizstep:pollinate"
    }));
    serde_json::to_vec(&group).unwrap()
}
