use clap::{Args, Subcommand};
use fieldbook_core::model::BlobHash;
use fieldbook_core::sync::Ending;
use fieldbook_core::{BlobStanding, BlobView, FetchOptions, Fieldbook};
use serde::Serialize;

use super::words;
use crate::args::LinkArg;
use crate::failure::Failure;
use crate::output::{Answer, Table, Words, show_local};
use crate::session::Session;

#[derive(Debug, Subcommand)]
pub enum Photos {
    /// Every photo and where it is on its way to the hub
    List,
    /// Send a photo with the next sync on any link; one that was set aside gets another chance
    Send(Named),
    /// Fetch a photo others took from the hub; cut off, it goes on where it stopped
    Fetch(Fetch),
    /// Clear old photos the hub has signed for to their thumbnails, to make room
    Clear,
}

#[derive(Debug, Args)]
pub struct Named {
    /// The photo's SHA-256, or eight or more of its first digits
    #[arg(value_name = "HASH")]
    photo: String,
}

#[derive(Debug, Args)]
pub struct Fetch {
    /// The photo's SHA-256, as an entry names it
    #[arg(value_name = "HASH")]
    photo: String,
    /// Another address of the same hub [default: the invitation's]
    #[arg(long, value_name = "URL")]
    hub: Option<String>,
    /// What carries the bytes
    #[arg(long, default_value = "unmetered")]
    link: LinkArg,
    /// Also over mobile data
    #[arg(long)]
    anyway: bool,
}

#[derive(Debug, Serialize)]
struct PhotoOut {
    hash: String,
    bytes: u64,
    kept: Option<String>,
    state: &'static str,
    percent: Option<u8>,
    code: Option<String>,
    text: String,
    here: bool,
    file: String,
}

#[derive(Debug, Serialize)]
struct FileOut {
    hash: String,
    file: String,
}

#[derive(Debug, Serialize)]
struct ClearedOut {
    files: u64,
    bytes: u64,
}

pub fn run(args: &Photos, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    match args {
        Photos::List => list(&book, session),
        Photos::Send(named) => send(named, &book, session),
        Photos::Fetch(args) => fetch(args, &book, session),
        Photos::Clear => clear(&book, session),
    }
}

fn list(book: &Fieldbook, session: &Session) -> Result<Answer, Failure> {
    let photos = book.blobs().list()?;
    let words = &words(book, session);
    let titles = ["column.photo", "column.at", "column.size", "column.state"];
    let mut table = Table::new(titles.map(|key| session.word(key)));
    for photo in &photos {
        table.row([
            photo.hash.to_string().chars().take(8).collect(),
            if photo.kept_ms > 0 {
                show_local(photo.kept_ms)
            } else {
                String::new()
            },
            format!("{} KB", photo.bytes.div_ceil(1024)),
            said(photo, session, words),
        ]);
    }
    let out: Vec<PhotoOut> = photos
        .iter()
        .map(|photo| out(photo, book, session, words))
        .collect();
    Answer::of(&out, table.text())
}

fn out(photo: &BlobView, book: &Fieldbook, session: &Session, words: &Words) -> PhotoOut {
    let kept = chrono::DateTime::from_timestamp_millis(photo.kept_ms).filter(|_| photo.kept_ms > 0);
    PhotoOut {
        hash: photo.hash.to_string(),
        bytes: photo.bytes,
        kept: kept.map(|at| at.to_rfc3339()),
        state: state(&photo.standing),
        percent: match photo.standing {
            BlobStanding::Sending { percent } => Some(percent),
            _ => None,
        },
        code: match &photo.standing {
            BlobStanding::SetAside { code } => Some(code.clone()),
            _ => None,
        },
        text: said(photo, session, words),
        here: photo.here,
        file: book.blobs().path(photo.hash).display().to_string(),
    }
}

fn state(standing: &BlobStanding) -> &'static str {
    match standing {
        BlobStanding::Waiting => "waiting",
        BlobStanding::WaitingForWifi => "waiting_for_wifi",
        BlobStanding::Sending { .. } => "sending",
        BlobStanding::AtHub { .. } => "at_hub",
        BlobStanding::SetAside { .. } => "set_aside",
        BlobStanding::Fetched => "fetched",
    }
}

fn said(photo: &BlobView, session: &Session, words: &Words) -> String {
    let said = match &photo.standing {
        BlobStanding::Waiting => session.word("photo_state.waiting"),
        BlobStanding::WaitingForWifi => session.word("photo_state.waiting_for_wifi"),
        BlobStanding::Sending { percent } => {
            session.say("photo_state.sending", &[("percent", percent.to_string())])
        }
        BlobStanding::AtHub { .. } => session.word("photo_state.at_hub"),
        BlobStanding::SetAside { code } => {
            session.say("photo_state.set_aside", &[("why", words.refusal(code))])
        }
        BlobStanding::Fetched => session.word("photo_state.fetched"),
    };
    if photo.here {
        said
    } else {
        format!("{said} · {}", session.word("photo_state.cleared"))
    }
}

fn send(named: &Named, book: &Fieldbook, session: &Session) -> Result<Answer, Failure> {
    let hash = find(&named.photo, book)?;
    book.blobs().send_now(hash)?;
    answer(hash, book, session.word("photos.will_be_sent"))
}

fn fetch(args: &Fetch, book: &Fieldbook, session: &Session) -> Result<Answer, Failure> {
    let hash = find(&args.photo, book)?;
    let options = FetchOptions {
        hub_url: args.hub.clone(),
        link: args.link.into(),
        anyway: args.anyway,
    };
    match book.blobs().fetch(hash, &options)? {
        Ending::Complete => {
            let file = book.blobs().path(hash).display().to_string();
            answer(hash, book, session.say("photos.fetched", &[("file", file)]))
        }
        Ending::Refused(code) => {
            let why = words(book, session).refusal(&code);
            Err(Failure::refused("refused", "ending.refused").with("why", why))
        }
        Ending::Offline(why) => Err(Failure::refused("offline", "ending.offline").with("why", why)),
        Ending::Cancelled => Err(Failure::refused("cancelled", "ending.cancelled")),
    }
}

fn clear(book: &Fieldbook, session: &Session) -> Result<Answer, Failure> {
    let cleared = book.blobs().clear()?;
    let args = [
        ("count", cleared.files.to_string()),
        ("mb", (cleared.bytes / 1024 / 1024).to_string()),
    ];
    let out = ClearedOut {
        files: cleared.files,
        bytes: cleared.bytes,
    };
    Answer::of(&out, session.say("photos.cleared", &args))
}

fn answer(hash: BlobHash, book: &Fieldbook, text: String) -> Result<Answer, Failure> {
    let out = FileOut {
        hash: hash.to_string(),
        file: book.blobs().path(hash).display().to_string(),
    };
    Answer::of(&out, text)
}

/// A whole hash names any photo; a few digits one of this book's.
fn find(text: &str, book: &Fieldbook) -> Result<BlobHash, Failure> {
    let named: Vec<BlobHash> = match text.len() {
        8..64 => book
            .blobs()
            .list()?
            .into_iter()
            .map(|photo| photo.hash)
            .filter(|hash| hash.to_string().starts_with(text))
            .collect(),
        _ => Vec::new(),
    };
    match named[..] {
        [one] => Ok(one),
        _ => Ok(text.parse()?),
    }
}
