//! One file per noun: what each subcommand takes, does and answers.

mod activate;
mod amend;
mod backup;
mod bundle;
mod catalog;
mod check;
mod claims;
mod conflicts;
mod data;
mod evidence;
mod export;
mod facts;
mod history;
mod init;
mod inputs;
mod leases;
mod lot;
mod org;
mod people;
mod photos;
mod plot;
mod quantities;
mod quarantine;
mod read;
mod receipts;
mod record;
mod rekey;
mod rescan;
mod season;
mod stamp;
mod status;
mod sweep;
mod sync;
mod tasks;
mod trace;
mod visit;

use std::process::ExitCode;

use clap::Subcommand;
use fieldbook_core::Fieldbook;

use crate::args::Cli;
use crate::demo;
use crate::failure::Failure;
use crate::output::{self, Answer, Words};
use crate::session::Session;

/// Everything `fieldbook` does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new book from an invitation (lập sổ); works without signal
    Init(init::Init),
    /// Growing seasons (vụ)
    #[command(subcommand)]
    Season(season::Season),
    /// Lots of goods (lô hàng)
    #[command(subcommand)]
    Lot(lot::Lot),
    /// Visits, surveys and inspections (chuyến thăm)
    #[command(subcommand)]
    Visit(visit::Visit),
    /// Plots of land (thửa)
    #[command(subcommand)]
    Plot(plot::Plot),
    /// Write down what happened (ghi)
    Record(Box<record::Record>),
    /// Correct one field of an entry, or of a season, lot or visit (đính chính)
    Amend(amend::Amend),
    /// Void a mistaken entry, with a reason; it stays in the history (huỷ)
    Void(amend::Void),
    /// Entries, the newest first (danh sách)
    List(facts::List),
    /// Entries with these words, typed with or without Vietnamese marks (tìm)
    Search(facts::Search),
    /// Everything that happened to an entry: who, when, from which device (lịch sử)
    History(history::History),
    /// Fields on which people disagree (mâu thuẫn)
    Conflicts,
    /// What a scanned text means (tem)
    Stamp(stamp::Stamp),
    /// Read every code in pictures (đọc ảnh)
    Read(read::Read),
    /// Read a whole sheet, box or roll of stamps from a film of pictures, and propose its range (quét cả tờ, cả cuộn tem)
    Sweep(Box<sweep::SweepArgs>),
    /// Bind stamps to a lot (kích hoạt tem)
    Activate(activate::Activate),
    /// Claims on stamps and their state
    Claims(claims::Claims),
    /// What waits for a person: disputed and refused activations (việc cần làm)
    Tasks,
    /// Scan the stamps of a disputed activation again, with photos, for whoever settles it (quét lại tem)
    Rescan(Box<rescan::Rescan>),
    /// Stamps leased to the organisation (dải tem được giao)
    Leases(leases::Leases),
    /// Sync with the hub (đồng bộ)
    Sync(sync::Sync),
    /// What waits to be sent, and when the last sync was (tình trạng)
    Status,
    /// Photos: where each is, send, fetch, clear (ảnh)
    #[command(subcommand)]
    Photos(photos::Photos),
    /// Data used by day, and what it may have cost (dung lượng)
    Usage(data::Data),
    /// A lot's whole story, from a stamp or the lot (truy xuất)
    Trace(trace::Trace),
    /// Write a lot's story for other programs (xuất)
    #[command(subcommand)]
    Export(export::Export),
    /// How far an entry and its corrections have come, with the hub's signed receipts (biên nhận)
    Receipts(receipts::Receipts),
    /// Write a lot's whole story as a file that proves itself (bằng chứng)
    Evidence(evidence::Evidence),
    /// Check an evidence file or bundle with nothing but the hub's key; needs no book (kiểm chứng)
    Verify(evidence::Verify),
    /// Files other phones carry to the hub, and receipts they bring back (gói chuyển tay)
    #[command(subcommand)]
    Bundle(bundle::Bundle),
    /// What reached this device and was not let in (để riêng)
    Quarantine(quarantine::Quarantine),
    /// Build every projection again from the changes (dựng lại)
    Rebuild,
    /// Check that rows equal the journal and signatures fit (kiểm tra sổ)
    Check,
    /// Copy the book into a file (sao lưu)
    Backup(backup::Backup),
    /// Make a book in an empty folder from such a copy (khôi phục)
    Restore(backup::Restore),
    /// Change the key of an encrypted book, or give it its first (đổi khoá)
    Rekey(rekey::Rekey),
    /// Product groups, their steps and fields: the codes to use (danh mục)
    Catalog(catalog::Catalog),
    /// The people of the organisation, and who works on this device (người)
    People(people::People),
    /// The products of the organisation (sản phẩm)
    Products,
    /// The organisations this device is certified for, and which it follows (cơ sở)
    #[command(subcommand)]
    Org(org::Org),
    /// Whose book this is (tôi là ai)
    Whoami,
    /// A narrated field day with a real hub, four books, printed stamps and a bad link
    Demo(demo::Args),
}

/// Runs a command, prints what it has to say, and gives the exit code.
pub fn run(cli: Cli) -> ExitCode {
    let session = Session::new(cli.globals);
    let failed = match answer(cli.command, &session) {
        Ok(answer) => answer.print(session.json),
        Err(failure) => Some(failure),
    };
    let Some(failure) = failed else {
        return ExitCode::SUCCESS;
    };
    output::complain(&failure, session.lang, session.json);
    failure.exit()
}

fn answer(command: Command, session: &Session) -> Result<Answer, Failure> {
    match command {
        Command::Init(args) => init::run(&args, session),
        Command::Season(args) => season::run(&args, session),
        Command::Lot(args) => lot::run(&args, session),
        Command::Visit(args) => visit::run(&args, session),
        Command::Plot(args) => plot::run(&args, session),
        Command::Record(args) => record::run(*args, session),
        Command::Amend(args) => amend::run(&args, session),
        Command::Void(args) => amend::void(&args, session),
        Command::List(args) => facts::list(&args, session),
        Command::Search(args) => facts::search(&args, session),
        Command::History(args) => history::run(&args, session),
        Command::Conflicts => conflicts::run(session),
        Command::Stamp(args) => stamp::run(&args, session),
        Command::Read(args) => read::run(&args, session),
        Command::Sweep(args) => sweep::run(&args, session),
        Command::Activate(args) => activate::run(&args, session),
        Command::Claims(args) => claims::run(&args, session),
        Command::Tasks => tasks::run(session),
        Command::Rescan(args) => rescan::run(&args, session),
        Command::Leases(args) => leases::run(&args, session),
        Command::Sync(args) => sync::run(args, session),
        Command::Status => status::run(session),
        Command::Photos(args) => photos::run(&args, session),
        Command::Usage(args) => data::run(&args, session),
        Command::Trace(args) => trace::run(&args, session),
        Command::Export(args) => export::run(&args, session),
        Command::Receipts(args) => receipts::run(&args, session),
        Command::Evidence(args) => evidence::run(&args, session),
        Command::Verify(args) => evidence::verify(&args, session),
        Command::Bundle(args) => bundle::run(&args, session),
        Command::Quarantine(args) => quarantine::run(&args, session),
        Command::Rebuild => check::rebuild(session),
        Command::Check => check::run(session),
        Command::Backup(args) => backup::backup(&args, session),
        Command::Restore(args) => backup::restore(&args, session),
        Command::Rekey(args) => rekey::run(&args, session),
        Command::Catalog(args) => catalog::run(&args, session),
        Command::People(args) => people::people(&args, session),
        Command::Products => people::products(session),
        Command::Org(args) => org::run(&args, session),
        Command::Whoami => people::whoami(session),
        Command::Demo(args) => {
            // It tells its story line by line while the day goes on.
            demo::run(&args, session.lang, session.json)?;
            Ok(Answer::raw(String::new()))
        }
    }
}

/// How values of this book are written for this person.
fn words(book: &Fieldbook, session: &Session) -> Words {
    Words {
        lang: session.lang,
        catalog: book.catalog(),
    }
}
