use std::sync::Arc;

use clap::Args;
use fieldbook_core::catalog::Lang;
use fieldbook_core::sync::Ending;
use fieldbook_core::{ChangeFate, PackFault, Progress, SyncListener, SyncOptions, SyncReport, TaskKind};
use indicatif::ProgressBar;
use serde::Serialize;

use super::words;
use crate::args::LinkArg;
use crate::failure::Failure;
use crate::output::{Answer, Details, Words, blocks};
use crate::session::Session;
use crate::texts::say;

#[derive(Debug, Args)]
pub struct Sync {
    /// Another address of the same hub [default: the invitation's]
    #[arg(long, value_name = "URL")]
    hub: Option<String>,
    /// Give up after so many failures in a row; the waits between them double
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    tries: u32,
    /// What carries the bytes: photos wait for an unmetered link
    #[arg(long, default_value = "unmetered")]
    link: LinkArg,
}

#[derive(Debug, Serialize)]
struct SyncOut {
    pushed: u64,
    pulled: u64,
    accepted: u64,
    duplicate: u64,
    held: Vec<FateOut>,
    refused: Vec<FateOut>,
    rewritten: u64,
    quarantined: u64,
    packs: u64,
    unreadable_packs: Vec<PackOut>,
    lists: u64,
    unreadable_lists: Vec<PackOut>,
    receipts: u64,
    round_trips: u64,
    bytes_up: u64,
    bytes_down: u64,
    ending: &'static str,
}

#[derive(Debug, Serialize)]
struct FateOut {
    change: String,
    code: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct PackOut {
    pack: Option<String>,
    code: &'static str,
    text: String,
}

pub fn run(args: Sync, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let options = SyncOptions {
        hub_url: args.hub,
        failures_max: Some(args.tries),
        link: args.link.into(),
    };
    let bar = session.progress("sync.running");
    let listener = Arc::new(Bar {
        bar: bar.clone(),
        lang: session.lang,
    });
    let ended = book
        .sync()
        .run(&options, Some(listener))
        .and_then(|run| run.wait());
    bar.finish_and_clear();
    let report = ended?;
    let words = &words(&book, session);
    let tasks = book.tasks().list()?;
    let open = tasks.iter().filter(|task| task.kind != TaskKind::Wait).count();
    let waits = (open > 0).then(|| session.say("sync.tasks", &[("count", open.to_string())]));
    let text = blocks([shown(&report, words, session), waits.unwrap_or_default()]);
    let answer = Answer::of(&out(&report, words), text)?;
    Ok(answer.but(complaint(&report, words)))
}

/// Moves the line on the terminal.
struct Bar {
    bar: ProgressBar,
    lang: Lang,
}

impl SyncListener for Bar {
    fn progress(&self, progress: Progress) {
        let args = [
            ("pushed", progress.pushed.to_string()),
            ("pulled", progress.pulled.to_string()),
            ("outbox", progress.outbox.to_string()),
            (
                "seconds",
                (progress.waiting_ms.unwrap_or_default() / 1000 + 1).to_string(),
            ),
        ];
        let key = match progress.waiting_ms {
            Some(_) => "sync.waiting",
            None => "sync.progress",
        };
        self.bar.set_message(say(self.lang, key, &args));
    }
}

fn out(report: &SyncReport, words: &Words) -> SyncOut {
    let fates = |fates: &[ChangeFate]| {
        let out = fates.iter().map(|fate| FateOut {
            change: fate.change.to_string(),
            code: fate.code.clone(),
            text: words.refusal(&fate.code),
        });
        out.collect()
    };
    SyncOut {
        pushed: report.pushed,
        pulled: report.pulled,
        accepted: report.accepted,
        duplicate: report.duplicate,
        held: fates(&report.held),
        refused: fates(&report.refused),
        rewritten: report.rewritten,
        quarantined: report.quarantined,
        packs: report.packs,
        unreadable_packs: faults(&report.unreadable_packs, |code| words.pack_fault(code)),
        lists: report.lists,
        unreadable_lists: faults(&report.unreadable_lists, |code| words.list_fault(code)),
        receipts: report.receipts,
        round_trips: report.round_trips,
        bytes_up: report.bytes_up,
        bytes_down: report.bytes_down,
        ending: match report.ending {
            Some(Ending::Complete) => "complete",
            Some(Ending::Offline(_)) => "offline",
            Some(Ending::Refused(_)) => "refused",
            Some(Ending::Cancelled) | None => "cancelled",
        },
    }
}

fn faults(faults: &[PackFault], text: impl Fn(&str) -> String) -> Vec<PackOut> {
    let out = |fault: &PackFault| PackOut {
        pack: fault.pack.map(|pack| pack.to_string()),
        code: fault.code,
        text: text(fault.code),
    };
    faults.iter().map(out).collect()
}

fn shown(report: &SyncReport, words: &Words, session: &Session) -> String {
    let counted = |count: usize| {
        if count == 0 {
            String::new()
        } else {
            count.to_string()
        }
    };
    let unless_none = |count: u64| {
        if count == 0 {
            String::new()
        } else {
            count.to_string()
        }
    };
    let figures = Details::new()
        .line(&session.word("sync.pushed"), report.pushed.to_string())
        .line(
            &session.word("sync.accepted"),
            (report.accepted + report.duplicate).to_string(),
        )
        .line(&session.word("sync.held"), counted(report.held.len()))
        .line(&session.word("sync.refused"), counted(report.refused.len()))
        .line(&session.word("sync.pulled"), report.pulled.to_string())
        .line(&session.word("sync.rewritten"), unless_none(report.rewritten))
        .line(&session.word("sync.quarantined"), unless_none(report.quarantined))
        .line(&session.word("sync.packs"), unless_none(report.packs))
        .line(&session.word("sync.lists"), unless_none(report.lists))
        .line(&session.word("sync.receipts"), report.receipts.to_string())
        .line(&session.word("sync.round_trips"), report.round_trips.to_string())
        .line(
            &session.word("sync.bytes"),
            format!("↑ {} ↓ {}", report.bytes_up, report.bytes_down),
        )
        .text();
    let fates = report.held.iter().chain(&report.refused);
    let fates = fates.map(|fate| format!("{}: {}", fate.change, words.refusal(&fate.code)));
    let packs = report
        .unreadable_packs
        .iter()
        .map(|fault| words.pack_fault(fault.code));
    let lists = report.unreadable_lists.iter();
    let lists = lists.map(|fault| words.list_fault(fault.code));
    let why: Vec<String> = fates.chain(packs).chain(lists).collect();
    let complete = matches!(report.ending, Some(Ending::Complete));
    let end = complete.then(|| session.word("ending.complete"));
    let nothing = !complete && report.pushed + report.pulled == 0;
    let figures = if nothing { String::new() } else { figures };
    blocks([end.unwrap_or_default(), figures, why.join("\n")])
}

/// A sync that did not bring everything through is told apart by its exit code; nothing is lost by it.
fn complaint(report: &SyncReport, words: &Words) -> Option<Failure> {
    let refused = report.refused.len();
    match &report.ending {
        Some(Ending::Complete) if refused == 0 => None,
        Some(Ending::Complete) => {
            Some(Failure::refused("refused", "sync.some_refused").with("count", refused.to_string()))
        }
        Some(Ending::Offline(why)) => Some(Failure::refused("offline", "ending.offline").with("why", why)),
        Some(Ending::Refused(code)) => {
            Some(Failure::refused("refused", "ending.refused").with("why", words.refusal(code)))
        }
        Some(Ending::Cancelled) | None => Some(Failure::refused("cancelled", "ending.cancelled")),
    }
}
