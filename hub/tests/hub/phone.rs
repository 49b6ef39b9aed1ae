use std::collections::{BTreeMap, HashMap, HashSet};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fieldbook_core::identity::*;
use fieldbook_core::journal::{Author, Change, Document, genesis, parse};
use fieldbook_core::model::*;
use fieldbook_core::sync::*;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::world::{START_MS, World};

/// A device as the hub sees it: a key, documents, signed requests. It checks all it pulls as a real one must.
pub struct Phone {
    pub key: SecretKey,
    pub device: DeviceId,
    pub person: PersonId,
    pub nonce: Vec<u8>,
    pub follow: Follow,
    pub page_bytes: u32,
    pub docs: HashMap<DocId, Document>,
    pub verdicts: BTreeMap<FactId, ClaimVerdict>,
    pub certificates: Vec<Certificate>,
    pub leases: Vec<StampLease>,
    pub revocations: Vec<LeaseRevocation>,
    pub pulled: Vec<ChangeHash>,
    /// Its own changes that were held and now count, and those refused for good.
    pub released: Vec<ChangeHash>,
    pub refused: Vec<ChangeHash>,
    /// When the certificate it holds was issued.
    pub issued: Option<i64>,
    pub own: Option<Certificate>,
    authors: HashMap<(DocId, [u8; 16]), PublicKey>,
    author: Author,
}

pub fn moment(minutes: i64) -> Moment {
    Moment {
        utc_ms: START_MS - 86_400_000 + minutes * 60_000,
        offset_min: 420,
        trust: ClockTrust::Device,
    }
}

impl Phone {
    pub fn new(org: OrgId, person: PersonId) -> Self {
        let key = SecretKey::generate().unwrap();
        let author = Author {
            key: key.public().0,
            actor: *Uuid::new_v4().as_bytes(),
        };
        Self {
            key,
            device: DeviceId::fresh(),
            person,
            nonce: Vec::new(),
            follow: Follow {
                org,
                epoch: [0; 16],
                after: 0,
                begin: None,
            },
            page_bytes: 256 * 1024,
            docs: HashMap::new(),
            verdicts: BTreeMap::new(),
            certificates: Vec::new(),
            leases: Vec::new(),
            revocations: Vec::new(),
            pulled: Vec::new(),
            released: Vec::new(),
            refused: Vec::new(),
            issued: None,
            own: None,
            authors: HashMap::new(),
            author,
        }
    }

    pub fn enrol_request(&self, token: [u8; 16]) -> EnrolRequest {
        EnrolRequest {
            protocol: PROTOCOL,
            token,
            device: self.device,
            key: self.key.public(),
            name: "Máy thử".into(),
            proof: sign_request(&self.key, &token, "/v1/enrol", &token),
            fresh: Some(7),
        }
    }

    pub fn enrol(&mut self, world: &World, token: [u8; 16]) -> Result<EnrolResponse, Problem> {
        let body = pack(&self.enrol_request(token)).unwrap();
        let asked = Sha256::digest(&body).into();
        let request = world
            .client
            .post(format!("{}/v1/enrol", world.running.url()))
            .body(body);
        let hub = world.hub.public_key();
        let answer: EnrolResponse = read_signed(request.send().unwrap(), |bytes, signature| {
            verify_answer(&hub, &[], "/v1/enrol", &asked, bytes, signature)
        })?;
        self.nonce = answer.nonce.clone();
        self.hold(world, &answer.certificate);
        Ok(answer)
    }

    fn hold(&mut self, world: &World, signed: &Signed) {
        let own: Certificate = signed.open(&world.hub.public_key()).unwrap();
        assert_eq!((own.key, own.device), (self.key.public(), self.device));
        self.issued = Some(own.not_before.utc_ms);
        self.own = Some(own);
    }

    pub fn fact(&self, kind: FactKind, step: &str) -> Fact {
        Fact {
            id: FactId::fresh(),
            kind,
            step: step.into(),
            group: "sticky-rice@1".into(),
            occurred: moment(0),
            recorded: moment(1),
            recorder: self.person,
            device: self.device,
            on_behalf_of: None,
            place: None,
            quantities: Vec::new(),
            inputs: Vec::new(),
            photos: Vec::new(),
            voice: Vec::new(),
            fields: BTreeMap::new(),
            origins: Vec::new(),
            stamps: Vec::new(),
            note: None,
            capture: Capture::Manual,
            hub_offset_s: None,
            unknown: BTreeMap::new(),
        }
    }

    pub fn packing(&self, bags: u32) -> Fact {
        Fact {
            quantities: vec![RoledQuantity {
                role: QuantityRole::Out,
                quantity: format!("{bags} túi").parse().unwrap(),
            }],
            ..self.fact(FactKind::Pack, "pack")
        }
    }

    pub fn activation(&self, range: SerialRange) -> Fact {
        Fact {
            occurred: moment(60),
            recorded: moment(61),
            stamps: vec![StampSpan {
                roll: None,
                lease: None,
                range,
                code: None,
            }],
            ..self.fact(FactKind::Activate, "activate")
        }
    }

    pub fn open(&mut self, doc: DocRef) -> &mut Document {
        let author = self.author;
        self.docs
            .entry(doc.id)
            .or_insert_with(|| Document::open(doc, author).unwrap())
    }

    pub fn record(&mut self, doc: DocRef, fact: &Fact) -> Change {
        self.open(doc).put_fact(fact, 1_790_000_000).unwrap()
    }

    pub fn amend(&mut self, doc: DocRef, key: RegisterKey, value: FieldValue) -> Change {
        let amendment = Amendment {
            value,
            reason: Some("thử".into()),
            by: self.person,
            at: moment(2),
        };
        self.open(doc)
            .put_fields(&[(key, amendment)], 1_790_000_000)
            .unwrap()
    }

    pub fn void(&mut self, doc: DocRef, fact: FactId) -> Change {
        self.amend(
            doc,
            RegisterKey::amend(fact, RegisterKey::VOID),
            FieldValue::Bool(true),
        )
    }

    /// The changes of one document, signed on the last.
    pub fn signed(&self, doc: DocRef, changes: &[Change]) -> DocChanges {
        let last = changes.last().unwrap().hash;
        DocChanges {
            doc,
            changes: changes.iter().map(|change| change.bytes.clone().into()).collect(),
            signatures: vec![sign_change(&self.key, doc.id, last)],
        }
    }

    pub fn request(&self, push: Vec<DocChanges>) -> SyncRequest {
        SyncRequest {
            protocol: PROTOCOL,
            follow: vec![self.follow.clone()],
            push,
            page_bytes: self.page_bytes,
            certificate: self.issued,
            packs: None,
            own: None,
            fresh: Some(7),
        }
    }

    /// The `Authorization` header over a body.
    pub fn header(&self, path: &str, body: &[u8]) -> String {
        let signature = sign_request(&self.key, &self.nonce, path, body);
        format!(
            "Fieldbook {} {} {}",
            self.device,
            URL_SAFE_NO_PAD.encode(&self.nonce),
            URL_SAFE_NO_PAD.encode(signature.0)
        )
    }

    /// One request whose answer is not applied.
    pub fn post(&mut self, world: &World, request: &SyncRequest) -> Result<SyncResponse, Problem> {
        let body = pack(request).unwrap();
        let asked = Sha256::digest(&body).into();
        let sent = world
            .client
            .post(format!("{}/v1/sync", world.running.url()))
            .header("Authorization", self.header("/v1/sync", &body))
            .body(body)
            .send()
            .unwrap();
        let (nonce, hub) = (self.nonce.clone(), world.hub.public_key());
        let answer: SyncResponse = read_signed(sent, |bytes, signature| {
            verify_answer(&hub, &nonce, "/v1/sync", &asked, bytes, signature)
        })?;
        self.nonce = answer.nonce.clone();
        Ok(answer)
    }

    /// Pushes and pulls until there is nothing more; gives the first answer.
    pub fn sync(&mut self, world: &World, push: Vec<DocChanges>) -> SyncResponse {
        let request = self.request(push);
        let first = self.post(world, &request).unwrap_or_else(|problem| {
            assert_eq!(problem.code(), "stale_nonce");
            self.nonce = URL_SAFE_NO_PAD.decode(problem.nonce.unwrap()).unwrap();
            self.post(world, &request).unwrap()
        });
        let mut more = self.apply(world, &first);
        while more {
            let next = self.post(world, &self.request(Vec::new())).unwrap();
            more = self.apply(world, &next);
        }
        first
    }

    pub fn apply(&mut self, world: &World, answer: &SyncResponse) -> bool {
        let hub = world.hub.public_key();
        let mut more = false;
        if let Some(signed) = &answer.certificate {
            self.hold(world, signed);
        }
        for page in &answer.pages {
            for signed in &page.certificates {
                self.certificates.push(signed.open(&hub).unwrap());
            }
            for signed in &page.leases {
                self.leases.push(signed.open(&hub).unwrap());
            }
            for signed in &page.revocations {
                self.revocations.push(signed.open(&hub).unwrap());
            }
            for signed in &page.verdicts {
                let verdict: ClaimVerdict = signed.open(&hub).unwrap();
                let last = self.verdicts.get(&verdict.claim).map_or(0, |last| last.number);
                assert_eq!(verdict.number, last + 1, "verdicts come one by one");
                self.verdicts.insert(verdict.claim, verdict);
            }
            for group in &page.docs {
                self.take(group, hub);
            }
            self.released.extend(&page.released);
            self.refused.extend(&page.refused);
            self.follow.after = page.next;
            self.follow.epoch = answer.epoch;
            more |= page.more;
        }
        more
    }

    /// Takes changes in as a phone must: parsed, and each covered by a signature in this very page, of a key
    /// that a certificate or the invitation names.
    fn take(&mut self, group: &DocChanges, hub: PublicKey) {
        let genesis = genesis(group.doc);
        let changes: Vec<Change> = group
            .changes
            .iter()
            .map(|bytes| parse(&genesis, bytes).unwrap())
            .collect();
        let by_hash: HashMap<ChangeHash, &Change> = changes.iter().map(|it| (it.hash, it)).collect();
        for change in &changes {
            if let Some(key) = change.author {
                self.authors.insert((group.doc.id, change.actor), PublicKey(key));
            }
        }
        let mut covered = HashSet::new();
        for signed in &group.signatures {
            verify_change(group.doc.id, signed).unwrap();
            let certified = self
                .certificates
                .iter()
                .any(|it| it.key == signed.key && it.writes_for(group.doc.org));
            assert!(certified || signed.key == hub, "signed by a stranger");
            let mut next = by_hash.get(&signed.change).copied();
            assert!(next.is_some(), "a signature on a change that is not here");
            while let Some(change) = next {
                assert_eq!(self.authors[&(group.doc.id, change.actor)], signed.key);
                covered.insert(change.hash);
                next = change
                    .deps
                    .iter()
                    .filter_map(|dep| by_hash.get(dep).copied())
                    .find(|dep| dep.actor == change.actor);
            }
        }
        for change in &changes {
            assert!(covered.contains(&change.hash), "a change nobody signed");
            assert_ne!(
                change.author,
                Some(self.key.public().0),
                "its own change came back"
            );
            self.pulled.push(change.hash);
        }
        self.open(group.doc).apply(&changes).unwrap();
    }
}

/// The message of an answer, or its problem.
/// Reads an answer that the hub must have signed.
fn read_signed<T: for<'b> minicbor::Decode<'b, ()>>(
    answer: reqwest::blocking::Response,
    verify: impl FnOnce(&[u8], &Signature) -> Result<(), IdentityError>,
) -> Result<T, Problem> {
    if !answer.status().is_success() {
        return read(answer);
    }
    let header = answer.headers().get(SIGNATURE_HEADER).cloned().unwrap();
    let signature = URL_SAFE_NO_PAD.decode(header.as_bytes()).unwrap();
    let bytes = answer.bytes().unwrap();
    verify(&bytes, &Signature(signature.try_into().unwrap())).unwrap();
    Ok(unpack(&bytes, 8 * 1024 * 1024).unwrap())
}

pub fn read<T: for<'b> minicbor::Decode<'b, ()>>(answer: reqwest::blocking::Response) -> Result<T, Problem> {
    let ok = answer.status().is_success();
    let status = answer.status().as_u16();
    let kind = answer.headers().get("content-type").cloned();
    let bytes = answer.bytes().unwrap();
    if ok {
        return Ok(unpack(&bytes, 8 * 1024 * 1024).unwrap());
    }
    assert_eq!(kind.unwrap(), "application/problem+json");
    let problem: Problem = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(problem.status, status);
    Err(problem)
}

/// What was not simply accepted, by its place in the push.
pub fn codes(answer: &SyncResponse) -> Vec<(u32, Outcome, &str)> {
    let exceptions = answer.exceptions.iter();
    exceptions
        .map(|it| (it.index, it.outcome, it.code.as_deref().unwrap_or_default()))
        .collect()
}
