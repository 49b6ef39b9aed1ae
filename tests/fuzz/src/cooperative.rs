//! A hub, two phones and a lot, the same in every run: an input found once is the same input for ever.

use std::collections::BTreeMap;

use fieldbook_core::bundle::{Content, Exporter, ListedReceipt, Purpose, SetAside, seal};
use fieldbook_core::identity::*;
use fieldbook_core::journal::{
    Author, Change, Document, JournalError, encode_amendment, encode_fact, genesis, hash_of, parse,
};
use fieldbook_core::model::*;
use fieldbook_core::stamp::CodeFilter;
use fieldbook_core::sync::*;
use minicbor::bytes::ByteVec;
use uuid::Uuid;

/// What the hub of the seeds calls itself.
const EPOCH: [u8; 16] = [9; 16];

pub struct Cooperative {
    pub hub: SecretKey,
    pub phones: [SecretKey; 2],
    pub doc: DocRef,
    /// Each after those it builds on: facts, amendments, a conflict and its settlement.
    pub changes: Vec<Change>,
}

/// So many seconds after the first moment of the seeds.
pub fn moment(after_s: i64) -> Moment {
    Moment {
        utc_ms: 1_790_000_000_000 + after_s * 1000,
        offset_min: 420,
        trust: ClockTrust::Device,
    }
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 + n)
}

impl Cooperative {
    /// A lot of an organisation.
    pub fn new(org: OrgId) -> Self {
        let hub = SecretKey::from_seed(&[1; 32]);
        let phones = [SecretKey::from_seed(&[2; 32]), SecretKey::from_seed(&[3; 32])];
        let doc = DocRef {
            id: DocId(id(1)),
            kind: DocKind::Lot,
            org,
        };
        let changes = live(doc, &phones).expect("honest changes");
        Self {
            hub,
            phones,
            doc,
            changes,
        }
    }

    /// The organisation of every target but the hub's, whose organisations have ids of their own.
    pub fn standing() -> Self {
        Self::new(Self::standing_org())
    }

    pub fn standing_org() -> OrgId {
        OrgId(id(2))
    }

    pub fn certificate(&self, phone: usize) -> Certificate {
        Certificate {
            device: device(phone),
            key: self.phones[phone].public(),
            memberships: vec![Membership {
                org: self.doc.org,
                person: PersonId(id(4)),
                roles: vec![Role::Farmer, Role::Manager],
            }],
            not_before: moment(0),
            not_after: moment(14 * 86_400),
            name: "Điện thoại của Mai".into(),
        }
    }

    pub fn invitation(&self) -> Invitation {
        Invitation {
            hub_url: "https://txng.example".into(),
            hub_key: self.hub.public(),
            token: [5; 16],
            org: self.doc.org,
            org_name: "HTX Mường Và".into(),
            person: PersonId(id(4)),
            person_name: "Lò Thị Mai".into(),
            roles: vec![Role::Manager],
            products: vec![InvitedProduct {
                id: ProductId(id(5)),
                name: "Gạo nếp tan".into(),
                group: "sticky-rice".into(),
                gtin: Some("08939999000017".into()),
            }],
            not_after: moment(40 * 365 * 86_400),
        }
    }

    pub fn lease(&self) -> StampLease {
        StampLease {
            id: LeaseId(id(6)),
            roll: RollId(id(7)),
            gtin: Some("08939999000017".into()),
            range: range(),
            org: self.doc.org,
            person: None,
            not_after: moment(365 * 86_400),
        }
    }

    /// A lease by a list of codes, and the filter that knows them.
    pub fn list(&self) -> (ListLease, Vec<u8>) {
        let filter = CodeFilter::of(["tem.example.vn/x/aZ8kQx3P", "tem.example.vn/x/bcDEfg"]);
        let filter = filter.expect("a filter").to_bytes();
        let list = ListLease {
            lease: StampLease {
                range: SerialRange::places(1, 2).expect("places"),
                ..self.lease()
            },
            stem: "https://tem.example.vn/x/".into(),
            filter: BlobHash([8; 32]),
            bytes: u32::try_from(filter.len()).expect("a length"),
        };
        (list, filter)
    }

    pub fn revocation(&self) -> LeaseRevocation {
        LeaseRevocation {
            lease: LeaseId(id(6)),
            at: moment(62),
        }
    }

    pub fn verdict(&self) -> ClaimVerdict {
        ClaimVerdict {
            claim: FactId(id(8)),
            state: ClaimState::Disputed,
            spans: vec![StampSpan {
                roll: Some(RollId(id(7))),
                lease: Some(LeaseId(id(6))),
                range: range(),
                code: None,
            }],
            findings: vec!["range_overlap".into()],
            rivals: vec![Rival {
                claim: FactId(id(9)),
                range: range(),
            }],
            at: moment(61),
            number: 2,
            ruling: Some(Ruling {
                keeps: true,
                at: moment(61),
                in_favour_of: Some(FactId(id(8))),
                evidence: vec![FactId(id(10))],
                note: Some("Ảnh rõ số.".into()),
                lost: vec![StampSpan {
                    roll: Some(RollId(id(7))),
                    lease: None,
                    range: range(),
                    code: None,
                }],
            }),
            codes: Vec::new(),
            strange: Vec::new(),
        }
    }

    pub fn pack_list(&self) -> PackList {
        PackList {
            packs: vec![Pack {
                kind: Pack::GROUP.into(),
                hash: [5; 32],
                bytes: 60_013,
            }],
            at: moment(62),
        }
    }

    pub fn receipt(&self) -> (Receipt, Vec<ChangeHash>) {
        let changes: Vec<ChangeHash> = self.changes.iter().map(|change| change.hash).collect();
        let receipt = Receipt {
            device: device(0),
            count: u32::try_from(changes.len()).unwrap_or(u32::MAX),
            digest: Receipt::digest_of(&changes),
            at: moment(60),
            epoch: EPOCH,
            held: Some(vec![1]),
        };
        (receipt, changes)
    }

    pub fn file_receipt(&self) -> FileReceipt {
        FileReceipt {
            hash: [5; 32],
            bytes: 300_000,
            at: moment(60),
            epoch: EPOCH,
        }
    }

    /// The lot with its authors' signatures.
    pub fn group(&self) -> DocChanges {
        DocChanges {
            doc: self.doc,
            changes: self
                .changes
                .iter()
                .map(|change| change.bytes.clone().into())
                .collect(),
            signatures: self.signatures(),
        }
    }

    fn signatures(&self) -> Vec<ChangeSignature> {
        let newest = |key: &SecretKey| {
            let of = |change: &&Change| change.actor == actor(key);
            self.changes.iter().rev().find(of).map(|change| change.hash)
        };
        let signed = self.phones.iter().filter_map(|key| Some((key, newest(key)?)));
        signed
            .map(|(key, hash)| sign_change(key, self.doc.id, hash))
            .collect()
    }

    /// Signs a group again where the phones' signatures stand, as a member would who writes what no app writes.
    pub fn sign_again(&self, group: &mut DocChanges) {
        let genesis = genesis(group.doc);
        for by in &mut group.signatures {
            let Some(key) = self.phones.iter().find(|key| key.public() == by.key) else {
                continue;
            };
            let own =
                |bytes: &&ByteVec| parse(&genesis, bytes).is_ok_and(|change| change.actor == actor(key));
            if let Some(newest) = group.changes.iter().rev().find(own) {
                *by = sign_change(key, group.doc.id, hash_of(newest));
            }
        }
    }

    pub fn signed<S: Statement>(&self, statement: &S) -> Signed {
        Signed::new(statement, &self.hub).expect("a statement")
    }

    pub fn request(&self) -> SyncRequest {
        SyncRequest {
            protocol: PROTOCOL,
            follow: vec![Follow {
                org: self.doc.org,
                epoch: EPOCH,
                after: 3,
                begin: Some(Begin {
                    mark: vec![1, 2, 3],
                    held: Some(Held {
                        docs: vec![DocDigest::of(self.doc.id, self.receipt().1)],
                        last: true,
                    }),
                    own: Some(true),
                }),
            }],
            push: vec![self.group()],
            page_bytes: 16 * 1024,
            certificate: Some(moment(0).utc_ms),
            packs: Some(self.signed(&self.pack_list()).digest().to_vec().into()),
            own: Some(5),
            fresh: Some(7),
        }
    }

    pub fn response(&self) -> SyncResponse {
        let receipt = self.signed(&self.receipt().0);
        SyncResponse {
            hub_time: moment(60),
            epoch: EPOCH,
            nonce: vec![4; 24],
            oldest_protocol: 1,
            exceptions: vec![Exception {
                index: 2,
                outcome: Outcome::Refused,
                code: Some("unsigned".into()),
            }],
            receipt: Some(receipt.clone()),
            pages: vec![OrgPage {
                org: self.doc.org,
                next: 12,
                more: true,
                certificates: vec![
                    self.signed(&self.certificate(0)),
                    self.signed(&self.certificate(1)),
                ],
                leases: vec![self.signed(&self.lease())],
                revocations: vec![self.signed(&self.revocation())],
                lists: vec![self.signed(&self.list().0)],
                verdicts: vec![self.signed(&self.verdict())],
                docs: vec![self.group()],
                begin: Some(Began {
                    mark: vec![1, 2, 3],
                    tell_after: Some(self.doc.id),
                    offer: vec![self.doc.id],
                }),
                receipt: Some(receipt),
                released: vec![self.changes[0].hash],
                refused: vec![self.changes[1].hash],
            }],
            certificate: Some(self.signed(&self.certificate(0))),
            packs: Some(self.signed(&self.pack_list())),
            own: Some(OwnChanges { held: 5, given: true }),
        }
    }

    pub fn enrol_request(&self) -> EnrolRequest {
        EnrolRequest {
            protocol: PROTOCOL,
            token: [5; 16],
            device: device(0),
            key: self.phones[0].public(),
            name: "Máy của Mai".into(),
            proof: sign_request(&self.phones[0], &[5; 16], "/v1/enrol", &[5; 16]),
            fresh: Some(7),
        }
    }

    pub fn enrol_response(&self) -> EnrolResponse {
        EnrolResponse {
            certificate: self.signed(&self.certificate(0)),
            nonce: vec![4; 24],
            hub_time: moment(60),
        }
    }

    /// A file's content with something of everything.
    pub fn content(&self, purpose: Purpose) -> Content {
        let (receipt, changes) = self.receipt();
        Content {
            docs: vec![self.group()],
            certificates: vec![
                self.signed(&self.certificate(0)),
                self.signed(&self.certificate(1)),
            ],
            receipts: vec![ListedReceipt::new(self.signed(&receipt), &changes)],
            leases: vec![self.signed(&self.lease())],
            verdicts: vec![self.signed(&self.verdict())],
            aside: vec![SetAside {
                doc: self.doc.id,
                reason: "unsigned".into(),
                at_ms: moment(65).utc_ms,
                bytes: self.changes[0].bytes.clone(),
            }],
            ..Content::new(purpose)
        }
    }

    /// A whole file by the first phone.
    pub fn seal(&self, content: &Content) -> Vec<u8> {
        let exporter = Exporter {
            device: device(0),
            key: &self.phones[0],
            at: moment(70),
        };
        seal(content, &exporter).unwrap_or_default()
    }

    /// The lot as a book keeps it once its changes are many.
    pub fn snapshot(&self) -> Vec<u8> {
        let mut document = open(self.doc, &self.phones[0]).expect("a document");
        document.apply(&self.changes).expect("honest changes");
        document.snapshot().expect("a snapshot")
    }

    /// Facts and amendments as they are kept.
    pub fn entries(&self) -> [Vec<Vec<u8>>; 2] {
        let facts = [3, 4].map(|n| encode_fact(&fact(n)).expect("a fact"));
        let amendments =
            ["13", "vụ chiêm"].map(|value| encode_amendment(&amendment(value)).expect("an amendment"));
        [facts.to_vec(), amendments.to_vec()]
    }
}

fn device(phone: usize) -> DeviceId {
    DeviceId(id(20 + phone as u128))
}

fn actor(key: &SecretKey) -> [u8; 16] {
    let mut actor = [0; 16];
    actor.copy_from_slice(&key.public().0[..16]);
    actor
}

fn range() -> SerialRange {
    SerialRange::parse("HX00001", "HX00100").expect("a range")
}

fn open(doc: DocRef, key: &SecretKey) -> Result<Document, JournalError> {
    let author = Author {
        key: key.public().0,
        actor: actor(key),
    };
    Document::open(doc, author)
}

/// What two phones write: alone, beside each other, and one over both.
fn live(doc: DocRef, phones: &[SecretKey; 2]) -> Result<Vec<Change>, JournalError> {
    let [mut phone, mut tablet] = [open(doc, &phones[0])?, open(doc, &phones[1])?];
    let key = RegisterKey::amend(FactId(id(3)), "moisture");
    let first = phone.put_fact(&fact(3), 1)?;
    tablet.apply(std::slice::from_ref(&first))?;
    let one = phone.put_fields(&[(key.clone(), amendment("13"))], 2)?;
    let two = tablet.put_fields(&[(key.clone(), amendment("14"))], 3)?;
    phone.apply(std::slice::from_ref(&two))?;
    tablet.apply(std::slice::from_ref(&one))?;
    let settled = tablet.put_fields(
        &[
            (key, amendment("13,5")),
            (RegisterKey::head("name"), amendment("Vụ mùa")),
        ],
        4,
    )?;
    let note = tablet.put_fact(&fact(4), 5)?;
    Ok(vec![first, one, two, settled, note])
}

fn amendment(value: &str) -> Amendment {
    Amendment {
        value: FieldValue::text(value),
        reason: Some("cân lại".into()),
        by: PersonId(id(4)),
        at: moment(20),
    }
}

fn fact(n: u128) -> Fact {
    let quantity = "2,5 tạ".parse().expect("a quantity");
    Fact {
        id: FactId(id(n)),
        kind: FactKind::Activate,
        step: "activate".into(),
        group: "sticky-rice@1".into(),
        occurred: moment(1),
        recorded: moment(2),
        recorder: PersonId(id(4)),
        device: device(0),
        on_behalf_of: Some(PersonId(id(10))),
        place: Some(Place {
            lat_e7: 208_000_000,
            lon_e7: 1_035_000_000,
            accuracy_m: 12,
            fix_age_s: 3,
            mock: false,
        }),
        quantities: vec![RoledQuantity {
            role: QuantityRole::Out,
            quantity,
        }],
        inputs: vec![Input {
            material: "NPK".into(),
            pre_harvest_interval: Some(7),
            ..Input::default()
        }],
        photos: vec![BlobHash([9; 32])],
        voice: vec![BlobHash([8; 32])],
        fields: BTreeMap::from([(
            "moisture".to_owned(),
            FieldValue::Number(rust_decimal::Decimal::new(135, 1)),
        )]),
        origins: vec![Origin {
            doc: DocId(id(11)),
            quantity: Some(quantity),
        }],
        stamps: vec![
            StampSpan {
                roll: Some(RollId(id(7))),
                lease: None,
                range: range(),
                code: None,
            },
            StampSpan::of_code(None, Some(LeaseId(id(6))), "tem.example.vn/x/aZ8kQx3P").expect("a code"),
        ],
        note: Some("Gặt ở thửa trên".into()),
        capture: Capture::Manual,
        hub_offset_s: Some(-3),
        unknown: BTreeMap::new(),
    }
}
