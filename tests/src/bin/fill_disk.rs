//! `fill-disk DIR`: fills a small disk with a book, photos first and entries then, until each is refused.
//! Says so, makes room again, and checks that everything acknowledged is there. Ends with an error otherwise.

use std::path::Path;

use fieldbook_core::model::FactId;
use fieldbook_core::{Config, Fieldbook, FieldbookError, NewSeason};
use fieldbook_tests::offline::offline_book;
use fieldbook_tests::world::harvest;
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn main() {
    let dir = std::env::args().nth(1).expect("a folder on a small disk");
    let dir = Path::new(&dir);
    let ballast = dir.join("other-apps");
    std::fs::write(&ballast, vec![1; 1024 * 1024]).unwrap();
    drop(offline_book(&dir.join("book")));
    let mut config = Config::in_dir(dir.join("book"));
    config.photos.reserve_bytes = 5 * 512 * 1024;
    let book = Fieldbook::open(config.clone()).unwrap();
    let mut dice = ChaCha8Rng::seed_from_u64(1);
    let photos = fill(|| {
        let mut photo = vec![0; 100_000];
        dice.fill_bytes(&mut photo);
        book.blobs().keep(&photo)
    });
    let refused = "no_room_for_photos";
    assert!(
        matches!(photos.1, FieldbookError::NotAllowed { reason } if reason == refused),
        "{:?}",
        photos.1
    );
    // A new season now and then: rules look at a whole season with each entry.
    let new = NewSeason {
        name: "Vụ mùa".into(),
        ..NewSeason::default()
    };
    let (mut season, mut written) = (None, 0);
    let facts = fill(|| {
        let doc = match season.filter(|_| written % 20 > 0) {
            Some(doc) => doc,
            None => book.documents().open_season(&new)?.doc.id,
        };
        season = Some(doc);
        written += 1;
        Ok(book.journal().record(harvest(doc, 10))?.view.id())
    });
    assert!(matches!(facts.1, FieldbookError::StorageFull), "{:?}", facts.1);
    assert!(
        facts.0.len() > 100,
        "the reserve is for entries: {}",
        facts.0.len()
    );
    // Without a reserve a photo meets the full disk itself, and leaves nothing behind.
    drop(book);
    config.photos.reserve_bytes = 0;
    config.photos.keep_days = 0;
    let names = || std::fs::read_dir(dir.join("book/blobs")).unwrap().count();
    let before = names();
    match Fieldbook::open(config.clone()) {
        Ok(book) => {
            assert!(book.blobs().keep(&vec![9; 5_000_000]).is_err());
            assert_eq!(names(), before, "no half file");
        }
        Err(error) => assert!(matches!(error, FieldbookError::StorageFull), "{error:?}"),
    }
    std::fs::remove_file(&ballast).unwrap();
    let book = Fieldbook::open(config).unwrap();
    let there = |id: &FactId| book.journal().get(*id).is_ok();
    assert!(facts.0.iter().all(there), "an acknowledged entry is lost");
    assert!(photos.0.iter().all(|hash| book.blobs().read(*hash).is_ok()));
    book.journal().record(harvest(season.unwrap(), 11)).unwrap();
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
    println!("{} photos, {} entries, all there", photos.0.len(), facts.0.len());
}

/// Does it until it is refused.
fn fill<T>(mut work: impl FnMut() -> Result<T, FieldbookError>) -> (Vec<T>, FieldbookError) {
    let mut done = Vec::new();
    loop {
        match work() {
            Ok(one) => done.push(one),
            Err(refused) => return (done, refused),
        }
    }
}
