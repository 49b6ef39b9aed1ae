//! Files in parts and from any byte on, quotas, what is thrown away, and which photos the public sees.

use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use fieldbook_core::identity::{FileReceipt, Signed};
use fieldbook_core::model::*;
use fieldbook_hub::UPLOAD_DAYS;
use image::{ImageFormat, RgbImage};
use reqwest::Method;
use reqwest::blocking::Response;
use sha2::{Digest, Sha256};

use crate::phone::Phone;
use crate::world::World;

fn hash_of(bytes: &[u8]) -> BlobHash {
    BlobHash(Sha256::digest(bytes).into())
}

/// A request of tus 1.0.0 as the phone signs it.
fn tus(
    world: &World,
    phone: &Phone,
    method: Method,
    path: &str,
    headers: &[(&str, String)],
    body: &[u8],
) -> Response {
    let mut request = world
        .client
        .request(method, format!("{}{path}", world.running.url()))
        .header("Authorization", phone.header(path, body))
        .header("Tus-Resumable", "1.0.0")
        .header("Content-Type", "application/offset+octet-stream");
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    request.body(body.to_vec()).send().unwrap()
}

fn begin(world: &World, phone: &Phone, hash: BlobHash, length: usize, first: &[u8]) -> Response {
    let headers = [
        ("Upload-Length", length.to_string()),
        (
            "Upload-Metadata",
            format!("filename eA==,sha256 {}", STANDARD.encode(hash.0)),
        ),
    ];
    tus(world, phone, Method::POST, "/v1/uploads", &headers, first)
}

fn append(world: &World, phone: &Phone, hash: BlobHash, offset: usize, part: &[u8]) -> Response {
    let headers = [("Upload-Offset", offset.to_string())];
    tus(
        world,
        phone,
        Method::PATCH,
        &format!("/v1/uploads/{hash}"),
        &headers,
        part,
    )
}

fn head(world: &World, phone: &Phone, hash: BlobHash) -> Response {
    tus(
        world,
        phone,
        Method::HEAD,
        &format!("/v1/uploads/{hash}"),
        &[],
        b"",
    )
}

fn offset(answer: &Response) -> usize {
    answer.headers()["upload-offset"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap()
}

fn problem(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let problem: serde_json::Value = serde_json::from_slice(&answer.bytes().unwrap()).unwrap();
    let kind = problem["type"].as_str().unwrap();
    (status, kind.rsplit(':').next().unwrap().to_owned())
}

#[test]
fn a_file_goes_up_in_parts_and_ends_with_a_signed_receipt() {
    let world = World::new();
    let lan = world.phone("Lan");
    let file: Vec<u8> = (0..200_000u32).map(|n| (n % 251) as u8).collect();
    let hash = hash_of(&file);
    let spoken = world
        .client
        .request(Method::OPTIONS, format!("{}/v1/uploads", world.running.url()))
        .send()
        .unwrap();
    assert_eq!(spoken.headers()["tus-version"], "1.0.0");
    assert_eq!(spoken.headers()["tus-max-size"], "16777216");
    assert_eq!(head(&world, &lan, hash).status(), 404);
    let begun = begin(&world, &lan, hash, file.len(), &file[..50_000]);
    assert_eq!((begun.status().as_u16(), offset(&begun)), (201, 50_000));
    assert_eq!(
        begun.headers()["location"],
        format!("/v1/uploads/{hash}").as_str()
    );
    assert_eq!(begun.headers()["tus-resumable"], "1.0.0");
    assert!(
        begun.headers()["upload-expires"]
            .to_str()
            .unwrap()
            .ends_with("GMT")
    );
    // A part that begins elsewhere, or reaches beyond the end, changes nothing.
    assert_eq!(
        problem(append(&world, &lan, hash, 40_000, b"x")),
        (409, "upload_offset".into())
    );
    let beyond = vec![0; 150_001];
    assert_eq!(
        problem(append(&world, &lan, hash, 50_000, &beyond)),
        (413, "blob_too_large".into())
    );
    let asked = head(&world, &lan, hash);
    assert_eq!((asked.status().as_u16(), offset(&asked)), (200, 50_000));
    assert_eq!(asked.headers()["upload-length"], "200000");
    // Begun again it says where it is and takes nothing twice.
    assert_eq!(
        offset(&begin(&world, &lan, hash, file.len(), &file[..10])),
        50_000
    );
    assert_eq!(
        offset(&append(&world, &lan, hash, 50_000, &file[50_000..120_000])),
        120_000
    );
    let done = append(&world, &lan, hash, 120_000, &file[120_000..]);
    assert_eq!((done.status().as_u16(), offset(&done)), (204, 200_000));
    let receipt = URL_SAFE_NO_PAD
        .decode(&done.headers()["fieldbook-receipt"])
        .unwrap();
    let receipt: FileReceipt = Signed::from_bytes(&receipt)
        .unwrap()
        .open(&world.hub.public_key())
        .unwrap();
    assert_eq!((receipt.hash, receipt.bytes), (hash.0, 200_000));
    assert_eq!(receipt.epoch, world.hub.epoch().unwrap());
    // The rest of a file, from any byte on.
    let path = format!("/v1/blobs/{hash}");
    let rest = tus(
        &world,
        &lan,
        Method::GET,
        &path,
        &[("Range", "bytes=199990-".into())],
        b"",
    );
    assert_eq!(rest.status(), 206);
    assert_eq!(rest.headers()["content-range"], "bytes 199990-199999/200000");
    assert_eq!(rest.bytes().unwrap(), file[199_990..]);
    let over = tus(
        &world,
        &lan,
        Method::GET,
        &path,
        &[("Range", "bytes=200000-".into())],
        b"",
    );
    assert_eq!(problem(over), (416, "range".into()));
    let whole = tus(
        &world,
        &lan,
        Method::GET,
        &path,
        &[("Range", "bytes=-5".into())],
        b"",
    );
    assert_eq!(
        (whole.status().as_u16(), whole.bytes().unwrap().len()),
        (200, 200_000)
    );
}

#[test]
fn uploads_that_are_not_tus_or_not_signed_are_refused() {
    let world = World::new();
    let lan = world.phone("Lan");
    let hash = hash_of(b"file");
    let url = format!("{}/v1/uploads", world.running.url());
    let bare = world
        .client
        .post(&url)
        .header("Authorization", lan.header("/v1/uploads", b""));
    assert_eq!(problem(bare.send().unwrap()), (412, "tus_version".into()));
    let no_length = tus(&world, &lan, Method::POST, "/v1/uploads", &[], b"");
    assert_eq!(problem(no_length), (400, "upload_header".into()));
    let no_name = [
        ("Upload-Length", "4".to_owned()),
        ("Upload-Metadata", "sha256 eA==".to_owned()),
    ];
    assert_eq!(
        problem(tus(&world, &lan, Method::POST, "/v1/uploads", &no_name, b"")),
        (400, "not_a_hash".into())
    );
    assert_eq!(
        problem(begin(&world, &lan, hash, 17 * 1024 * 1024, b"")),
        (413, "blob_too_large".into())
    );
    let mut stranger = world.phone("Người lạ");
    stranger.device = lan.device;
    assert_eq!(
        problem(begin(&world, &stranger, hash, 4, b"")),
        (401, "bad_signature".into())
    );
    assert_eq!(
        problem(append(&world, &lan, hash, 0, b"file")),
        (404, "upload_unknown".into())
    );
    begin(&world, &lan, hash, 4, b"fi");
    assert_eq!(
        problem(append(&world, &lan, hash, 2, b"sh")),
        (422, "hash_mismatch".into())
    );
    assert_eq!(head(&world, &lan, hash).status(), 404, "a wrong one starts over");
    begin(&world, &lan, hash, 4, b"fi");
    let dropped = tus(
        &world,
        &lan,
        Method::DELETE,
        &format!("/v1/uploads/{hash}"),
        &[],
        b"",
    );
    assert_eq!(dropped.status(), 204);
    assert_eq!(head(&world, &lan, hash).status(), 404);
}

#[test]
fn a_colleague_goes_on_with_an_upload_and_a_stranger_does_not() {
    let world = World::new();
    let (lan, hoa) = (world.phone("Lan"), world.phone("Hoa"));
    let other = world
        .hub
        .new_org(&fieldbook_hub::NewOrg {
            name: "HTX khác".into(),
            ..Default::default()
        })
        .unwrap();
    let stranger = world.phone_of(other.id, "Người lạ");
    let file = [7; 1000];
    let hash = hash_of(&file);
    begin(&world, &lan, hash, 1000, &file[..400]);
    assert_eq!(offset(&begin(&world, &hoa, hash, 1000, b"")), 400);
    // The stranger's wrong bytes spoil only an upload of their own.
    assert_eq!(offset(&begin(&world, &stranger, hash, 1000, b"wrong")), 5);
    assert_eq!(offset(&append(&world, &hoa, hash, 400, &file[..600])), 1000);
    let told = head(&world, &lan, hash);
    assert!(told.headers().contains_key("fieldbook-receipt"));
}

#[test]
fn a_device_has_a_quota_and_unfinished_uploads_are_thrown_away() {
    let world = World::new();
    let lan = world.phone("Lan");
    let named = |n: usize| hash_of(&n.to_be_bytes());
    let mut unfinished = 0;
    let refused = loop {
        let answer = begin(&world, &lan, named(unfinished), 1_000_000, b"begun");
        if answer.status() != 201 {
            break problem(answer);
        }
        unfinished += 1;
    };
    assert_eq!(refused, (429, "quota".into()));
    assert_eq!(unfinished, 32);
    assert_eq!(
        begin(&world, &world.phone("Hoa"), named(99), 1_000_000, b"").status(),
        201
    );
    assert_eq!(world.hub.collect_uploads().unwrap(), 0);
    world.wait_days(UPLOAD_DAYS - 1);
    let mut lan = lan;
    lan.nonce = world.hub.nonce();
    assert_eq!(offset(&append(&world, &lan, named(0), 5, b" on")), 8);
    world.wait_days(2);
    lan.nonce = world.hub.nonce();
    assert_eq!(begin(&world, &lan, named(100), 1_000_000, b"").status(), 201);
    assert_eq!(head(&world, &lan, named(1)).status(), 404);
    assert_eq!(offset(&head(&world, &lan, named(0))), 8, "it was gone on with");
    let left = std::fs::read_dir(world.folder.path().join("uploads"))
        .unwrap()
        .count();
    assert_eq!(left, 1, "their bytes are gone too");
}

#[test]
fn only_photos_a_lots_story_shows_are_public() {
    let world = World::new();
    let mut lan = world.phone("Lan");
    let photo = |shade: u8| {
        let mut jpeg = Cursor::new(Vec::new());
        let picture = RgbImage::from_pixel(2000, 40, image::Rgb([shade, 0, 0]));
        picture.write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
        jpeg.into_inner()
    };
    let files = [photo(10), photo(90), photo(170), b"no picture".to_vec()];
    let [shown, of_visit, of_season, no_picture] = files.each_ref().map(|file| hash_of(file));
    for (file, hash) in files.iter().zip([shown, of_visit, of_season, no_picture]) {
        assert_eq!(begin(&world, &lan, hash, file.len(), file).status(), 201);
    }
    let get = |hash: BlobHash| {
        world
            .client
            .get(format!("{}/p/{hash}", world.running.url()))
            .send()
            .unwrap()
    };
    assert_eq!(get(shown).status(), 404, "no entry names it yet");
    let [lot, season, visit] =
        [DocKind::Lot, DocKind::Season, DocKind::Visit].map(|kind| DocRef::fresh(kind, world.org));
    let packing = Fact {
        photos: vec![shown, no_picture],
        ..lan.packing(10)
    };
    let harvest = Fact {
        photos: vec![of_season],
        ..lan.fact(FactKind::Harvest, "harvest")
    };
    let inspection = Fact {
        photos: vec![of_visit],
        ..lan.fact(FactKind::Inspect, "inspect")
    };
    for (doc, fact) in [(lot, &packing), (season, &harvest), (visit, &inspection)] {
        let change = lan.record(doc, fact);
        let push = vec![lan.signed(doc, &[change])];
        lan.sync(&world, push);
    }
    let answer = get(shown);
    assert_eq!(answer.headers()["content-type"], "image/jpeg");
    let small = image::load_from_memory(&answer.bytes().unwrap()).unwrap();
    assert_eq!(small.width(), 1280);
    assert_eq!(get(no_picture).status(), 404);
    assert_eq!(get(of_visit).status(), 404, "a visit is nobody else's business");
    assert_eq!(get(of_season).status(), 404, "no lot draws on the season yet");
    let received = Fact {
        origins: vec![Origin {
            doc: season.id,
            quantity: None,
        }],
        ..lan.fact(FactKind::Receive, "receive")
    };
    let change = lan.record(lot, &received);
    let push = vec![lan.signed(lot, &[change])];
    lan.sync(&world, push);
    assert_eq!(get(of_season).status(), 200);
    // Drawn once and kept: the original is not needed for it again.
    let name = shown.to_string();
    std::fs::remove_file(world.folder.path().join("blobs").join(&name[..2]).join(&name)).unwrap();
    assert_eq!(get(shown).status(), 200);
    // Not even as a picture: what somebody said is nobody else's business.
    let voice = photo(230);
    let said = hash_of(&voice);
    assert_eq!(begin(&world, &lan, said, voice.len(), &voice).status(), 201);
    let spoken = Fact {
        voice: vec![said],
        ..lan.packing(5)
    };
    let change = lan.record(lot, &spoken);
    let push = vec![lan.signed(lot, &[change])];
    lan.sync(&world, push);
    assert_eq!(get(said).status(), 404);
    // A voided entry shows its photo no longer.
    let change = lan.void(lot, packing.id);
    let push = vec![lan.signed(lot, &[change])];
    lan.sync(&world, push);
    assert_eq!(get(shown).status(), 404);
}

/// The hub signs for no file it has not just read: a phone would clear the original.
#[test]
fn a_damaged_file_is_put_aside_and_taken_again() {
    let world = World::new();
    let (lan, hoa) = (world.phone("Lan"), world.phone("Hoa"));
    let file = vec![7; 100_000];
    let hash = hash_of(&file);
    begin(&world, &lan, hash, file.len(), &file);
    let name = hash.to_string();
    let kept = world.folder.path().join("blobs").join(&name[..2]).join(&name);
    let signed = |answer: &Response| answer.headers().contains_key("fieldbook-receipt");
    for way in 0..3 {
        let mut bytes = std::fs::read(&kept).unwrap();
        bytes[50_000] ^= 1;
        std::fs::write(&kept, &bytes).unwrap();
        // However somebody asks, they are not told that it is here.
        let told = match way {
            0 => begin(&world, &hoa, hash, file.len(), b""),
            1 => head(&world, &hoa, hash),
            _ => append(&world, &hoa, hash, file.len(), b""),
        };
        assert!(!signed(&told), "{way}");
        let again = begin(&world, &hoa, hash, file.len(), &file);
        assert!(signed(&again) && offset(&again) == file.len(), "{way}");
        assert_eq!(std::fs::read(&kept).unwrap(), file);
        assert!(signed(&begin(&world, &lan, hash, file.len(), b"")));
    }
    let aside = std::fs::read_dir(world.folder.path().join("damaged")).unwrap();
    assert_eq!(aside.count(), 3, "nothing is thrown away");
}
