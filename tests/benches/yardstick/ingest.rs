//! What a hub takes in per second: signed changes over HTTP, checked, stored and projected.

use std::time::Duration;

use fieldbook_core::NewLot;
use fieldbook_core::identity::{Invitation, SecretKey, sign_change, sign_request};
use fieldbook_core::journal::{Author, Document};
use fieldbook_core::model::{DeviceId, DocKind, DocRef, Fact, FactId, OrgId, Role};
use fieldbook_core::net::{Credentials, Hub as HubLink};
use fieldbook_core::sync::{
    DocChanges, EnrolRequest, EnrolResponse, PROTOCOL, SyncRequest, SyncResponse, pack, unpack,
};
use fieldbook_hub::{Hub, NewOrg, RunningHub};
use fieldbook_tests::offline::offline_book;

use super::Sizes;
use super::big_book::entry;
use super::plain::Plain;
use super::table::{Table, alternate, ms, per_second, timed};

const LOTS_PER_BATCH: usize = 20;
const FACTS_PER_LOT: usize = 50;
const ANSWER_MAX: usize = 8 * 1024 * 1024;

/// A device that only pushes.
struct Pusher {
    link: HubLink,
    key: SecretKey,
    device: DeviceId,
    org: OrgId,
    nonce: Vec<u8>,
    fact: Fact,
}

pub fn measure(sizes: Sizes, table: &mut Table) {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::open(&dir.path().join("hub")).unwrap();
    let running = RunningHub::start(hub.clone(), "127.0.0.1:0").unwrap();
    let mut pusher = Pusher::enrol(&hub, &running.url(), sample(&dir.path().join("book")));
    let plain = Plain::create(&dir.path().join("plain.sqlite"));
    let batches: Vec<Vec<DocChanges>> = (0..2 * sizes.batches).map(|_| pusher.batch()).collect();
    let (ours, reference) = batches.split_at(sizes.batches);
    let (mut ours, mut reference) = (ours.iter(), reference.iter());
    let mut requests = Vec::new();
    let times = alternate(
        sizes.batches,
        || {
            let time = pusher.push(ours.next().unwrap().clone());
            requests.push(time);
            time
        },
        || insert(&plain, reference.next().unwrap()),
    );
    let changes = (LOTS_PER_BATCH * FACTS_PER_LOT) as f64;
    let rates = (changes / times.0 * 1e3, changes / times.1 * 1e3);
    table.compare(
        "hub takes in changes, 1,000 a push, against bare inserts",
        rates,
        per_second,
        "≥5,000/s",
    );
    requests.sort();
    let p99 = requests.get(requests.len().saturating_sub(1) * 99 / 100);
    let what = format!("  one such push, the 99th of 100, of {}", requests.len());
    table.tell(&what, ms(p99.map_or(0.0, |time| time.as_secs_f64() * 1e3)), "–");
}

/// A fact as a phone makes them.
fn sample(dir: &std::path::Path) -> Fact {
    let book = offline_book(dir);
    let lot = book.documents().open_lot(&NewLot::default()).unwrap().doc.id;
    book.journal().record(entry(lot, 25)).unwrap().view.fact
}

/// The same bytes in one transaction, unchecked.
fn insert(plain: &Plain, batch: &[DocChanges]) -> Duration {
    timed(|| {
        plain.connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        for group in batch {
            for change in &group.changes {
                plain.insert(FactId::fresh().as_bytes(), group.doc.id.as_bytes(), 0, change);
            }
        }
        plain.connection.execute_batch("COMMIT").unwrap();
    })
    .1
}

impl Pusher {
    fn enrol(hub: &Hub, url: &str, fact: Fact) -> Self {
        let org = hub
            .new_org(&NewOrg {
                name: "HTX".into(),
                address: None,
                gln: None,
            })
            .unwrap()
            .id;
        let person = hub.new_person(org, "Mai", &[Role::Manager]).unwrap().person.id;
        let invited = hub.invite(org, person, url, 7).unwrap();
        let token = Invitation::from_text(&invited.text).unwrap().token;
        let key = SecretKey::from_seed(&[5; 32]);
        let device = DeviceId::fresh();
        let request = EnrolRequest {
            protocol: PROTOCOL,
            token,
            device,
            key: key.public(),
            name: "máy".into(),
            proof: sign_request(&key, &token, "/v1/enrol", &token),
            fresh: Some(7),
        };
        let link = HubLink::at(url, None).unwrap();
        let answer = link.post("/v1/enrol", pack(&request).unwrap(), None).unwrap();
        let answer: EnrolResponse = unpack(&answer.body, ANSWER_MAX).unwrap();
        Self {
            link,
            key,
            device,
            org,
            nonce: answer.nonce,
            fact,
        }
    }

    /// A thousand new facts in twenty new lots, signed.
    fn batch(&mut self) -> Vec<DocChanges> {
        let author = Author {
            key: self.key.public().0,
            actor: [6; 16],
        };
        let group = |_| {
            let doc = DocRef::fresh(DocKind::Lot, self.org);
            let mut document = Document::open(doc, author).unwrap();
            let changes: Vec<_> = (0..FACTS_PER_LOT)
                .map(|_| {
                    self.fact.id = FactId::fresh();
                    document.put_fact(&self.fact, 1_790_000_000).unwrap()
                })
                .collect();
            let newest = changes.last().unwrap().hash;
            DocChanges {
                doc,
                signatures: vec![sign_change(&self.key, doc.id, newest)],
                changes: changes.into_iter().map(|change| change.bytes.into()).collect(),
            }
        };
        (0..LOTS_PER_BATCH).map(group).collect()
    }

    /// One push, from handing the body to the socket to the answer; everything must be accepted.
    fn push(&mut self, batch: Vec<DocChanges>) -> Duration {
        let request = SyncRequest {
            protocol: PROTOCOL,
            follow: Vec::new(),
            push: batch,
            page_bytes: 4096,
            certificate: None,
            packs: None,
            own: None,
            fresh: Some(7),
        };
        let body = pack(&request).unwrap();
        let credentials = Credentials {
            device: self.device.to_string(),
            signature: sign_request(&self.key, &self.nonce, "/v1/sync", &body).0,
            nonce: std::mem::take(&mut self.nonce),
        };
        let (answer, time) = timed(|| self.link.post("/v1/sync", body, Some(&credentials)).unwrap());
        let answer: SyncResponse = unpack(&answer.body, ANSWER_MAX).unwrap();
        assert!(answer.exceptions.is_empty(), "{:?}", answer.exceptions);
        self.nonce = answer.nonce;
        time
    }
}
