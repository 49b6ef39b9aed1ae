use clap::Args;
use fieldbook_core::ReceiptView;
use serde::Serialize;

use crate::failure::Failure;
use crate::find;
use crate::output::{Answer, Table, show_moment};
use crate::session::Session;

#[derive(Debug, Args)]
pub struct Receipts {
    /// The entry: id or some digits of it
    #[arg(value_name = "ID")]
    id: String,
}

#[derive(Debug, Serialize)]
struct ReceiptOut {
    field: Option<String>,
    change: String,
    state: &'static str,
    receipt: Option<HeldOut>,
}

#[derive(Debug, Serialize)]
struct HeldOut {
    at: String,
    epoch: String,
    device: String,
    digest: String,
    place: u32,
    count: u32,
    counts: Option<bool>,
    verifies: bool,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl From<&ReceiptView> for ReceiptOut {
    fn from(view: &ReceiptView) -> Self {
        Self {
            field: view.field.clone(),
            change: view.change.to_string(),
            state: view.state.name(),
            receipt: view.receipt.as_ref().map(|held| HeldOut {
                at: held.at.to_rfc3339(),
                epoch: hex(&held.epoch),
                device: held.device.to_string(),
                digest: hex(&held.digest),
                place: held.place,
                count: held.count,
                counts: held.counts,
                verifies: held.verifies,
            }),
        }
    }
}

pub fn run(args: &Receipts, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let fact = find::fact(&book, &args.id)?.fact.id;
    let views = book.journal().receipts(fact)?;
    let out: Vec<ReceiptOut> = views.iter().map(ReceiptOut::from).collect();
    let mut table = Table::new(
        [
            "receipts.what",
            "column.state",
            "receipts.at",
            "receipts.place",
            "receipts.proof",
        ]
        .map(|key| session.word(key)),
    );
    for view in &views {
        let (at, place, proof) = match &view.receipt {
            None => (String::new(), String::new(), "receipts.none"),
            Some(held) => (
                show_moment(&held.at),
                format!("{}/{}", held.place, held.count),
                if held.verifies {
                    "receipts.fits"
                } else {
                    "receipts.does_not_fit"
                },
            ),
        };
        table.row([
            view.field
                .clone()
                .unwrap_or_else(|| session.word("receipts.entry")),
            session.word(&format!("fact_state.{}", view.state.name())),
            at,
            place,
            session.word(proof),
        ]);
    }
    Answer::of(&out, table.text())
}
