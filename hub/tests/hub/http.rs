use std::io::{Read, Write};

use fieldbook_core::model::*;
use fieldbook_core::sync::*;
use fieldbook_hub::{BODY_BYTES_MAX, UNPACKED_BYTES_MAX};
use rand::prelude::*;
use sha2::{Digest, Sha256};

use crate::phone::{Phone, read};
use crate::world::{World, gtin, serials};

fn send(world: &World, phone: &Phone, path: &str, body: Vec<u8>) -> Problem {
    let answer = world
        .client
        .post(format!("{}{path}", world.running.url()))
        .header("Authorization", phone.header(path, &body))
        .body(body)
        .send()
        .unwrap();
    read::<SyncResponse>(answer).unwrap_err()
}

#[test]
fn bodies_beyond_the_limits_are_problems() {
    let world = World::new();
    let lan = world.phone("Lan");
    let problem = send(&world, &lan, "/v1/sync", vec![0; BODY_BYTES_MAX + 1]);
    assert_eq!((problem.status, problem.code()), (413, "too_large"));
    // A few kilobytes that unpack to more than allowed.
    let bomb = pack(&minicbor::bytes::ByteVec::from(vec![0; UNPACKED_BYTES_MAX + 1])).unwrap();
    assert!(bomb.len() < 64 * 1024);
    let problem = send(&world, &lan, "/v1/sync", bomb);
    assert_eq!((problem.status, problem.code()), (413, "too_large"));
    let whole = pack(&lan.request(vec![])).unwrap();
    let problem = send(&world, &lan, "/v1/sync", whole[..whole.len() / 2].to_vec());
    assert_eq!((problem.status, problem.code()), (400, "unreadable"));
    // More organisations and more changes than one request may carry.
    let mut request = lan.request(vec![]);
    request.follow = vec![lan.follow.clone(); 65];
    let problem = send(&world, &lan, "/v1/sync", pack(&request).unwrap());
    assert_eq!((problem.status, problem.code()), (413, "too_large"));
    let doc = DocRef::fresh(DocKind::Season, world.org);
    let mut request = lan.request(vec![DocChanges {
        doc,
        changes: vec![vec![].into(); 10_001],
        signatures: vec![],
    }]);
    let problem = send(&world, &lan, "/v1/sync", pack(&request).unwrap());
    assert_eq!((problem.status, problem.code()), (413, "too_large"));
    request.push[0].changes.truncate(300);
    request.push[0].changes.push(vec![7; 100_000].into());
    let mut lan = lan;
    let answer = lan.post(&world, &request).unwrap();
    assert_eq!(answer.exceptions.len(), 301);
    assert!(answer.exceptions.iter().all(|it| it.outcome == Outcome::Refused));
    assert_eq!(answer.exceptions[300].code.as_deref(), Some("oversize"));
}

#[test]
fn a_list_that_claims_to_be_huge_costs_nothing() {
    let world = World::new();
    let lan = world.phone("Lan");
    // {3: [ … 2⁶² items …
    let body = [0xa1, 0x03, 0x9b, 0x40, 0, 0, 0, 0, 0, 0, 0];
    let mut deflated = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    deflated.write_all(&body).unwrap();
    let problem = send(&world, &lan, "/v1/sync", deflated.finish().unwrap());
    assert_eq!((problem.status, problem.code()), (400, "unreadable"));
}

#[test]
fn random_bytes_never_break_an_endpoint() {
    let world = World::new();
    let mut lan = world.phone("Lan");
    let doc = DocRef::fresh(DocKind::Season, world.org);
    let change = lan.record(doc, &lan.fact(FactKind::Activity, "sow"));
    let honest = pack(&lan.request(vec![lan.signed(doc, &[change])])).unwrap();
    let mut random = StdRng::seed_from_u64(3);
    for round in 0..300 {
        let body: Vec<u8> = if round % 2 == 0 {
            (0..random.random_range(0..400))
                .map(|_| random.random())
                .collect()
        } else {
            // Broken behind the deflate, where the decoder has to cope.
            let mut plain = Vec::new();
            flate2::read::ZlibDecoder::new(&honest[..])
                .read_to_end(&mut plain)
                .unwrap();
            for _ in 0..random.random_range(1..4) {
                let at = random.random_range(0..plain.len());
                plain[at] = random.random();
            }
            let mut again = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
            again.write_all(&plain).unwrap();
            again.finish().unwrap()
        };
        for path in ["/v1/sync", "/v1/enrol"] {
            let answer = world
                .client
                .post(format!("{}{path}", world.running.url()))
                .header("Authorization", lan.header(path, &body))
                .body(body.clone())
                .send()
                .unwrap();
            assert!(answer.status().as_u16() < 500, "{path}: {}", answer.status());
        }
    }
    // The hub still takes the honest one.
    world
        .client
        .get(format!("{}/healthz", world.running.url()))
        .send()
        .unwrap()
        .error_for_status()
        .unwrap();
    let answer = lan.post(&world, &lan.request(vec![])).unwrap();
    assert_eq!(answer.oldest_protocol, 1);
}

/// One request line as it is, past what a client would allow.
fn raw(world: &World, request: &[u8]) -> String {
    let mut stream = std::net::TcpStream::connect(world.running.addr).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn strange_paths_and_headers_are_answered() {
    let world = World::new();
    for (path, status) in [
        ("/", "404"),
        ("/nowhere", "404"),
        ("/01/%FF%FE/21/%C3%28", "404"),
        ("/01/123", "404"),
        ("/01/abc/21/x", "404"),
        ("/t/%00", "404"),
        ("/t/not-an-id", "404"),
        ("/v1/blobs/..%2F..%2Fhub.key", "400"),
        ("/v1/blobs/zz", "400"),
        ("/v1/sync", "405"),
    ] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let answer = raw(&world, request.as_bytes());
        let line = answer.lines().next().unwrap();
        assert!(line.contains(status), "{path}: {line}");
        // Programs get problem details, people a page.
        let people = path.starts_with("/01/") || path.starts_with("/t/");
        let form = if people {
            "text/html"
        } else {
            "application/problem+json"
        };
        assert!(answer.contains(form), "{path}");
    }
    let zeros = "0".repeat(64);
    for header in [
        "Fieldbook",
        "Fieldbook a b c",
        "Basic eDp5",
        "Fieldbook \u{e9} \u{e9} \u{e9}",
    ] {
        let request = format!(
            "GET /v1/blobs/{zeros} HTTP/1.1\r\nHost: x\r\nAuthorization: {header}\r\nConnection: close\r\n\r\n"
        );
        let answer = raw(&world, request.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 401"), "{header}: {answer}");
    }
}

#[test]
fn files_go_up_and_down_by_their_hash() {
    let world = World::new();
    let lan = world.phone("Lan");
    let photo = b"a photo".to_vec();
    let hash = BlobHash(Sha256::digest(&photo).into());
    let path = format!("/v1/blobs/{hash}");
    let url = format!("{}{path}", world.running.url());
    let put = |body: &[u8]| {
        let header = lan.header(&path, body);
        world
            .client
            .put(&url)
            .header("Authorization", header)
            .body(body.to_vec())
            .send()
            .unwrap()
    };
    let get = || {
        let header = lan.header(&path, b"");
        world
            .client
            .get(&url)
            .header("Authorization", header)
            .send()
            .unwrap()
    };
    assert_eq!(get().status(), 404);
    assert_eq!(put(b"another").status(), 422);
    assert_eq!(put(&photo).status(), 201);
    assert_eq!(put(&photo).status(), 204);
    assert_eq!(get().bytes().unwrap().to_vec(), photo);
    assert_eq!(world.client.get(&url).send().unwrap().status(), 401);
    assert_eq!(put(&vec![0; fieldbook_hub::BLOB_BYTES_MAX + 1]).status(), 413);
    // Rotten on the disk: never handed out.
    let name = hash.to_string();
    let file = world.folder.path().join("blobs").join(&name[..2]).join(&name);
    std::fs::write(file, b"a phot0").unwrap();
    assert_eq!(get().status(), 500);
}

#[test]
fn a_stamp_opens_its_page() {
    let world = World::new();
    world.lease(30);
    let mut lan = world.phone("Lan");
    let lot = DocRef::fresh(DocKind::Lot, world.org);
    let changes = vec![
        lan.amend(
            lot,
            RegisterKey::head("product"),
            FieldValue::text(&world.product.to_string()),
        ),
        lan.record(lot, &lan.packing(10)),
        lan.record(lot, &lan.activation(serials(1, 10))),
    ];
    lan.sync(&world, vec![lan.signed(lot, &changes)]);
    let get = |path: String| {
        let answer = world
            .client
            .get(format!("{}{path}", world.running.url()))
            .send()
            .unwrap();
        (answer.status().as_u16(), answer.text().unwrap())
    };
    let gtin = gtin();
    let (status, page) = get(format!("/01/{gtin}/21/T0007"));
    assert_eq!(status, 200);
    assert!(page.contains("Gạo nếp tan") && page.contains("HTX Mường Và"));
    assert_eq!(get(format!("/01/{gtin}/21/T9999")).0, 404);
    assert_eq!(get(format!("/01/{gtin}")).0, 200);
    let code = lot_code(lot.id);
    assert_eq!(get(format!("/01/{gtin}/10/{code}")).0, 200);
    assert_eq!(get(format!("/01/{gtin}/10/NONE")).0, 404);
    assert_eq!(get(format!("/t/{}", lot.id)).0, 200);
    assert_eq!(get(format!("/t/{}", DocId::fresh())).0, 404);
}
