//! Hostile members: they hold a certified key and sign what no app writes.

use fieldbook_core::bundle::{Exporter, ListedReceipt, seal};
use fieldbook_core::identity::{Receipt, SecretKey, Signed};
use fieldbook_core::model::*;
use fieldbook_core::*;
use fieldbook_tests::sealed::Unsealed;
use fieldbook_tests::world::*;

fn moment(utc_ms: i64) -> Moment {
    Moment {
        utc_ms,
        offset_min: 420,
        trust: ClockTrust::Device,
    }
}

fn key_in(file: &std::path::Path) -> SecretKey {
    let seed = std::fs::read(file).unwrap();
    SecretKey::from_seed(seed[..32].try_into().unwrap())
}

/// A phone that may export, and its evidence about one lot, all of it receipted.
fn story(seed: u64) -> (World, DocId, Unsealed) {
    let world = World::new(seed, 1);
    world.settle();
    let lot = packed_lot(&world.phones[0], 10);
    world.settle();
    let file = world.phones[0].exports().evidence(lot, false).unwrap();
    (world, lot, Unsealed::of(&file))
}

/// Seals a file under the first phone's key, as its owner can.
fn sealed(world: &World, file: &Unsealed, at: Moment) -> Vec<u8> {
    let key = key_in(&world.book_dir(0).join("device.key"));
    let exporter = Exporter {
        device: world.phones[0].people().me().unwrap().device,
        key: &key,
        at,
    };
    seal(&file.content, &exporter).unwrap()
}

#[test]
fn a_receipt_that_lists_a_held_change_twice_says_held() {
    let (world, _, mut file) = story(1);
    let hub = world.hub.public_key();
    let change = journal::hash_of(&file.content.docs[0].changes[0]);
    let hub_key = key_in(&world.hub_dir().join("hub.key"));
    let word = |changes: &[ChangeHash], held: &[u32], at: i64| {
        let receipt = Receipt {
            device: DeviceId::fresh(),
            count: changes.len() as u32,
            digest: Receipt::digest_of(changes),
            at: moment(at),
            epoch: [1; 16],
            held: Some(held.to_vec()),
        };
        ListedReceipt::new(Signed::new(&receipt, &hub_key).unwrap(), changes)
    };
    let mut told = |receipts: Vec<ListedReceipt>| {
        file.content.receipts = receipts;
        let sealed = sealed(&world, &file, moment(2_000_000_000_000));
        verify_evidence(&sealed, &hub).unwrap().held
    };
    for held in [[0], [1]] {
        assert_eq!(told(vec![word(&[change, change], &held, 5)]), [change]);
    }
    // What was held counts once a later word says so, in whatever order the file has them.
    let (held, counts) = (word(&[change], &[0], 5), word(&[change], &[], 6));
    assert_eq!(told(vec![held.clone(), counts.clone()]), []);
    assert_eq!(told(vec![counts, held]), []);
}
