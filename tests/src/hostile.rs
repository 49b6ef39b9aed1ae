//! A hub that says what a test tells it to, over real HTTP.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fieldbook_core::identity::*;
use fieldbook_core::journal::{Author, Change, Document};
use fieldbook_core::model::*;
use fieldbook_core::sync::*;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Its key, its organisation, and the pages it will serve.
pub struct HostileHub {
    pub key: SecretKey,
    pub org: OrgId,
    url: String,
    pages: Arc<Mutex<VecDeque<OrgPage>>>,
    cursor: u64,
}

/// Somebody with a key and, where the hub likes, a certificate.
pub struct Hand {
    pub key: SecretKey,
    pub device: DeviceId,
    pub person: PersonId,
}

const SEED: [u8; 32] = [3; 32];
const UNPACKED_MAX: usize = 1 << 24;

impl HostileHub {
    /// Listens on a loopback port until the test ends.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let pages: Arc<Mutex<VecDeque<OrgPage>>> = Arc::default();
        let org = OrgId::fresh();
        let served = Arc::clone(&pages);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                // A phone that hangs up is its own business.
                let _ = serve(&stream.unwrap(), org, &served);
            }
        });
        Self {
            key: SecretKey::from_seed(&SEED),
            org,
            url,
            pages,
            cursor: 0,
        }
    }

    /// An invitation to this hub.
    pub fn invitation(&self) -> String {
        let invitation = Invitation {
            hub_url: self.url.clone(),
            hub_key: self.key.public(),
            token: [9; 16],
            org: self.org,
            org_name: "HTX Mường Và".into(),
            person: PersonId(Uuid::from_u128(2)),
            person_name: "Lò Thị Mai".into(),
            roles: vec![Role::Manager],
            products: vec![],
            not_after: far(),
        };
        invitation.to_text(&self.key).unwrap()
    }

    /// A certificate of a hand for the organisation, signed by this hub or by another key.
    pub fn certificate(&self, hand: &Hand, by: &SecretKey) -> Signed {
        Signed::new(&certificate(hand, self.org), by).unwrap()
    }

    /// An empty page with the next cursor.
    pub fn page(&mut self) -> OrgPage {
        self.cursor += 1;
        OrgPage {
            org: self.org,
            next: self.cursor,
            more: false,
            certificates: vec![],
            leases: vec![],
            verdicts: vec![],
            docs: vec![],
            begin: None,
            receipt: None,
            released: vec![],
            refused: vec![],
            revocations: vec![],
            lists: vec![],
        }
    }

    /// Serves this page at the next sync.
    pub fn serve(&self, page: OrgPage) {
        self.pages.lock().unwrap().push_back(page);
    }
}

impl Hand {
    pub fn new() -> Self {
        Self {
            key: SecretKey::generate().unwrap(),
            device: DeviceId::fresh(),
            person: PersonId::fresh(),
        }
    }

    /// A note in a document, written under any key's name.
    pub fn note(&self, doc: DocRef, key: PublicKey, text: &str) -> (FactId, Change) {
        let author = Author {
            key: key.0,
            actor: *Uuid::new_v4().as_bytes(),
        };
        let fact = note(self, text);
        let mut document = Document::open(doc, author).unwrap();
        (fact.id, document.put_fact(&fact, 1_790_000_000).unwrap())
    }
}

impl Default for Hand {
    fn default() -> Self {
        Self::new()
    }
}

/// A change and whose signature goes with it.
pub fn group(doc: DocRef, change: &Change, signed_by: Option<&SecretKey>) -> DocChanges {
    DocChanges {
        doc,
        changes: vec![change.bytes.clone().into()],
        signatures: signed_by
            .map(|key| sign_change(key, doc.id, change.hash))
            .into_iter()
            .collect(),
    }
}

/// A lease of a thousand stamps, signed by any key.
pub fn lease(org: OrgId, by: &SecretKey) -> Signed {
    let lease = StampLease {
        id: LeaseId::fresh(),
        roll: RollId::fresh(),
        gtin: None,
        range: SerialRange::parse("0001", "1000").unwrap(),
        org,
        person: None,
        not_after: far(),
    };
    sign_lease(&lease, by).unwrap()
}

pub(crate) fn note(hand: &Hand, text: &str) -> Fact {
    let at = Moment {
        utc_ms: 1_790_000_000_000,
        ..far()
    };
    Fact {
        id: FactId::fresh(),
        kind: FactKind::Note,
        step: "note".into(),
        group: "sticky-rice@1".into(),
        occurred: at,
        recorded: at,
        recorder: hand.person,
        device: hand.device,
        on_behalf_of: None,
        place: None,
        quantities: vec![],
        inputs: vec![],
        photos: vec![],
        voice: vec![],
        fields: [].into(),
        origins: vec![],
        stamps: vec![],
        note: Some(text.into()),
        capture: Capture::Manual,
        hub_offset_s: None,
        unknown: [].into(),
    }
}

fn now() -> Moment {
    Moment {
        utc_ms: 1_795_000_000_000,
        ..far()
    }
}

fn far() -> Moment {
    Moment {
        utc_ms: 4_000_000_000_000,
        offset_min: 420,
        trust: ClockTrust::Device,
    }
}

fn certificate(hand: &Hand, org: OrgId) -> Certificate {
    Certificate {
        device: hand.device,
        key: hand.key.public(),
        memberships: vec![Membership {
            org,
            person: hand.person,
            roles: vec![Role::Farmer],
        }],
        not_before: Moment {
            utc_ms: 1_780_000_000_000,
            ..far()
        },
        not_after: far(),
        name: "máy".into(),
    }
}

fn serve(stream: &TcpStream, org: OrgId, pages: &Mutex<VecDeque<OrgPage>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let enrols = line.contains("/v1/enrol");
    let (mut length, mut nonce) = (0, Vec::new());
    while line.trim_end() != "" {
        line.clear();
        reader.read_line(&mut line)?;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        let (name, value) = line.split_once(':').unwrap_or_default();
        if name.eq_ignore_ascii_case("authorization") {
            nonce = URL_SAFE_NO_PAD
                .decode(value.split_whitespace().nth(2).unwrap())
                .unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let answer = if enrols {
        enrol(&body, org)
    } else {
        sync(&body, pages)
    };
    let path = if enrols { "/v1/enrol" } else { "/v1/sync" };
    let asked = Sha256::digest(&body).into();
    let signature = sign_answer(&SecretKey::from_seed(&SEED), &nonce, path, &asked, &answer);
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/cbor\r\nContent-Length: {}\r\n{SIGNATURE_HEADER}: {}\r\n\
         Connection: close\r\n\r\n",
        answer.len(),
        URL_SAFE_NO_PAD.encode(signature.0)
    )?;
    stream.write_all(&answer)
}

fn enrol(body: &[u8], org: OrgId) -> Vec<u8> {
    let request: EnrolRequest = unpack(body, UNPACKED_MAX).unwrap();
    let mut certificate = certificate(&Hand::new(), org);
    certificate.device = request.device;
    certificate.key = request.key;
    certificate.memberships[0].person = PersonId(Uuid::from_u128(2));
    certificate.memberships[0].roles = vec![Role::Manager];
    let response = EnrolResponse {
        certificate: Signed::new(&certificate, &SecretKey::from_seed(&SEED)).unwrap(),
        nonce: vec![1; 24],
        hub_time: now(),
    };
    pack(&response).unwrap()
}

/// Refuses whatever is pushed, which needs no receipt, and serves the next page.
fn sync(body: &[u8], pages: &Mutex<VecDeque<OrgPage>>) -> Vec<u8> {
    let request: SyncRequest = unpack(body, UNPACKED_MAX).unwrap();
    let pushed = request.push.iter().flat_map(|group| &group.changes);
    let exceptions = (0u32..).zip(pushed).map(|(index, _)| Exception {
        index,
        outcome: Outcome::Refused,
        code: Some("not_allowed".into()),
    });
    let page = pages.lock().unwrap().pop_front();
    let response = SyncResponse {
        hub_time: now(),
        epoch: [4; 16],
        nonce: vec![1; 24],
        oldest_protocol: PROTOCOL,
        exceptions: exceptions.collect(),
        receipt: None,
        pages: page.into_iter().collect(),
        certificate: None,
        packs: None,
        own: None,
    };
    pack(&response).unwrap()
}
