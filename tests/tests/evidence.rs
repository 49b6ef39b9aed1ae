//! An evidence file: whatever somebody does to it without the keys, the check names it, and never panics.

use fieldbook_core::bundle::{Exporter, FlawKind, Purpose, seal};
use fieldbook_core::identity::{Certificate, ChangeSignature, SecretKey, Signature, Signed, sign_change};
use fieldbook_core::journal::{genesis, parse};
use fieldbook_core::model::*;
use fieldbook_core::*;
use fieldbook_tests::sealed::{Unsealed, content_of, with_body, with_content};
use fieldbook_tests::world::*;
use sha2::{Digest, Sha256};

/// A lot of two people from a season, with a correction, stamps, a verdict, and one fact the hub has not seen.
struct Case {
    world: World,
    lot: DocId,
    season: DocId,
    late: FactId,
    file: Vec<u8>,
}

fn case(seed: u64) -> Case {
    let world = World::new(seed, 2);
    world.settle();
    let [mai, phin] = &world.phones[..] else {
        panic!("two phones")
    };
    let season = season(mai, "Vụ mùa 2026");
    let reaped = mai.journal().record(harvest(season, 250)).unwrap().view.id();
    world.settle();
    phin.journal()
        .amend(reaped, "moisture", FieldValue::Number(21.into()), Some("đo lại"))
        .unwrap();
    phin.journal().record(harvest(season, 30)).unwrap();
    let lot = mai.documents().open_lot(&NewLot::default()).unwrap().doc.id;
    let mut taken = NewFact::of(lot, "receive");
    let quantity: Quantity = "250 kg".parse().unwrap();
    taken.quantities = vec![RoledQuantity {
        role: QuantityRole::In,
        quantity,
    }];
    taken.origins = vec![Origin {
        doc: season,
        quantity: Some(quantity),
    }];
    mai.journal().record(taken).unwrap();
    mai.journal().record(pack(lot, 100)).unwrap();
    activate(mai, lot, "00001", "00050");
    world.settle();
    let late = phin.journal().record(pack(lot, 7)).unwrap().view.id();
    let file = phin.exports().evidence(lot, false).unwrap();
    Case {
        world,
        lot,
        season,
        late,
        file,
    }
}

impl Case {
    fn flaw(&self, file: &[u8]) -> bundle::Flaw {
        let hub = self.world.hub.public_key();
        let opened = match bundle::open(file) {
            Ok(opened) => opened.verify(hub).map(|_| ()),
            Err(flaw) => Err(flaw),
        };
        // What leaves the library says the same, in both languages.
        let said = verify_evidence(file, &hub).unwrap_err();
        let flaw = opened.unwrap_err();
        for lang in [catalog::Lang::Vi, catalog::Lang::En] {
            let said = said.say(lang);
            assert!(said.len() > 20 && !said.contains("bundle_"), "{said}");
        }
        flaw
    }

    /// Changes the content and seals the file without the exporter's key.
    fn tampered(&self, tamper: impl FnOnce(&mut bundle::Content)) -> bundle::Flaw {
        let mut unsealed = Unsealed::of(&self.file);
        tamper(&mut unsealed.content);
        self.flaw(&unsealed.seal())
    }

    fn mai<'a>(&self, key: &'a SecretKey) -> Exporter<'a> {
        Exporter {
            device: self.world.phones[0].people().me().unwrap().device,
            key,
            at: Moment {
                utc_ms: 1_790_000_000_000,
                offset_min: 420,
                trust: ClockTrust::Device,
            },
        }
    }

    fn each_change(&self) -> Vec<(usize, usize)> {
        let docs = Unsealed::of(&self.file).content.docs;
        let numbered = docs.iter().enumerate();
        numbered
            .flat_map(|(doc, group)| (0..group.changes.len()).map(move |change| (doc, change)))
            .collect()
    }
}

/// Makes a change's checksum right again, as a forger who knows the format would.
fn with_checksum(bytes: &mut [u8]) {
    let digest = Sha256::digest(&bytes[8..]);
    bytes[4..8].copy_from_slice(&digest[..4]);
}

#[test]
fn a_true_file_is_told_and_what_it_does_not_prove_too() {
    let case = case(40);
    let hub = case.world.hub.public_key();
    let told = verify_evidence(&case.file, &hub).unwrap();
    assert_eq!(told.purpose, Purpose::Evidence);
    let documents: Vec<DocId> = told.documents.iter().map(|doc| doc.id).collect();
    assert_eq!(documents, [case.lot, case.season]);
    assert_eq!((told.facts, told.voided), (6, 0));
    assert_eq!(told.people.len(), 2);
    assert!(told.people.iter().all(|person| person.name.is_none()));
    assert_eq!(told.devices.len(), 2);
    assert!(
        told.devices
            .iter()
            .all(|device| device.name.as_deref().unwrap().starts_with("máy"))
    );
    assert_eq!(told.exporter.name.as_deref(), Some("máy 1"));
    assert!(told.first_receipt.unwrap().utc_ms <= told.last_receipt.unwrap().utc_ms);
    // The newest fact has only its author's word.
    let bare: Vec<Option<FactId>> = told.unreceipted.iter().map(|one| one.fact).collect();
    assert_eq!(bare, [Some(case.late)]);
    assert_eq!((told.missing_origins.len(), told.held.len()), (0, 0));
    assert_eq!(told.findings, Vec::new());
    // Another hub's key proves nothing of it.
    let stranger = SecretKey::generate().unwrap().public();
    assert!(verify_evidence(&case.file, &stranger).is_err());
    // With the register people have names.
    let named = case.world.phones[0].exports().evidence(case.lot, true).unwrap();
    let told = verify_evidence(&named, &hub).unwrap();
    assert!(told.people.iter().all(|person| person.name.is_some()));
    // After a sync everything is receipted.
    case.world.settle();
    let all = case.world.phones[0].exports().evidence(case.lot, false).unwrap();
    assert_eq!(verify_evidence(&all, &hub).unwrap().unreceipted, Vec::new());
}

#[test]
fn a_file_cut_short_or_with_any_bit_turned_is_damaged() {
    let case = case(41);
    for length in (0..case.file.len()).step_by(13) {
        let flaw = case.flaw(&case.file[..length]);
        assert!(
            matches!(flaw.kind, FlawKind::Damaged | FlawKind::NotABundle),
            "{length}: {flaw}"
        );
    }
    for at in 0..case.file.len() {
        let mut bad = case.file.clone();
        bad[at] ^= 1 << (at % 8);
        let flaw = bundle::open(&bad).unwrap_err();
        assert!(
            matches!(
                flaw.kind,
                FlawKind::Damaged | FlawKind::NotABundle | FlawKind::TooNew
            ),
            "{at}: {flaw}"
        );
    }
    assert_eq!(
        case.flaw(&[case.file.as_slice(), b"more"].concat()).kind,
        FlawKind::Damaged
    );
}

#[test]
fn any_bit_turned_inside_a_file_sealed_again_is_found() {
    let case = case(42);
    let content = content_of(&case.file);
    let manifest = Unsealed::of(&case.file).manifest;
    for at in (0..content.len()).step_by(17) {
        let mut bad = content.clone();
        bad[at] ^= 1 << (at % 8);
        let file = with_content(bad, manifest.clone());
        let hub = case.world.hub.public_key();
        assert!(verify_evidence(&file, &hub).is_err(), "byte {at}");
    }
    // The exporter's list itself.
    for at in 0..manifest.body.len() {
        let mut bad = manifest.clone();
        bad.body[at] ^= 1;
        let flaw = case.flaw(&with_content(content.clone(), bad));
        assert_eq!(flaw.kind, FlawKind::BadManifest, "byte {at}");
    }
}

#[test]
fn every_removed_change_is_named() {
    let case = case(43);
    for (doc, change) in case.each_change() {
        let flaw = case.tampered(|content| {
            content.docs[doc].changes.remove(change);
        });
        let expected = [
            FlawKind::MissingBefore,
            FlawKind::SignedAbsent,
            FlawKind::Unsigned,
            FlawKind::OutOfOrder,
        ];
        assert!(expected.contains(&flaw.kind), "{doc}/{change}: {flaw}");
        assert_eq!(flaw.doc, Some([case.lot, case.season][doc]));
    }
    // The newest of an author together with the signature over it: only the exporter's list knows.
    let flaw = case.tampered(|content| {
        let group = &mut content.docs[0];
        let last = bundle_hash(&group.changes.pop().unwrap());
        group.signatures.retain(|by| by.change != last);
    });
    assert!(
        matches!(flaw.kind, FlawKind::WrongCount | FlawKind::Unsigned),
        "{flaw}"
    );
    // A whole document.
    let flaw = case.tampered(|content| {
        content.docs.pop();
    });
    assert_eq!((flaw.kind, flaw.doc), (FlawKind::WrongCount, Some(case.season)));
}

fn bundle_hash(bytes: &[u8]) -> ChangeHash {
    journal::hash_of(bytes)
}

#[test]
fn every_altered_change_is_named_with_its_number() {
    let case = case(44);
    for (doc, change) in case.each_change() {
        let length = Unsealed::of(&case.file).content.docs[doc].changes[change].len();
        for at in (8..length).step_by(29) {
            for fixed in [false, true] {
                let flaw = case.tampered(|content| {
                    let bytes = &mut content.docs[doc].changes[change];
                    bytes[at] ^= 1;
                    if fixed {
                        with_checksum(bytes);
                    }
                });
                // Bytes that still read are another change: not its author's, or in nobody's place.
                assert_eq!(flaw.doc, Some([case.lot, case.season][doc]), "{flaw}");
                assert!(
                    flaw.number.is_some_and(|number| number <= change + 1),
                    "{doc}/{change}/{at}: {flaw}"
                );
                if !fixed {
                    assert_eq!((flaw.kind, flaw.number), (FlawKind::Altered, Some(change + 1)));
                }
            }
        }
    }
}

#[test]
fn every_reordered_and_doubled_change_is_named() {
    let case = case(45);
    for (doc, change) in case.each_change() {
        let doubled = case.tampered(|content| {
            let copy = content.docs[doc].changes[change].clone();
            content.docs[doc].changes.insert(change, copy);
        });
        assert_eq!(
            (doubled.kind, doubled.number),
            (FlawKind::Duplicate, Some(change + 2))
        );
        if change == 0 {
            continue;
        }
        let flaw = case.tampered(|content| content.docs[doc].changes.swap(change - 1, change));
        assert!(
            matches!(flaw.kind, FlawKind::OutOfOrder | FlawKind::WrongOrder),
            "{flaw}"
        );
        assert_eq!(flaw.doc, Some([case.lot, case.season][doc]));
    }
}

#[test]
fn foreign_changes_and_signatures_are_named() {
    let case = case(46);
    // A change of the other document.
    let flaw = case.tampered(|content| {
        let foreign = content.docs[1].changes[0].clone();
        content.docs[0].changes.push(foreign);
    });
    assert_eq!((flaw.kind, flaw.doc), (FlawKind::Altered, Some(case.lot)));
    // A forger's change, in the right form and signed by the forger's own key.
    let forger = SecretKey::generate().unwrap();
    let forged = forged(&case, &forger);
    let signature = sign_change(&forger, case.lot, bundle_hash(&forged));
    let flaw = case.tampered(|content| {
        content.docs[0].changes.push(forged.clone().into());
        content.docs[0].signatures.push(signature.clone());
    });
    assert_eq!((flaw.kind, flaw.doc), (FlawKind::NoCertificate, Some(case.lot)));
    // The same with a certificate of the forger's own making.
    let flaw = case.tampered(|content| {
        let mut own: Certificate = content.certificates[0].read().unwrap();
        own.key = forger.public();
        content.certificates.push(Signed::new(&own, &forger).unwrap());
        content.docs[0].changes.push(forged.into());
        content.docs[0].signatures.push(signature);
    });
    assert_eq!((flaw.kind, flaw.number), (FlawKind::ForeignCertificate, Some(3)));
    let groups = Unsealed::of(&case.file).content.docs;
    for (doc, group) in groups.iter().enumerate() {
        for place in 0..group.signatures.len() {
            let flaw = case.tampered(|content| {
                content.docs[doc].signatures.remove(place);
            });
            assert!(
                matches!(flaw.kind, FlawKind::Unsigned | FlawKind::WrongContent),
                "{flaw}"
            );
            let bad = |by: &mut ChangeSignature| by.signature = Signature([7; 64]);
            let flaw = case.tampered(|content| bad(&mut content.docs[doc].signatures[place]));
            assert_eq!(flaw.kind, FlawKind::BadSignature);
        }
    }
    let flaw = case.tampered(|content| {
        let (first, second) = content.docs.split_at_mut(1);
        std::mem::swap(&mut first[0].signatures[0], &mut second[0].signatures[0]);
    });
    assert_eq!(flaw.kind, FlawKind::BadSignature);
}

/// A change in the right form, in its right place, that none of the people wrote.
fn forged(case: &Case, forger: &SecretKey) -> Vec<u8> {
    let content = Unsealed::of(&case.file).content;
    let group = &content.docs[0];
    let author = journal::Author {
        key: forger.public().0,
        actor: [9; 16],
    };
    let changes: Vec<Vec<u8>> = group.changes.iter().map(|bytes| bytes.to_vec()).collect();
    let mut document = journal::Document::load(group.doc, author, None, &changes, None).unwrap();
    let known = parse(&genesis(group.doc), changes.last().unwrap()).unwrap();
    let journal::Write::Fact { bytes, .. } = &known.writes[0] else {
        panic!("a fact")
    };
    let mut fact = journal::decode_fact(bytes).unwrap();
    fact.id = FactId::fresh();
    document.put_fact(&fact, known.time_s).unwrap().bytes
}

#[test]
fn certificates_receipts_and_verdicts_cannot_be_taken_or_changed() {
    let case = case(47);
    let content = Unsealed::of(&case.file).content;
    assert!(content.receipts.len() >= 2 && content.verdicts.len() == 1 && content.leases.len() == 1);
    for place in 0..content.certificates.len() {
        let flaw = case.tampered(|content| {
            content.certificates.remove(place);
        });
        assert_eq!(flaw.kind, FlawKind::NoCertificate, "{flaw}");
        let flaw = case.tampered(|content| content.certificates[place].body[20] ^= 1);
        assert_eq!(
            (flaw.kind, flaw.number),
            (FlawKind::ForeignCertificate, Some(place + 1))
        );
    }
    for place in 0..content.receipts.len() {
        let entries = content.receipts[place].hashes.len() / 32;
        for entry in 0..entries {
            let flaw = case.tampered(|content| {
                content.receipts[place].hashes.drain(entry * 32..entry * 32 + 32);
            });
            assert_eq!((flaw.kind, flaw.number), (FlawKind::BadReceipt, Some(place + 1)));
        }
        let flaw = case.tampered(|content| content.receipts[place].hashes.truncate(7));
        assert_eq!(flaw.kind, FlawKind::BadReceipt);
        let flaw = case.tampered(|content| {
            content.receipts.remove(place);
        });
        assert_eq!(flaw.kind, FlawKind::WrongContent);
    }
    let flaw = case.tampered(|content| content.verdicts[0].body[5] ^= 1);
    assert_eq!(flaw.kind, FlawKind::BadStatement);
    let flaw = case.tampered(|content| content.leases[0].body[5] ^= 1);
    assert_eq!(flaw.kind, FlawKind::BadStatement);
    let flaw = case.tampered(|content| content.verdicts.clear());
    assert_eq!(flaw.kind, FlawKind::WrongContent);
}

/// One who holds a certified key can leave out the newest under their own name, and nothing else.
#[test]
fn an_exporter_cannot_change_what_others_wrote() {
    let case = case(48);
    let key = case.world.key_of(0);
    let exporter = case.mai(&key);
    for (doc, change) in case.each_change() {
        let mut content = Unsealed::of(&case.file).content;
        content.docs[doc].changes.remove(change);
        let flaw = case.flaw(&seal(&content, &exporter).unwrap());
        assert_eq!(flaw.doc, Some([case.lot, case.season][doc]), "{flaw}");
        let mut content = Unsealed::of(&case.file).content;
        let bytes = &mut content.docs[doc].changes[change];
        let at = bytes.len() - 4;
        bytes[at] ^= 1;
        with_checksum(bytes);
        let flaw = case.flaw(&seal(&content, &exporter).unwrap());
        assert!(flaw.number.is_some(), "{flaw}");
    }
    // Under another device's id.
    let stolen = Exporter {
        device: DeviceId::fresh(),
        ..exporter
    };
    let content = Unsealed::of(&case.file).content;
    assert_eq!(
        case.flaw(&seal(&content, &stolen).unwrap()).kind,
        FlawKind::BadManifest
    );
}

/// A member can sign what no app writes. A bundle may lack what its changes build on; one that does not is
/// held to what evidence is held to, as the phone that takes it in will.
#[test]
fn a_bundle_that_lacks_nothing_is_checked_as_evidence_is() {
    let case = case(50);
    let key = case.world.key_of(0);
    let mut content = Unsealed::of(&case.file).content;
    content.purpose = Purpose::HandOver;
    content.docs.truncate(1);
    let group = &mut content.docs[0];
    let first = automerge::Change::from_bytes(group.changes[0].to_vec()).unwrap();
    let mut expanded = first.decode();
    expanded.start_op = expanded.start_op.saturating_add(90);
    let bytes = automerge::Change::from(expanded).raw_bytes().to_vec();
    let change = parse(&genesis(group.doc), &bytes).unwrap();
    group.signatures = vec![sign_change(&key, group.doc.id, change.hash)];
    group.changes = vec![bytes.into()];
    let flaw = case.flaw(&seal(&content, &case.mai(&key)).unwrap());
    assert_eq!(
        (flaw.kind, flaw.number),
        (FlawKind::OutOfOrder, Some(1)),
        "{flaw}"
    );
}

#[test]
fn bombs_and_other_files_are_refused() {
    let case = case(49);
    for other in [
        b"".as_slice(),
        b"FBBUNDLE",
        b"FBBUNDLE\x01",
        b"PK\x03\x04 a zip",
        &[0; 100],
    ] {
        let flaw = bundle::open(other).unwrap_err();
        assert!(
            matches!(flaw.kind, FlawKind::NotABundle | FlawKind::Damaged),
            "{flaw}"
        );
    }
    // A body that unpacks to more than a file may hold, in a file of a few kilobytes.
    let bomb = sync::pack(&minicbor::bytes::ByteVec::from(vec![
        0u8;
        bundle::BUNDLE_BYTES_MAX + 1
    ]))
    .unwrap();
    assert!(bomb.len() < 64 * 1024);
    assert_eq!(
        bundle::open(&with_body(&bomb)).unwrap_err().kind,
        FlawKind::TooLarge
    );
    // An array that claims to hold more than there is.
    let body = sync::pack(&minicbor::bytes::ByteVec::from(vec![
        0x9b, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0,
    ]))
    .unwrap();
    assert_eq!(
        bundle::open(&with_body(&body)).unwrap_err().kind,
        FlawKind::Unreadable
    );
    let manifest = Unsealed::of(&case.file).manifest;
    let greedy = vec![0xa1, 0x02, 0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    assert_eq!(
        bundle::open(&with_content(greedy, manifest)).unwrap_err().kind,
        FlawKind::Unreadable
    );
}
