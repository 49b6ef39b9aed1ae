//! Every wire message, signed statement and stored structure, byte for byte. A snapshot here changes only
//! with a new version of the format: phones that were released read and write the old one for years.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};

use fieldbook_core::bundle::*;
use fieldbook_core::identity::*;
use fieldbook_core::model::*;
use fieldbook_core::store::Store;
use fieldbook_core::sync::*;
use minicbor::data::Type;
use minicbor::{Decode, Decoder, Encode};
use sha2::Digest;
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 + n)
}

fn hub() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

fn device() -> SecretKey {
    SecretKey::from_seed(&[2; 32])
}

fn moment(after_s: i64) -> Moment {
    Moment {
        utc_ms: 1_790_000_000_000 + after_s * 1000,
        offset_min: 420,
        trust: ClockTrust::HubChecked,
    }
}

fn doc() -> DocRef {
    DocRef {
        id: DocId(id(1)),
        kind: DocKind::Lot,
        org: OrgId(id(2)),
    }
}

fn range() -> SerialRange {
    SerialRange::parse("HX00001", "HX00100").unwrap()
}

fn certificate() -> Certificate {
    Certificate {
        device: DeviceId(id(3)),
        key: device().public(),
        memberships: vec![Membership {
            org: OrgId(id(2)),
            person: PersonId(id(4)),
            roles: vec![Role::Farmer, Role::Manager],
        }],
        not_before: moment(0),
        not_after: moment(14 * 86_400),
        name: "Điện thoại của Mai".into(),
    }
}

fn lease() -> StampLease {
    StampLease {
        id: LeaseId(id(5)),
        roll: RollId(id(6)),
        gtin: Some("08939999000017".into()),
        range: range(),
        org: OrgId(id(2)),
        person: None,
        not_after: moment(365 * 86_400),
    }
}

fn file_receipt() -> FileReceipt {
    FileReceipt {
        hash: [5; 32],
        bytes: 300_000,
        at: moment(60),
        epoch: [9; 16],
    }
}

fn receipt() -> Receipt {
    Receipt {
        device: DeviceId(id(3)),
        count: 2,
        digest: Receipt::digest_of(&[ChangeHash([7; 32]), ChangeHash([8; 32])]),
        at: moment(60),
        epoch: [9; 16],
        held: None,
    }
}

/// As a hub of 0.2 gives it.
fn receipt_with_held() -> Receipt {
    Receipt {
        held: Some(vec![1]),
        ..receipt()
    }
}

fn verdict() -> ClaimVerdict {
    ClaimVerdict {
        claim: FactId(id(7)),
        state: ClaimState::Disputed,
        spans: vec![StampSpan {
            roll: Some(RollId(id(6))),
            lease: None,
            range: range(),
            code: None,
        }],
        findings: vec!["range_overlap".into()],
        rivals: vec![Rival {
            claim: FactId(id(8)),
            range: SerialRange::parse("HX00051", "HX00100").unwrap(),
        }],
        at: moment(61),
        number: 2,
        ruling: None,
        codes: Vec::new(),
        strange: Vec::new(),
    }
}

fn settled_verdict() -> ClaimVerdict {
    ClaimVerdict {
        state: ClaimState::Refused,
        spans: Vec::new(),
        findings: vec!["settled_against".into()],
        rivals: Vec::new(),
        number: 3,
        ruling: Some(Ruling {
            keeps: false,
            at: moment(63),
            in_favour_of: Some(FactId(id(8))),
            evidence: vec![FactId(id(9))],
            note: Some("Ảnh cho thấy tem ở lô kia.".into()),
            lost: vec![StampSpan {
                roll: Some(RollId(id(6))),
                lease: None,
                range: range(),
                code: None,
            }],
        }),
        ..verdict()
    }
}

fn list_lease() -> ListLease {
    ListLease {
        lease: StampLease {
            gtin: None,
            range: SerialRange::places(1, 100_000).unwrap(),
            ..lease()
        },
        stem: "https://tem.example.vn/x/".into(),
        filter: BlobHash([8; 32]),
        bytes: 113_000,
    }
}

fn verdict_of_codes() -> ClaimVerdict {
    let code = |code| StampSpan::of_code(Some(lease().roll), Some(lease().id), code).unwrap();
    let stands = [code("tem.example.vn/x/aZ8kQx3P"), code("tem.example.vn/x/bcDEfg")];
    let verdict = ClaimVerdict {
        spans: vec![],
        codes: CodeGroup::gather(&stands),
        rivals: vec![],
        ..verdict()
    };
    assert_eq!(verdict.stands().unwrap(), stands);
    verdict
}

fn pack_list() -> PackList {
    PackList {
        packs: vec![Pack {
            kind: Pack::GROUP.into(),
            hash: [5; 32],
            bytes: 60_013,
        }],
        at: moment(62),
    }
}

fn invitation() -> Invitation {
    Invitation {
        hub_url: "https://hub.example.vn".into(),
        hub_key: hub().public(),
        token: [3; 16],
        org: OrgId(id(2)),
        org_name: "HTX Mường Và".into(),
        person: PersonId(id(4)),
        person_name: "Lò Thị Mai".into(),
        roles: vec![Role::Farmer],
        products: vec![InvitedProduct {
            id: ProductId(id(9)),
            name: "Gạo nếp tan Mường Và".into(),
            group: "sticky-rice".into(),
            gtin: None,
        }],
        not_after: moment(7 * 86_400),
    }
}

fn doc_changes() -> DocChanges {
    DocChanges {
        doc: doc(),
        changes: vec![vec![0x85, 0x6f, 0x4a, 0x83].into(), vec![1, 2, 3].into()],
        signatures: vec![sign_change(&device(), doc().id, ChangeHash([7; 32]))],
    }
}

fn enrol_request() -> EnrolRequest {
    EnrolRequest {
        protocol: PROTOCOL,
        token: [3; 16],
        device: DeviceId(id(3)),
        key: device().public(),
        name: "Điện thoại của Mai".into(),
        proof: sign_request(&device(), &[3; 16], "/v1/enrol", &[3; 16]),
        fresh: Some(0x0123_4567_89ab_cdef),
    }
}

fn enrol_response() -> EnrolResponse {
    EnrolResponse {
        certificate: Signed::new(&certificate(), &hub()).unwrap(),
        nonce: vec![5; 24],
        hub_time: moment(1),
    }
}

fn sync_request() -> SyncRequest {
    SyncRequest {
        protocol: PROTOCOL,
        follow: vec![Follow {
            org: OrgId(id(2)),
            epoch: [9; 16],
            after: 1234,
            begin: None,
        }],
        push: vec![doc_changes()],
        page_bytes: 65_536,
        certificate: Some(1_790_000_000_000),
        packs: Some(
            Signed::new(&pack_list(), &hub())
                .unwrap()
                .digest()
                .to_vec()
                .into(),
        ),
        own: Some(41),
        fresh: Some(0x0123_4567_89ab_cdef),
    }
}

/// A device that compares what it holds with a hub of a new epoch.
fn sync_request_of_a_beginner() -> SyncRequest {
    let mut request = sync_request();
    request.follow[0].begin = Some(Begin {
        mark: vec![1, 2, 3],
        held: Some(Held {
            docs: vec![DocDigest::of(
                DocId(id(1)),
                vec![ChangeHash([8; 32]), ChangeHash([7; 32])],
            )],
            last: true,
        }),
        own: Some(true),
    });
    request
}

fn sync_response_to_a_beginner() -> SyncResponse {
    let mut response = sync_response();
    response.pages[0].begin = Some(Began {
        mark: vec![4, 5],
        tell_after: Some(DocId(id(1))),
        offer: vec![DocId(id(9))],
    });
    response
}

fn sync_response() -> SyncResponse {
    let exception = |index, outcome, code: Option<&str>| Exception {
        index,
        outcome,
        code: code.map(str::to_owned),
    };
    SyncResponse {
        hub_time: moment(2),
        epoch: [9; 16],
        nonce: vec![5; 24],
        oldest_protocol: 1,
        exceptions: vec![
            exception(0, Outcome::Duplicate, None),
            exception(1, Outcome::Held, Some("revoked")),
            exception(2, Outcome::Refused, Some("unsigned")),
        ],
        receipt: Some(Signed::new(&receipt(), &hub()).unwrap()),
        pages: vec![OrgPage {
            org: OrgId(id(2)),
            next: 1240,
            more: true,
            certificates: vec![Signed::new(&certificate(), &hub()).unwrap()],
            leases: vec![sign_lease(&lease(), &hub()).unwrap()],
            verdicts: vec![Signed::new(&verdict(), &hub()).unwrap()],
            docs: vec![doc_changes()],
            released: vec![ChangeHash([6; 32])],
            refused: vec![ChangeHash([7; 32])],
            revocations: vec![],
            lists: vec![],
            begin: None,
            receipt: Some(Signed::new(&receipt_with_held(), &hub()).unwrap()),
        }],
        certificate: None,
        packs: Some(Signed::new(&pack_list(), &hub()).unwrap()),
        own: Some(OwnChanges {
            held: 44,
            given: true,
        }),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes in CBOR's diagnostic notation (RFC 8949, 8): one entry of a map or array per line.
fn diagnostic(bytes: &[u8]) -> String {
    let mut decoder = Decoder::new(bytes);
    let mut text = String::new();
    write_item(&mut decoder, 0, &mut text);
    assert_eq!(decoder.position(), bytes.len(), "nothing behind the message");
    text
}

fn write_item(d: &mut Decoder<'_>, depth: usize, text: &mut String) {
    match d.datatype().unwrap() {
        Type::Map => {
            let length = d.map().unwrap().expect("deterministic CBOR has definite lengths");
            write_list(d, ('{', '}'), length, depth, text, true);
        }
        Type::Array => {
            let length = d
                .array()
                .unwrap()
                .expect("deterministic CBOR has definite lengths");
            write_list(d, ('[', ']'), length, depth, text, false);
        }
        Type::Bytes => write!(text, "h'{}'", hex(d.bytes().unwrap())).unwrap(),
        Type::String => write!(text, "{:?}", d.str().unwrap()).unwrap(),
        Type::Bool => write!(text, "{}", d.bool().unwrap()).unwrap(),
        Type::Null => {
            d.null().unwrap();
            text.push_str("null");
        }
        Type::Tag => {
            write!(text, "{}(", d.tag().unwrap().as_u64()).unwrap();
            write_item(d, depth, text);
            text.push(')');
        }
        _ => write!(text, "{}", d.int().unwrap()).unwrap(),
    }
}

fn write_list(
    d: &mut Decoder<'_>,
    ends: (char, char),
    length: u64,
    depth: usize,
    text: &mut String,
    pairs: bool,
) {
    text.push(ends.0);
    for _ in 0..length {
        write!(text, "\n{:indent$}", "", indent = 2 * depth + 2).unwrap();
        if pairs {
            write_item(d, depth + 1, text);
            text.push_str(": ");
        }
        write_item(d, depth + 1, text);
    }
    if length > 0 {
        write!(text, "\n{:indent$}", "", indent = 2 * depth).unwrap();
    }
    text.push(ends.1);
}

/// What a message looks like, after a round trip that must not change it.
fn shown<T: Encode<()> + for<'b> Decode<'b, ()> + PartialEq + std::fmt::Debug>(message: &T) -> String {
    let bytes = minicbor::to_vec(message).unwrap();
    assert_eq!(&minicbor::decode::<T>(&bytes).unwrap(), message);
    diagnostic(&bytes)
}

#[test]
fn wire_messages_never_change() {
    insta::assert_snapshot!("enrol_request", shown(&enrol_request()));
    insta::assert_snapshot!("enrol_response", shown(&enrol_response()));
    insta::assert_snapshot!("doc_changes", shown(&doc_changes()));
    insta::assert_snapshot!("sync_request", shown(&sync_request()));
    insta::assert_snapshot!("sync_response", shown(&sync_response()));
    insta::assert_snapshot!("sync_request_of_a_beginner", shown(&sync_request_of_a_beginner()));
    let mut listed = sync_response();
    listed.pages[0].lists = vec![Signed::new(&list_lease(), &hub()).unwrap()];
    insta::assert_snapshot!("sync_response_with_a_list", shown(&listed));
    insta::assert_snapshot!(
        "sync_response_to_a_beginner",
        shown(&sync_response_to_a_beginner())
    );
}

#[test]
fn signed_statements_never_change() {
    fn signed<S: Statement + PartialEq + std::fmt::Debug>(statement: &S) -> String {
        let signed = Signed::new(statement, &hub()).unwrap();
        assert_eq!(&signed.open::<S>(&hub().public()).unwrap(), statement);
        let stored = signed.to_bytes();
        assert_eq!(Signed::from_bytes(&stored).unwrap(), signed);
        format!(
            "context: {}\n{}\nstored: {}",
            S::CONTEXT,
            diagnostic(&signed.body),
            hex(&stored)
        )
    }
    insta::assert_snapshot!("certificate", signed(&certificate()));
    insta::assert_snapshot!("stamp_lease", signed(&lease()));
    let revocation = LeaseRevocation {
        lease: lease().id,
        at: lease().not_after,
    };
    insta::assert_snapshot!("lease_revocation", signed(&revocation));
    insta::assert_snapshot!("list_lease", signed(&list_lease()));
    insta::assert_snapshot!("claim_verdict_of_codes", signed(&verdict_of_codes()));
    insta::assert_snapshot!("receipt", signed(&receipt()));
    insta::assert_snapshot!("receipt_with_held", signed(&receipt_with_held()));
    insta::assert_snapshot!("file_receipt", signed(&file_receipt()));
    insta::assert_snapshot!("claim_verdict", signed(&verdict()));
    insta::assert_snapshot!("claim_verdict_settled", signed(&settled_verdict()));
    insta::assert_snapshot!("pack_list", signed(&pack_list()));
    insta::assert_snapshot!("invitation", signed(&invitation()));
    let text = invitation().to_text(&hub()).unwrap();
    assert_eq!(Invitation::from_text(&text).unwrap(), invitation());
    insta::assert_snapshot!("invitation_text", text);
}

/// Ed25519 is deterministic (RFC 8032): the same key signs the same words with the same signature.
#[test]
fn signatures_of_changes_and_requests_never_change() {
    let change = sign_change(&device(), doc().id, ChangeHash([7; 32]));
    let request = sign_request(&device(), &[5; 24], "/v1/sync", b"body");
    verify_change(doc().id, &change).unwrap();
    verify_request(&device().public(), &[5; 24], "/v1/sync", b"body", &request).unwrap();
    let (asked, said) = (sha2::Sha256::digest(b"body").into(), b"answer");
    let answer = sign_answer(&hub(), &[5; 24], "/v1/sync", &asked, said);
    verify_answer(&hub().public(), &[5; 24], "/v1/sync", &asked, said, &answer).unwrap();
    insta::assert_snapshot!(
        "signatures",
        format!(
            "change: {}\nrequest: {request}\nanswer: {answer}",
            diagnostic(&minicbor::to_vec(&change).unwrap())
        )
    );
}

/// The container is checked by its deflated bytes, which another deflater may write otherwise: pinned are the
/// head, and what is inside.
#[test]
fn bundle_files_never_change() {
    let content = Content {
        docs: vec![doc_changes()],
        certificates: vec![Signed::new(&certificate(), &hub()).unwrap()],
        receipts: vec![ListedReceipt::new(
            Signed::new(&receipt_with_held(), &hub()).unwrap(),
            &[ChangeHash([7; 32]), ChangeHash([8; 32])],
        )],
        leases: vec![sign_lease(&lease(), &hub()).unwrap()],
        verdicts: vec![Signed::new(&verdict(), &hub()).unwrap()],
        aside: vec![SetAside {
            doc: doc().id,
            reason: "unsigned".into(),
            at_ms: 1_790_000_000_000,
            bytes: vec![1, 2, 3],
        }],
        ..Content::new(Purpose::Evidence)
    };
    let exporter = Exporter {
        device: DeviceId(id(3)),
        key: &device(),
        at: moment(5),
    };
    let file = seal(&content, &exporter).unwrap();
    let opened = open(&file).unwrap();
    assert_eq!(opened.content, content);
    let mut body = Vec::new();
    flate2::read::ZlibDecoder::new(&file[41..])
        .read_to_end(&mut body)
        .unwrap();
    insta::assert_snapshot!(
        "bundle",
        format!(
            "head: {}\n{}\n\ncontent: {}\n\nmanifest: {}",
            hex(&file[..9]),
            diagnostic(&body),
            diagnostic(&minicbor::to_vec(&content).unwrap()),
            diagnostic(&opened.manifest.body)
        )
    );
    let mut newer = file;
    newer[8] = 2;
    assert_eq!(open(&newer).unwrap_err().kind, FlawKind::TooNew);
}

#[test]
fn problem_details_never_change() {
    let problem = Problem {
        kind: "urn:fieldbook:problem:stale_nonce".into(),
        title: "Sign again over the fresh nonce".into(),
        status: 401,
        detail: None,
        nonce: Some("BQUF".into()),
    };
    let json = serde_json::to_string_pretty(&problem).unwrap();
    assert_eq!(serde_json::from_str::<Problem>(&json).unwrap(), problem);
    insta::assert_snapshot!("problem", json);
    let newer = json.replace('{', "{ \"instance\": \"/v1/sync\",");
    assert_eq!(serde_json::from_str::<Problem>(&newer).unwrap(), problem);
}

/// The message as a newer peer would write it: one more entry, with a key or place this version lacks.
fn with_more(bytes: &[u8]) -> Vec<u8> {
    let (head, extra): (u8, &[u8]) = match bytes[0] {
        map @ 0xa0..=0xb6 => (map + 1, &[0x18, 99, 0x65, b'n', b'e', b'w', b'e', b'r']),
        array @ 0x80..=0x96 => (array + 1, &[0x65, b'n', b'e', b'w', b'e', b'r']),
        other => panic!("{other:#x} heads neither a short map nor a short array"),
    };
    [&[head], &bytes[1..], extra].concat()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn entries_of_a_newer_peer_are_skipped() {
    fn skipped<T: Encode<()> + for<'b> Decode<'b, ()> + PartialEq + std::fmt::Debug>(message: &T) {
        let newer = with_more(&minicbor::to_vec(message).unwrap());
        assert_eq!(&unpack::<T>(&packed(&newer), 1 << 20).unwrap(), message);
    }
    skipped(&enrol_request());
    skipped(&enrol_response());
    skipped(&sync_request());
    skipped(&sync_response());
    skipped(&sync_response().pages[0]);
    skipped(&sync_response().exceptions[1]);
    let beginner = &sync_request_of_a_beginner().follow[0];
    skipped(beginner);
    skipped(beginner.begin.as_ref().unwrap());
    skipped(beginner.begin.as_ref().unwrap().held.as_ref().unwrap());
    skipped(sync_response_to_a_beginner().pages[0].begin.as_ref().unwrap());
    skipped(&doc_changes());
    skipped(&doc_changes().signatures[0]);
}

/// A newer hub signs what it sends; an older phone reads what it knows and keeps the whole.
#[test]
fn statements_of_a_newer_hub_are_read_and_kept_whole() {
    fn read<S: Statement + PartialEq + std::fmt::Debug>(statement: &S) {
        let body = with_more(&minicbor::to_vec(statement).unwrap());
        let signature = hub().sign(S::CONTEXT, &body);
        let signed = Signed { body, signature };
        assert_eq!(&signed.open::<S>(&hub().public()).unwrap(), statement);
        let kept = Signed::from_bytes(&signed.to_bytes()).unwrap();
        assert_eq!(kept, signed);
        // A statement of one kind never passes for another, and a changed byte is seen.
        assert!(
            hub()
                .public()
                .verify("fieldbook other 1", &kept.body, &kept.signature)
                .is_err()
        );
        let mut forged = kept;
        *forged.body.last_mut().unwrap() ^= 1;
        assert_eq!(
            forged.open::<S>(&hub().public()),
            Err(IdentityError::BadSignature)
        );
    }
    read(&certificate());
    read(&receipt());
    read(&file_receipt());
    read(&verdict());
    read(&settled_verdict());
    read(&pack_list());
    read(&list_lease());
    read(&verdict_of_codes());
    read(&invitation());
}

/// A verdict as 0.2 reads it.
#[derive(Debug, PartialEq, minicbor::Decode)]
#[cbor(map)]
struct VerdictOf02 {
    #[n(1)]
    claim: FactId,
    #[n(2)]
    state: ClaimState,
    #[n(3)]
    spans: Vec<StampSpan>,
    #[n(4)]
    findings: Vec<String>,
    #[n(5)]
    rivals: Vec<Rival>,
    #[n(6)]
    at: Moment,
    #[n(7)]
    number: u32,
}

/// Phones of 0.2 read how a claim stands, and pass over how staff settled it; what a hub of 0.2 signed reads as before.
#[test]
fn rulings_hide_no_verdict_from_older_phones() {
    let settled = settled_verdict();
    let read: VerdictOf02 = minicbor::decode(&minicbor::to_vec(&settled).unwrap()).unwrap();
    let told = (read.claim, read.state, read.at, read.number);
    assert_eq!(told, (settled.claim, settled.state, settled.at, settled.number));
    assert_eq!(
        (read.spans, read.findings, read.rivals),
        (settled.spans, settled.findings, settled.rivals)
    );
    let unsettled = minicbor::to_vec(verdict()).unwrap();
    assert_eq!(
        minicbor::Decoder::new(&unsettled).map().unwrap(),
        Some(7),
        "nothing is said of no ruling"
    );
}

#[test]
fn the_schema_of_a_released_book_never_changes() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("book.sqlite");
    Store::create(&file, None).unwrap().close().unwrap();
    let book = rusqlite::Connection::open(&file).unwrap();
    let version: i64 = book
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    // What SQLite makes by itself (shadow tables of the search, automatic indexes) is SQLite's business.
    let sql = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'fact_search_%' ORDER BY type, name";
    let mut select = book.prepare(sql).unwrap();
    let made: Vec<String> = select
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    insta::assert_snapshot!(
        "book_schema",
        format!("user_version {version}\n\n{}", made.join("\n\n"))
    );
}
