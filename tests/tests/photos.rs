//! Photos on their way: cut anywhere, carried by others, held back for Wi-Fi, counted, cleared, fetched.

use std::io::Cursor;
use std::path::PathBuf;
use std::sync::Arc;

use fieldbook::link::{Fate, Weather};
use fieldbook_core::model::*;
use fieldbook_core::photo::PhotoRule;
use fieldbook_core::sync::Ending;
use fieldbook_core::*;
use fieldbook_tests::world::*;
use image::{ImageFormat, RgbImage};
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

const CHUNK: u64 = 64 * 1024;

fn noise(seed: u64, bytes: u64) -> Vec<u8> {
    let mut noise = vec![0; usize::try_from(bytes).unwrap()];
    ChaCha8Rng::seed_from_u64(seed).fill_bytes(&mut noise);
    noise
}

fn picture(seed: u64, side: u32) -> Vec<u8> {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let picture = RgbImage::from_fn(side, side, |_, _| image::Rgb([dice.random(), 90, 40]));
    let mut jpeg = Cursor::new(Vec::new());
    picture.write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
    jpeg.into_inner()
}

fn standing(phone: &Fieldbook, hash: BlobHash) -> BlobStanding {
    let files = phone.blobs().list().unwrap();
    files.into_iter().find(|file| file.hash == hash).unwrap().standing
}

fn is_at_hub(phone: &Fieldbook, hash: BlobHash) -> bool {
    matches!(standing(phone, hash), BlobStanding::AtHub { receipt: Some(_) })
}

/// The hub's unfinished uploads.
fn unfinished(world: &World) -> Vec<PathBuf> {
    let folder = std::fs::read_dir(world.hub_dir().join("uploads"));
    folder.map_or_else(
        |_| Vec::new(),
        |entries| entries.map(|entry| entry.unwrap().path()).collect(),
    )
}

#[test]
fn an_upload_cut_in_any_chunk_loses_at_most_that_chunk() {
    let world = World::new(61, 1);
    let phone = &world.phones[0];
    world.settle();
    let chunks = 5;
    let cuts = (0..chunks).flat_map(|chunk| {
        let inside = chunk * CHUNK + CHUNK / 2;
        // The answers to a sync and to a part take some 250 bytes each: these cuts fall into each of them.
        [Fate::CutUp(inside), Fate::CutDown(150 + chunk * 230)]
    });
    for (seed, fate) in (0..).zip(cuts) {
        let file = noise(seed, chunks * CHUNK - 1_000);
        let hash = phone.blobs().keep(&file).unwrap();
        // For each connection: on a busy machine a second one is opened beside the first, which then carries too little.
        world.link.plan([fate; 8]);
        let cut = world.sync(0);
        assert!(matches!(cut.ending, Some(Ending::Offline(_))), "{fate:?} {cut:?}");
        world.link.plan([]);
        let rest = world.sync(0);
        assert_eq!(rest.ending, Some(Ending::Complete), "{fate:?}");
        assert!(is_at_hub(phone, hash), "{fate:?}");
        let (_, length) = world.hub.open_blob(hash).unwrap().unwrap();
        assert_eq!(length, file.len() as u64);
        let sent = cut.bytes_up + rest.bytes_up;
        let allowed = length + CHUNK + 2_000;
        assert!(sent <= allowed, "{fate:?}: {sent} of {allowed}");
    }
    assert_eq!(unfinished(&world), Vec::<PathBuf>::new());
}

#[test]
fn a_link_that_never_carries_two_chunks_carries_the_photo_in_the_end() {
    let world = World::new(62, 1);
    let phone = &world.phones[0];
    world.settle();
    let chunks = 8;
    let hash = phone.blobs().keep(&noise(62, chunks * CHUNK)).unwrap();
    let (mut tries, mut sent) = (0, 0);
    while !is_at_hub(phone, hash) {
        world.link.plan([Fate::CutUp(CHUNK + CHUNK / 2)]);
        sent += world.sync(0).bytes_up;
        tries += 1;
        assert!(tries <= chunks + 1, "each try brings a chunk");
        if let BlobStanding::Sending { percent } = standing(phone, hash) {
            assert!(
                u64::from(percent) >= (tries - 1) * 100 / chunks,
                "{percent} after {tries}"
            );
        }
    }
    assert!(
        sent <= chunks * CHUNK + tries * (CHUNK + 1_000),
        "{sent} in {tries}"
    );
}

#[test]
fn a_colleague_who_carries_the_same_photo_finishes_the_upload() {
    let world = World::new(63, 2);
    world.settle();
    let photo = noise(63, 6 * CHUNK);
    let [mai, phin] = &world.phones[..] else {
        panic!("two phones")
    };
    let hash = mai.blobs().keep(&photo).unwrap();
    world.link.plan([Fate::CutUp(4 * CHUNK + 9_000)]);
    world.sync(0);
    phin.blobs().keep(&photo).unwrap();
    let rest = world.sync(1);
    assert!(is_at_hub(phin, hash));
    // The first part is offered before the hub can say what it has.
    assert!(rest.bytes_up <= 4 * CHUNK, "{}", rest.bytes_up);
    let told = world.sync(0);
    assert!(is_at_hub(mai, hash));
    assert!(told.bytes_up < 1_000, "it is told, not sent: {}", told.bytes_up);
}

#[test]
fn many_phones_send_at_once() {
    let world = World::new(64, 4);
    world.settle();
    world.link.set_weather(Weather {
        refused: 0.1,
        cut: 0.3,
        cut_within: 3 * CHUNK,
    });
    let shared = noise(64, 3 * CHUNK);
    let kept: Vec<Vec<BlobHash>> = (0u64..)
        .zip(&world.phones)
        .map(|(index, phone)| {
            let own = noise(640 + index, 2 * CHUNK + 77);
            vec![
                phone.blobs().keep(&own).unwrap(),
                phone.blobs().keep(&shared).unwrap(),
            ]
        })
        .collect();
    std::thread::scope(|scope| {
        for phone in 0..world.phones.len() {
            let world = &world;
            scope.spawn(move || world.sync_through(phone));
        }
    });
    for (phone, hashes) in world.phones.iter().zip(kept) {
        for hash in hashes {
            assert!(is_at_hub(phone, hash), "{:?}", standing(phone, hash));
            assert!(world.hub.open_blob(hash).unwrap().is_some());
        }
    }
}

#[test]
fn bytes_spoiled_at_the_hub_are_sent_once_more_and_then_set_aside() {
    let world = World::new(65, 1);
    let phone = &world.phones[0];
    world.settle();
    let spoil = || {
        let [part] = &unfinished(&world)[..] else {
            panic!("one upload")
        };
        let mut bytes = std::fs::read(part).unwrap();
        bytes[10] ^= 1;
        std::fs::write(part, bytes).unwrap();
    };
    let cut = || {
        world.link.plan([Fate::CutUp(2 * CHUNK)]);
        assert!(matches!(world.sync(0).ending, Some(Ending::Offline(_))));
    };
    let hash = phone.blobs().keep(&noise(65, 3 * CHUNK)).unwrap();
    cut();
    spoil();
    let report = world.sync(0);
    assert_eq!(report.ending, Some(Ending::Complete));
    assert!(is_at_hub(phone, hash), "the second try is whole");
    // Twice in a row: it is set aside, and the next photo goes all the same.
    let twice = phone.blobs().keep(&noise(66, 3 * CHUNK)).unwrap();
    let next = phone.blobs().keep(&noise(67, CHUNK)).unwrap();
    cut();
    spoil();
    // The last two chunks, the whole hash wrong, the first chunk again, and a cut.
    world.link.plan([Fate::CutUp(3 * CHUNK + CHUNK / 2)]);
    world.sync(0);
    spoil();
    let report = world.sync(0);
    assert_eq!(report.unsendable_files, [twice]);
    assert_eq!(
        standing(phone, twice),
        BlobStanding::SetAside {
            code: "hash_mismatch".into()
        }
    );
    assert!(is_at_hub(phone, next));
    assert_eq!(phone.sync().status().unwrap().files, 0);
    phone.blobs().send_now(twice).unwrap();
    world.sync(0);
    assert!(is_at_hub(phone, twice), "a person may ask for another try");
}

#[test]
fn photos_wait_for_wifi_unless_small_or_sent_now() {
    let world = World::new(68, 1);
    let phone = &world.phones[0];
    let season = season(phone, "Vụ mùa");
    let large = phone.blobs().keep(&noise(1, 2 * CHUNK)).unwrap();
    let urgent = phone.blobs().keep(&noise(2, 2 * CHUNK)).unwrap();
    let small = phone.blobs().keep(&noise(3, CHUNK / 2)).unwrap();
    phone.blobs().send_now(urgent).unwrap();
    phone.journal().record(harvest(season, 10)).unwrap();
    let roaming = world.sync_over(0, LinkKind::Roaming);
    assert_eq!(roaming.ending, Some(Ending::Complete));
    assert_eq!(phone.sync().status().unwrap().outbox, 0, "entries never wait");
    assert!(is_at_hub(phone, urgent));
    assert_eq!(
        standing(phone, small),
        BlobStanding::WaitingForWifi,
        "abroad all wait"
    );
    world.sync_over(0, LinkKind::Metered);
    assert!(is_at_hub(phone, small));
    assert_eq!(standing(phone, large), BlobStanding::WaitingForWifi);
    assert_eq!(phone.sync().status().unwrap().files, 1);
    world.sync_over(0, LinkKind::Unmetered);
    assert!(is_at_hub(phone, large));
}

#[test]
fn the_meter_counts_by_day_and_kind_and_survives_a_restart() {
    let mut world = World::new(69, 1);
    world.sync_over(0, LinkKind::Metered);
    let hash = world.phones[0].blobs().keep(&noise(4, 3 * CHUNK)).unwrap();
    world.phones[0].blobs().send_now(hash).unwrap();
    world.sync_over(0, LinkKind::Metered);
    let today = world.phones[0].sync().usage(1).unwrap();
    let [day] = &today[..] else { panic!("{today:?}") };
    assert!(
        day.photos.up >= 3 * CHUNK && day.photos.up < 3 * CHUNK + 4_000,
        "{day:?}"
    );
    assert!((500..20_000).contains(&day.facts.total()), "{day:?}");
    assert_eq!(day.metered, day.facts.total() + day.photos.total());
    assert_eq!(day.vnd, (day.metered * 15).div_ceil(1024 * 1024));
    // Wi-Fi costs nothing.
    world.sync_over(0, LinkKind::Unmetered);
    let free = world.phones[0].sync().usage(1).unwrap()[0];
    assert!(free.facts.total() > day.facts.total() && free.vnd == day.vnd);
    world.phones.pop().unwrap().shutdown().unwrap();
    let again = Fieldbook::open(Config::in_dir(world.book_dir(0))).unwrap();
    assert_eq!(again.sync().usage(1).unwrap(), [free]);
    assert_eq!(again.sync().usage(0).unwrap(), []);
}

#[test]
fn a_photo_of_another_is_fetched_on_demand_and_goes_on_where_it_was_cut() {
    let world = World::new(70, 2);
    world.settle();
    let [mai, phin] = &world.phones[..] else {
        panic!("two phones")
    };
    let photo = noise(70, 5 * CHUNK);
    let hash = mai.blobs().keep(&photo).unwrap();
    let options = FetchOptions::default();
    assert_eq!(
        phin.blobs().fetch(hash, &options).unwrap(),
        Ending::Refused("not_found".into()),
        "the hub does not have it yet"
    );
    world.sync_through(0);
    world.sync_through(1);
    assert!(phin.blobs().read(hash).is_err(), "nothing comes by itself");
    let metered = FetchOptions {
        link: LinkKind::Metered,
        ..options.clone()
    };
    let refused = phin.blobs().fetch(hash, &metered);
    assert!(matches!(
        refused,
        Err(FieldbookError::NotAllowed {
            reason: "metered_link"
        })
    ));
    let before = phin.sync().usage(1).unwrap()[0].photos;
    for _ in 0..2 {
        world.link.plan([Fate::CutDown(2 * CHUNK)]);
        assert!(matches!(
            phin.blobs().fetch(hash, &options).unwrap(),
            Ending::Offline(_)
        ));
    }
    assert_eq!(phin.blobs().fetch(hash, &options).unwrap(), Ending::Complete);
    assert_eq!(phin.blobs().read(hash).unwrap(), photo);
    assert_eq!(standing(phin, hash), BlobStanding::Fetched);
    let used = phin.sync().usage(1).unwrap()[0].photos;
    assert!(used.down - before.down < 5 * CHUNK + 2 * CHUNK, "{used:?}");
    // A rest that is not of this file is thrown away.
    std::fs::remove_file(phin.blobs().path(hash)).unwrap();
    std::fs::write(phin.blobs().path(hash).with_extension("fetch"), noise(9, CHUNK)).unwrap();
    let anyway = FetchOptions {
        anyway: true,
        ..metered
    };
    assert_eq!(phin.blobs().fetch(hash, &anyway).unwrap(), Ending::Complete);
    assert_eq!(phin.blobs().read(hash).unwrap(), photo);
}

#[test]
fn originals_are_cleared_only_with_the_hubs_receipt_and_come_back() {
    let mut world = World::new(71, 0);
    world.add_phone_with(world.org, |config| config.photos.keep_days = 0);
    let phone = &world.phones[0];
    let hash = phone.blobs().keep_photo(&picture(71, 500)).unwrap();
    let document = phone.blobs().keep(b"%PDF no picture").unwrap();
    assert_eq!(
        phone.blobs().clear().unwrap(),
        Cleared::default(),
        "nothing is at the hub"
    );
    world.sync_through(0);
    let original = phone.blobs().read(hash).unwrap();
    let cleared = phone.blobs().clear().unwrap();
    assert_eq!((cleared.files, cleared.bytes), (1, original.len() as u64));
    assert!(
        phone.blobs().read(document).is_ok(),
        "what has no thumbnail stays"
    );
    assert!(phone.blobs().read(hash).is_err());
    assert!(phone.blobs().thumbnail(hash).unwrap().len() < original.len());
    let view = phone.blobs().list().unwrap();
    assert!(!view.iter().find(|file| file.hash == hash).unwrap().here);
    assert_eq!(phone.blobs().clear().unwrap(), Cleared::default());
    let fetched = phone.blobs().fetch(hash, &FetchOptions::default()).unwrap();
    assert_eq!(fetched, Ending::Complete);
    assert_eq!(phone.blobs().read(hash).unwrap(), original);
    assert!(is_at_hub(phone, hash), "it is still one's own");
}

/// A voice goes the way of photos: a colleague hears it, and it is too small to be cleared away.
#[test]
fn a_voice_reaches_a_colleague_and_stays() {
    let mut world = World::new(72, 1);
    world.add_phone_with(world.org, |config| config.photos.keep_days = 0);
    let [mai, phin] = &world.phones[..] else {
        panic!("two phones")
    };
    let season = season(mai, "Vụ mùa");
    let recording = include_bytes!("../fixtures/voice/note.m4a");
    let voice = mai.blobs().keep_voice(recording).unwrap();
    let spoken = NewFact {
        voice: vec![voice],
        capture: Capture::Voice,
        ..harvest(season, 10)
    };
    let fact = mai.journal().record(spoken).unwrap().view.id();
    let roaming = world.sync_over(0, LinkKind::Roaming);
    assert_eq!(roaming.ending, Some(Ending::Complete));
    assert_eq!(standing(mai, voice), BlobStanding::WaitingForWifi);
    world.sync_over(0, LinkKind::Metered);
    assert!(is_at_hub(mai, voice), "it is small");
    world.sync_through(1);
    let told = phin.journal().get(fact).unwrap().fact.voice;
    assert_eq!(told, [voice]);
    let ending = phin.blobs().fetch(told[0], &FetchOptions::default()).unwrap();
    assert_eq!(ending, Ending::Complete);
    assert_eq!(phin.blobs().read(voice).unwrap(), recording);
    for phone in [mai, phin] {
        assert_eq!(phone.blobs().clear().unwrap(), Cleared::default());
        assert_eq!(phone.blobs().read(voice).unwrap(), recording);
        assert_eq!(phone.check().unwrap().problems, Vec::<String>::new());
    }
}

#[test]
fn a_hub_restored_from_an_old_copy_gets_its_photos_again() {
    let mut world = World::new(72, 1);
    world.settle();
    world.back_up_hub();
    let hash = world.phones[0].blobs().keep(&noise(72, 2 * CHUNK)).unwrap();
    world.sync_through(0);
    assert!(world.hub.open_blob(hash).unwrap().is_some());
    world.restore_hub();
    assert!(world.hub.open_blob(hash).unwrap().is_none());
    world.settle();
    assert!(world.hub.open_blob(hash).unwrap().is_some());
    assert!(is_at_hub(&world.phones[0], hash));
}

#[test]
fn photos_are_refused_before_the_reserve_for_entries_is_touched() {
    let mut world = World::new(73, 0);
    world.add_phone_with(world.org, |config| {
        config.photos = PhotoRule {
            reserve_bytes: u64::MAX,
            ..PhotoRule::default()
        };
    });
    let phone = &world.phones[0];
    assert!(!phone.blobs().can_keep(1));
    assert_eq!(phone.blobs().room().for_photos, 0);
    let refused = phone.blobs().keep_photo(&picture(73, 64));
    assert!(
        matches!(
            refused,
            Err(FieldbookError::NotAllowed {
                reason: "no_room_for_photos"
            })
        ),
        "{refused:?}"
    );
    assert!(phone.blobs().list().unwrap().is_empty());
    let season = season(phone, "Vụ mùa");
    phone.journal().record(harvest(season, 1)).unwrap();
}

#[test]
fn photos_go_oldest_first_by_the_clock_of_their_keeping() {
    struct Hours(std::sync::atomic::AtomicI64);
    impl Clock for Hours {
        fn now(&self) -> Moment {
            let hour = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Moment {
                utc_ms: 1_790_000_000_000 + hour * 3_600_000,
                offset_min: 420,
                trust: ClockTrust::Device,
            }
        }
    }
    let mut world = World::new(74, 0);
    world.add_phone_with(world.org, |config| config.clock = Arc::new(Hours(0.into())));
    let phone = &world.phones[0];
    let kept: Vec<BlobHash> = (0..4)
        .map(|index| phone.blobs().keep(&noise(740 + index, CHUNK)).unwrap())
        .collect();
    // Enrolment and exchange pass, then one photo fits through each connection.
    for _ in 0..kept.len() {
        world.link.plan([Fate::Works, Fate::CutUp(CHUNK + CHUNK / 2)]);
        world.sync(0);
        let arrived: Vec<bool> = kept.iter().map(|hash| is_at_hub(phone, *hash)).collect();
        assert!(arrived.is_sorted_by(|older, newer| older >= newer), "{arrived:?}");
    }
    world.sync_through(0);
    assert!(kept.iter().all(|hash| is_at_hub(phone, *hash)));
}
