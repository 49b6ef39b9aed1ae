//! What an entry names goes to the hub, whoever wrote it and however it came; what none names stays on its phone.

use fieldbook_core::model::*;
use fieldbook_core::*;
use fieldbook_tests::world::*;

fn standing(phone: &Fieldbook, hash: BlobHash) -> BlobStanding {
    let files = phone.blobs().list().unwrap();
    files.into_iter().find(|file| file.hash == hash).unwrap().standing
}

fn is_at_hub(world: &World, hash: BlobHash) -> bool {
    world.hub.open_blob(hash).unwrap().is_some()
}

fn with_photo(season: DocId, photo: BlobHash) -> NewFact {
    NewFact {
        photos: vec![photo],
        ..harvest(season, 10)
    }
}

#[test]
fn a_photo_without_an_entry_never_leaves_its_phone() {
    let world = World::new(81, 2);
    let [mai, phin] = &world.phones[..] else {
        panic!("two phones")
    };
    let season = season(mai, "Vụ mùa");
    let [photo, thrown] = [b"taken", b"throw"].map(|bytes| mai.blobs().keep_photo(bytes).unwrap());
    let said = mai.blobs().keep_voice(b"#!AMR\n thrown away").unwrap();
    world.sync_through(0);
    for hash in [photo, thrown, said] {
        assert!(!is_at_hub(&world, hash));
    }
    mai.journal().record(with_photo(season, photo)).unwrap();
    // Sent at once, so that the entry and its photo part ways; nothing waits for the other.
    world.sync_through(0);
    world.sync_through(1);
    assert!(is_at_hub(&world, photo));
    assert_eq!(
        phin.blobs().fetch(photo, &FetchOptions::default()).unwrap(),
        sync::Ending::Complete
    );
    // A hub that forgot everything is offered everything anew, and still not these.
    for hash in [thrown, said] {
        assert!(!is_at_hub(&world, hash));
        assert_eq!(standing(mai, hash), BlobStanding::WaitingForEntry);
        mai.blobs().send_now(hash).unwrap();
    }
    world.sync_through(0);
    assert!(![thrown, said].iter().any(|hash| is_at_hub(&world, *hash)));
    assert_eq!(mai.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_restored_hub_is_offered_what_is_named_and_nothing_else() {
    let mut world = World::new(82, 1);
    world.settle();
    world.back_up_hub();
    let mai = &world.phones[0];
    let [photo, thrown] = [b"taken", b"throw"].map(|bytes| mai.blobs().keep_photo(bytes).unwrap());
    let season = season(mai, "Vụ mùa");
    mai.journal().record(with_photo(season, photo)).unwrap();
    world.sync_through(0);
    world.restore_hub();
    assert!(!is_at_hub(&world, photo));
    world.settle();
    assert!(is_at_hub(&world, photo));
    assert!(!is_at_hub(&world, thrown));
}

/// Two people photograph nothing alike, but one may be sent the other's picture and keep it too.
#[test]
fn an_entry_of_a_colleague_names_a_file_however_it_comes() {
    let world = World::new(83, 3);
    world.settle();
    let [mai, phin, inh] = &world.phones[..] else {
        panic!("three phones")
    };
    for phone in [mai, phin, inh] {
        phone.blobs().keep_photo(b"shared").unwrap();
    }
    let photo = mai.blobs().keep_photo(b"shared").unwrap();
    mai.journal()
        .record(with_photo(season(mai, "Vụ mùa"), photo))
        .unwrap();
    let bundle = mai.sync().bundle_outbox().unwrap();
    let taken = phin.sync().import_bundle(&bundle.bytes).unwrap();
    assert_eq!(taken.quarantined, 0);
    assert_eq!(standing(phin, photo), BlobStanding::Waiting);
    // The carrier brings the photo too; the author's phone may be lost.
    world.sync_through(1);
    assert!(is_at_hub(&world, photo));
    assert_eq!(standing(inh, photo), BlobStanding::WaitingForEntry);
    world.sync_through(2);
    assert!(matches!(
        standing(inh, photo),
        BlobStanding::AtHub { receipt: Some(_) }
    ));
}
