//! A person's face on one phone: made small, only its owner's to change, and wherever the book goes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test that cannot go on says so by panicking

mod books;

use std::fs;
use std::io::Cursor;
use std::path::Path;

use books::{invitation, new_book};
use fieldbook_core::catalog::Lang;
use fieldbook_core::identity::{Invitation, SecretKey};
use fieldbook_core::model::*;
use fieldbook_core::*;
use image::{GenericImageView, ImageFormat, Rgb, RgbImage};

const MAI: PersonId = PersonId(uuid::Uuid::from_u128(2));
const INH: PersonId = PersonId(uuid::Uuid::from_u128(22));

/// A picture of one colour, upright as a phone takes it of a person.
fn picture(colour: [u8; 3]) -> Vec<u8> {
    let mut jpeg = Cursor::new(Vec::new());
    let picture = RgbImage::from_pixel(1200, 1600, Rgb(colour));
    picture.write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
    jpeg.into_inner()
}

const BROWN: [u8; 3] = [150, 100, 70];
const GREEN: [u8; 3] = [20, 160, 60];

/// The colour of a kept face.
fn colour(jpeg: &[u8]) -> [u8; 3] {
    let picture = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).unwrap();
    let pixel = picture.get_pixel(picture.width() / 2, picture.height() / 2).0;
    [BROWN, GREEN]
        .into_iter()
        .find(|colour| {
            colour
                .iter()
                .zip(pixel)
                .all(|(want, got)| want.abs_diff(got) < 12)
        })
        .unwrap_or([pixel[0], pixel[1], pixel[2]])
}

fn face(book: &Fieldbook, person: PersonId) -> Option<[u8; 3]> {
    let listed = book.people().profiles().unwrap();
    let listed = listed
        .into_iter()
        .find(|profile| profile.person == person)
        .unwrap();
    let face = book.people().portrait(person).unwrap();
    assert_eq!(
        listed.has_portrait,
        face.is_some(),
        "the list and the picture differ"
    );
    face.map(|jpeg| colour(&jpeg))
}

fn invited(person: PersonId) -> String {
    let first = Invitation::from_text(&invitation()).unwrap();
    let invitation = Invitation {
        token: [9; 16],
        person,
        person_name: "Lò Văn Inh".into(),
        ..first
    };
    invitation.to_text(&SecretKey::from_seed(&[1; 32])).unwrap()
}

/// Mai is brown, Inh green, and Mai records.
fn both(dir: &Path) -> Fieldbook {
    let book = new_book(dir);
    let people = book.people();
    people.set_portrait(&picture(BROWN)).unwrap();
    people.add(&invited(INH)).unwrap();
    people.switch_to(INH, None).unwrap();
    people.set_portrait(&picture(GREEN)).unwrap();
    people.switch_to(MAI, None).unwrap();
    book
}

#[test]
fn a_face_is_small_and_its_owners() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let people = book.people();
    assert_eq!(face(&book, MAI), None);
    people.remove_portrait().unwrap();
    people.set_portrait(&picture(BROWN)).unwrap();
    let kept = people.portrait(MAI).unwrap().unwrap();
    let drawn = image::load_from_memory_with_format(&kept, ImageFormat::Jpeg).unwrap();
    assert_eq!(drawn.dimensions(), (288, 384));
    assert!(kept.len() < 40_000, "{} bytes", kept.len());
    people.add(&invited(INH)).unwrap();
    people.switch_to(INH, None).unwrap();
    people.set_portrait(&picture(GREEN)).unwrap();
    assert_eq!([MAI, INH].map(|one| face(&book, one)), [Some(BROWN), Some(GREEN)]);
    // Who records now takes away their own.
    people.remove_portrait().unwrap();
    assert_eq!([MAI, INH].map(|one| face(&book, one)), [Some(BROWN), None]);
    people.set_portrait(&picture(BROWN)).unwrap();
    book.shutdown().unwrap();
    let book = Fieldbook::open(Config::in_dir(dir.path())).unwrap();
    assert_eq!([MAI, INH].map(|one| face(&book, one)), [Some(BROWN), Some(BROWN)]);
    let stranger = PersonId(uuid::Uuid::from_u128(99));
    assert!(matches!(
        book.people().portrait(stranger),
        Err(FieldbookError::NotFound { .. })
    ));
}

#[test]
fn what_is_no_picture_is_refused_in_words_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    book.people().set_portrait(&picture(BROWN)).unwrap();
    let cut = &picture(GREEN)[..200];
    let too_large = vec![0xff; 16 * 1024 * 1024 + 1];
    let cases: [(&[u8], &str); 4] = [
        (b"", "file_size"),
        (&too_large, "file_size"),
        (b"\x89PNG\r\n\x1a\n", "portrait_format"),
        (cut, "portrait_format"),
    ];
    for (bytes, reason) in cases {
        let error = book.people().set_portrait(bytes).unwrap_err();
        for lang in [Lang::Vi, Lang::En] {
            let said = error.say(lang);
            assert!(said.contains("JPEG") || said.contains("16 MB"), "{said}");
        }
        let FieldbookError::InvalidInput { reasons } = error else {
            panic!("{error:?}")
        };
        assert_eq!((reasons.len(), reasons[0].reason), (1, reason));
    }
    assert_eq!(face(&book, MAI), Some(BROWN));
}

#[test]
fn faces_go_where_the_book_is_copied_to() {
    let dir = tempfile::tempdir().unwrap();
    let book = both(&dir.path().join("phone"));
    let copy = dir.path().join("copy.sqlite");
    book.backup_to(&copy).unwrap();
    let restored = Config::in_dir(dir.path().join("new"));
    let restored = Fieldbook::restore(restored, &copy, Some(&invitation()), "máy mới").unwrap();
    assert_eq!(
        [MAI, INH].map(|one| face(&restored, one)),
        [Some(BROWN), None],
        "a colleague could not take theirs away there"
    );
    // Who joins there has theirs drawn anew.
    restored.people().switch_to(INH, None).unwrap();
    restored.people().set_portrait(&picture(GREEN)).unwrap();
    assert_eq!(face(&restored, INH), Some(GREEN));
    let sealed = dir.path().join("so.backup");
    book.backup_sealed(&sealed, "gạo nếp tan mùa này").unwrap();
    let restored = Fieldbook::restore_sealed(
        Config::in_dir(dir.path().join("another")),
        &sealed,
        "gạo nếp tan mùa này",
        Some(&invitation()),
        "máy mới",
    )
    .unwrap();
    assert_eq!([MAI, INH].map(|one| face(&restored, one)), [Some(BROWN), None]);
    // On the phone itself nobody loses anything.
    let path = dir.path().join("phone");
    book.shutdown().unwrap();
    drop(book);
    fs::remove_file(path.join("book.sqlite")).unwrap();
    let restored = Fieldbook::restore(Config::in_dir(&path), &copy, None, "").unwrap();
    assert_eq!(
        [MAI, INH].map(|one| face(&restored, one)),
        [Some(BROWN), Some(GREEN)]
    );
}

#[test]
fn a_copy_that_moves_opens_as_the_invited_person_and_nobodys_pin_is_passed() {
    let dir = tempfile::tempdir().unwrap();
    let book = both(&dir.path().join("phone"));
    book.people().switch_to(INH, None).unwrap();
    book.people().set_pin(None, Some("2468")).unwrap();
    let copy = dir.path().join("copy.sqlite");
    book.backup_to(&copy).unwrap();
    let restored = Config::in_dir(dir.path().join("new"));
    let restored = Fieldbook::restore(restored, &copy, Some(&invitation()), "máy mới").unwrap();
    assert_eq!(restored.people().me().unwrap().person, MAI);
    for (typed, reason) in [(None, "pin_needed"), (Some("1357"), "wrong_pin")] {
        let refused = restored.people().switch_to(INH, typed).unwrap_err();
        assert!(matches!(refused, FieldbookError::NotAllowed { reason: said } if said == reason));
    }
    assert_eq!(restored.people().me().unwrap().person, MAI);
    restored.people().switch_to(INH, Some("2468")).unwrap();
    assert_eq!(restored.people().me().unwrap().person, INH);
}

/// Closes a book, spoils its first page, and opens what is saved of it.
fn rescued(book: Fieldbook, dir: &Path) -> Fieldbook {
    book.shutdown().unwrap();
    drop(book);
    let file = dir.join("book.sqlite");
    let mut bytes = fs::read(&file).unwrap();
    bytes[..4096].fill(0);
    fs::write(&file, bytes).unwrap();
    let book = Fieldbook::open(Config::in_dir(dir)).unwrap();
    assert!(book.rescue().unwrap().is_some());
    book
}

#[test]
fn a_rescue_saves_faces_and_brings_none_back_that_was_taken_away() {
    let dir = tempfile::tempdir().unwrap();
    let open = || Fieldbook::open(Config::in_dir(dir.path())).unwrap();
    let book = new_book(dir.path());
    book.people().set_portrait(&picture(GREEN)).unwrap();
    // Closing makes the first copy; the next is due in twelve hours, so this one has the green face for good.
    book.shutdown().unwrap();
    drop(book);
    let book = open();
    book.people().set_portrait(&picture(BROWN)).unwrap();
    let book = rescued(book, dir.path());
    assert_eq!(face(&book, MAI), Some(BROWN), "the last of two");
    book.people().remove_portrait().unwrap();
    let book = rescued(book, dir.path());
    assert_eq!(face(&book, MAI), None, "the copy has one still");
    book.shutdown().unwrap();
    drop(book);
    fs::write(dir.path().join("book.sqlite"), b"").unwrap();
    assert_eq!(
        face(&open(), MAI),
        Some(GREEN),
        "where nothing else is left the copy counts"
    );
}

#[cfg(feature = "sqlcipher")]
mod encrypted {
    use fieldbook_core::identity::BookKey;

    use super::*;

    fn under(dir: &Path, byte: u8) -> Config {
        Config {
            book_key: Some(BookKey::from_slice(&[byte; 32]).unwrap()),
            ..Config::in_dir(dir)
        }
    }

    /// Whether a file of the folder has a part of these bytes.
    fn on_the_disk(dir: &Path, part: &[u8]) -> bool {
        fs::read_dir(dir).unwrap().any(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                return on_the_disk(&path, part);
            }
            let bytes = fs::read(path).unwrap();
            bytes.windows(part.len()).any(|window| window == part)
        })
    }

    #[test]
    fn faces_are_sealed_with_the_book_and_move_to_another_key() {
        let dir = tempfile::tempdir().unwrap();
        let book = both(dir.path());
        let jpeg = book.people().portrait(MAI).unwrap().unwrap();
        let part = &jpeg[jpeg.len() / 2..jpeg.len() / 2 + 32];
        book.shutdown().unwrap();
        drop(book);
        assert!(on_the_disk(dir.path(), part), "in clear so far");
        let key = |byte| BookKey::from_slice(&[byte; 32]).unwrap();
        let first = Fieldbook::rekey(Config::in_dir(dir.path()), key(1)).unwrap();
        first.shutdown().unwrap();
        drop(first);
        assert!(!on_the_disk(dir.path(), part));
        let second = Fieldbook::rekey(under(dir.path(), 1), key(2)).unwrap();
        assert_eq!(
            [MAI, INH].map(|one| face(&second, one)),
            [Some(BROWN), Some(GREEN)]
        );
        second.shutdown().unwrap();
        assert!(!on_the_disk(dir.path(), part));
    }
}
