use fieldbook_core::identity::PackList;
use fieldbook_core::model::BlobHash;
use fieldbook_core::sync::inflate;
use sha2::{Digest, Sha256};

use crate::world::World;

/// A product group that is not built in.
pub fn group(code: &str) -> Vec<u8> {
    let coffee = include_str!("../../../core/src/catalog/groups/coffee.json");
    coffee
        .replacen("\"code\": \"coffee\"", &format!("\"code\": \"{code}\""), 1)
        .into_bytes()
}

#[test]
fn the_list_goes_to_who_lacks_it_and_the_file_to_whoever_asks() {
    let world = World::new();
    let mut lan = world.phone("Lan");
    let mut ask = |held: Option<Vec<u8>>| {
        let mut request = lan.request(vec![]);
        request.packs = held.map(Into::into);
        lan.post(&world, &request).unwrap().packs
    };
    assert_eq!(ask(Some(vec![])), None, "there is none");
    let file = group("tea");
    world.hub.add_pack(&file).unwrap();
    assert_eq!(ask(None), None, "a phone of 0.1 has no use for it");
    let signed = ask(Some(vec![])).unwrap();
    assert_eq!(ask(Some(signed.digest().to_vec())), None);
    assert_eq!(ask(Some(vec![7; 300])).as_ref(), Some(&signed));
    let list: PackList = signed.open(&world.hub.public_key()).unwrap();
    let hash: [u8; 32] = Sha256::digest(&file).into();
    assert_eq!((list.packs.len(), list.packs[0].hash), (1, hash));
    let get = |name: &str| {
        let url = format!("{}/v1/packs/{name}", world.running.url());
        world.client.get(url).send().unwrap()
    };
    let answer = get(&BlobHash(hash).to_string());
    assert_eq!(answer.headers()["content-encoding"], "deflate");
    assert!(
        answer.headers()["cache-control"]
            .to_str()
            .unwrap()
            .contains("immutable")
    );
    let body = answer.bytes().unwrap();
    assert!(body.len() * 4 < file.len(), "{} of {}", body.len(), file.len());
    assert_eq!(inflate(&body, file.len()).unwrap(), file);
    assert_eq!(get(&"0".repeat(64)).status(), 404);
    assert_eq!(get("tea").status(), 400);
}

#[test]
fn a_list_is_always_newer_than_the_one_before() {
    let world = World::new();
    let mut lan = world.phone("Lan");
    let mut at = || {
        let mut request = lan.request(vec![]);
        request.packs = Some(vec![].into());
        let signed = lan.post(&world, &request).unwrap().packs.unwrap();
        signed
            .open::<PackList>(&world.hub.public_key())
            .unwrap()
            .at
            .utc_ms
    };
    world.hub.add_pack(&group("tea")).unwrap();
    let first = at();
    world.clock.fetch_sub(60_000, std::sync::atomic::Ordering::SeqCst);
    world.hub.add_pack(&group("pepper")).unwrap();
    assert!(at() > first);
}
