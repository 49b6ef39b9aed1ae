use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use fieldbook_core::catalog::say_invalid;
use fieldbook_core::{Bundle as Made, ImportReport};
use serde::Serialize;

use crate::failure::Failure;
use crate::find;
use crate::output::{Answer, Details, blocks};
use crate::session::Session;

#[derive(Debug, Subcommand)]
pub enum Bundle {
    /// Write what waits to be sent to a file another phone carries (gói gửi nhờ)
    Out {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Whole lots instead, with their receipts: id, some digits of it, code or name
        #[arg(long, value_name = "LOT")]
        lot: Vec<String>,
    },
    /// Take in a file of another phone: carries changes to the hub, or brings receipts back (nhận gói)
    In {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Write the receipts for what was carried to a file to bring back (biên nhận mang về)
    Receipts {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Serialize)]
struct MadeOut {
    file: String,
    bytes: usize,
    documents: u64,
    changes: u64,
    receipts: u64,
}

#[derive(Debug, Serialize)]
struct TakenOut {
    shown: u64,
    sealed: u64,
    known: u64,
    quarantined: u64,
    receipts: u64,
    flaw: Option<&'static str>,
}

pub fn run(args: &Bundle, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    match args {
        Bundle::Out { file, lot } if lot.is_empty() => write(file, &book.sync().bundle_outbox()?, session),
        Bundle::Out { file, lot } => {
            let lots = lot.iter().map(|lot| Ok(find::lot(&book, lot)?.doc.id));
            let lots = lots.collect::<Result<Vec<_>, Failure>>()?;
            write(file, &book.sync().bundle(&lots)?, session)
        }
        Bundle::In { file } => {
            let bytes = fs::read(file).map_err(|error| Failure::file(file, &error))?;
            taken(&book.sync().import_bundle(&bytes)?, session)
        }
        Bundle::Receipts { file } => write(file, &book.sync().bundle_receipts()?, session),
    }
}

/// Writes a file and says what is in it.
pub fn write(file: &Path, made: &Made, session: &Session) -> Result<Answer, Failure> {
    fs::write(file, &made.bytes).map_err(|error| Failure::unwritten(file, &error))?;
    let out = MadeOut {
        file: file.display().to_string(),
        bytes: made.bytes.len(),
        documents: made.documents,
        changes: made.changes,
        receipts: made.receipts,
    };
    let told = [
        ("file", out.file.clone()),
        ("bytes", out.bytes.to_string()),
        ("changes", out.changes.to_string()),
        ("receipts", out.receipts.to_string()),
    ];
    Answer::of(&out, session.say("bundle.written", &told))
}

fn taken(report: &ImportReport, session: &Session) -> Result<Answer, Failure> {
    let out = TakenOut {
        shown: report.shown,
        sealed: report.sealed,
        known: report.known,
        quarantined: report.quarantined,
        receipts: report.receipts,
        flaw: report.flaw.as_ref().map(|flaw| flaw.kind.name()),
    };
    let details = Details::new()
        .line(&session.word("bundle.shown"), report.shown.to_string())
        .line(&session.word("bundle.sealed"), report.sealed.to_string())
        .line(&session.word("bundle.known"), report.known.to_string())
        .line(
            &session.word("bundle.quarantined"),
            report.quarantined.to_string(),
        )
        .line(&session.word("sync.receipts"), report.receipts.to_string())
        .text();
    let flaw = report.flaw.as_ref().map(|flaw| {
        let why = say_invalid(session.lang, &flaw.invalid());
        format!("{}\n{why}", session.word("bundle.flaw"))
    });
    Answer::of(&out, blocks([details, flaw.unwrap_or_default()]))
}
