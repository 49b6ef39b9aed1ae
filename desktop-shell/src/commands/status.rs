use fieldbook_core::model::ClockState;
use fieldbook_core::store::{ChangeState, FactQuery};
use fieldbook_core::{BlobStanding, ClockView};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{Answer, Details, show_local, show_offset};
use crate::session::Session;

#[derive(Debug, Serialize)]
struct StatusOut {
    outbox: u64,
    freight: u64,
    files: u64,
    files_for_wifi: usize,
    files_set_aside: usize,
    last_sync: Option<String>,
    hub_offset_ms: Option<i64>,
    clock: &'static str,
    clock_offset_ms: Option<i64>,
    enrolled: bool,
    certified_until: Option<String>,
    certificate_ended: bool,
    receipts: u64,
    conflicts: usize,
    refused: usize,
    hub: String,
}

/// Refused entries are rare; more than this is said as this many.
const REFUSED_MAX: u32 = 1_000;

pub fn run(session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let status = book.sync().status()?;
    let clock = book.sync().clock();
    let conflicts = book.journal().conflicts()?.len();
    let refused = FactQuery {
        state: Some(ChangeState::Refused),
        limit: REFUSED_MAX,
        ..FactQuery::default()
    };
    let refused = book.journal().query(&refused)?.len();
    let photos = book.blobs().list()?;
    let count = |is: fn(&BlobStanding) -> bool| photos.iter().filter(|photo| is(&photo.standing)).count();
    let files_for_wifi = count(|standing| matches!(standing, BlobStanding::WaitingForWifi));
    let files_set_aside = count(|standing| matches!(standing, BlobStanding::SetAside { .. }));
    let some = |count: usize| {
        if count == 0 {
            String::new()
        } else {
            count.to_string()
        }
    };
    let hub = book.people().me()?.hub_url;
    let certificate = match status.certified_until_ms {
        Some(until) if status.certificate_ended => {
            format!("{} – {}", show_local(until), session.word("whoami.ended"))
        }
        Some(until) => show_local(until),
        None => session.word("whoami.not_certified"),
    };
    let never = || session.word("status.never");
    let text = Details::new()
        .line(&session.word("status.outbox"), status.outbox.to_string())
        .line(
            &session.word("status.freight"),
            if status.freight == 0 {
                String::new()
            } else {
                status.freight.to_string()
            },
        )
        .line(&session.word("status.files"), status.files.to_string())
        .line(&session.word("status.files_for_wifi"), some(files_for_wifi))
        .line(&session.word("status.files_set_aside"), some(files_set_aside))
        .line(
            &session.word("status.last_sync"),
            status.last_sync_ms.map_or_else(never, show_local),
        )
        .line(&session.word("whoami.certified_until"), certificate)
        .line(&session.word("status.clock"), clock_line(&clock, session))
        .line(&session.word("sync.receipts"), status.receipts.to_string())
        .line(&session.word("status.conflicts"), conflicts.to_string())
        .line(&session.word("sync.refused"), refused.to_string())
        .line(&session.word("whoami.hub"), hub.clone())
        .text();
    let out = StatusOut {
        outbox: status.outbox,
        freight: status.freight,
        files: status.files,
        files_for_wifi,
        files_set_aside,
        last_sync: status
            .last_sync_ms
            .and_then(chrono::DateTime::from_timestamp_millis)
            .map(|at| at.to_rfc3339()),
        hub_offset_ms: status.hub_offset_ms,
        clock: clock.state.name(),
        clock_offset_ms: clock.offset_ms,
        enrolled: status.enrolled,
        certified_until: status
            .certified_until_ms
            .and_then(chrono::DateTime::from_timestamp_millis)
            .map(|at| at.to_rfc3339()),
        certificate_ended: status.certificate_ended,
        receipts: status.receipts,
        conflicts,
        refused,
        hub,
    };
    Answer::of(&out, text)
}

/// What is known of this device's clock, and what to do when it is wrong.
fn clock_line(clock: &ClockView, session: &Session) -> String {
    let state = session.word(&format!("clock_state.{}", clock.state.name()));
    let off = clock
        .offset_ms
        .and_then(|ms| show_offset(ms / 1_000, session))
        .map(|offset| session.say("clock.off", &[("offset", offset)]));
    let turned = (clock.state == ClockState::Turned).then(|| session.word("clock.turned"));
    let said = [Some(state), turned, off].into_iter().flatten();
    said.collect::<Vec<_>>().join(". ")
}
