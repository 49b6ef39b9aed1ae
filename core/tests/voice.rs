//! Recordings of what was said: which files are taken, and how an entry names them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test that cannot go on says so by panicking

mod books;

use books::new_book;
use fieldbook_core::catalog::{Lang, say_invalid};
use fieldbook_core::model::*;
use fieldbook_core::*;

/// One hummed second each, as AAC in MP4 and as Opus in Ogg.
const M4A: &[u8] = include_bytes!("../../tests/fixtures/voice/note.m4a");
const OGG: &[u8] = include_bytes!("../../tests/fixtures/voice/note.ogg");
const LARGEST: usize = 1024 * 1024;

fn refused(book: &Fieldbook, bytes: &[u8]) -> Invalid {
    let error = book.blobs().keep_voice(bytes).unwrap_err();
    let FieldbookError::InvalidInput { mut reasons } = error else {
        panic!("{error:?}")
    };
    assert_eq!(book.blobs().list().unwrap(), [], "nothing is kept of it");
    reasons.remove(0)
}

fn with_voice(book: &Fieldbook, voice: Vec<BlobHash>) -> NewFact {
    let new = NewSeason {
        name: "Vụ mùa".into(),
        ..NewSeason::default()
    };
    let season = book.documents().open_season(&new).unwrap().doc.id;
    NewFact {
        voice,
        ..NewFact::of(season, "weed")
    }
}

#[test]
fn what_phones_record_is_kept_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let mut hashes = Vec::new();
    let said = [
        M4A.to_vec(),
        OGG.to_vec(),
        // As Android writes it, and AMR, a frame of silence each.
        [b"\0\0\0\x18ftypmp42\0\0\0\0isommp42".as_slice(), &M4A[28..]].concat(),
        [b"#!AMR\n".as_slice(), &[0x7c; 14]].concat(),
        [b"#!AMR-WB\n".as_slice(), &[0x7c; 18]].concat(),
        [M4A, &vec![0; LARGEST - M4A.len()]].concat(),
    ];
    let book = new_book(dir.path());
    for bytes in &said {
        let hash = book.blobs().keep_voice(bytes).unwrap();
        assert_eq!(book.blobs().keep_voice(bytes).unwrap(), hash);
        hashes.push(hash);
    }
    drop(book);
    let book = Fieldbook::open(Config::in_dir(dir.path())).unwrap();
    for (hash, bytes) in hashes.iter().zip(&said) {
        assert_eq!(&book.blobs().read(*hash).unwrap(), bytes);
    }
    let waits = |file: &BlobView| file.standing == BlobStanding::Waiting;
    assert!(book.blobs().list().unwrap().iter().all(waits));
}

#[test]
fn what_is_no_recording_is_refused_with_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let strange: [&[u8]; 7] = [
        b"\xff\xd8\xff\xe0 a photo",
        b"RIFF\0\0\0\0WAVEfmt ",
        b"\0\0\0\x18ftypheic\0\0\0\0",
        b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x1e\x01vorbis",
        b"#!AMX\n",
        b"\0\0\0\x1cftyp",
        b"M",
    ];
    for bytes in strange {
        assert_eq!(refused(&book, bytes).reason, "voice_format", "{bytes:?}");
    }
    let large = [M4A, &vec![0; LARGEST + 1 - M4A.len()]].concat();
    let told = [refused(&book, &large), refused(&book, b""), refused(&book, b"M")];
    let text = |at: usize, lang| say_invalid(lang, &told[at]);
    assert_eq!(told[0], told[1]);
    assert_eq!(
        text(0, Lang::Vi),
        "Ghi âm: đoạn ghi âm đang trống hoặc lớn hơn 1 MB. Ghi âm lại, ngắn hơn một phút."
    );
    assert!(text(0, Lang::En).starts_with("Voice note: the recording is empty or larger than 1 MB."));
    assert!(text(2, Lang::Vi).contains("Ghi âm lại trong ứng dụng"));
    assert!(text(2, Lang::En).contains("Record it again in the app"));
}

#[test]
fn an_entry_names_its_recordings_once_and_at_most_five() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let [said, more] = [M4A, OGG].map(|bytes| book.blobs().keep_voice(bytes).unwrap());
    let recorded = book.journal().record(with_voice(&book, vec![said, more, said]));
    let id = recorded.unwrap().view.id();
    let again = book.journal().again(id).unwrap();
    assert_eq!(again.voice, [], "what was said was of that day");
    let amended = book
        .journal()
        .amend(id, "note", FieldValue::text("đã nghe"), None);
    amended.unwrap();
    assert_eq!(book.journal().get(id).unwrap().fact.voice, [said, more]);
    let many = |count: u8| (0..count).map(|n| BlobHash([n; 32])).collect::<Vec<_>>();
    assert_eq!(
        book.journal()
            .record(with_voice(&book, many(5)))
            .unwrap()
            .view
            .fact
            .voice,
        many(5)
    );
    let refused = book.journal().record(with_voice(&book, many(6))).unwrap_err();
    let FieldbookError::InvalidInput { reasons } = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(reasons, [Invalid::new("voice", "too_many").with("max", &5)]);
}
