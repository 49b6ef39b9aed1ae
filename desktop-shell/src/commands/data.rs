use clap::Args;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{Answer, Table, blocks};
use crate::session::Session;

#[derive(Debug, Args)]
pub struct Data {
    /// So many days, today included
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=3_650))]
    days: u16,
}

#[derive(Debug, Serialize)]
struct DayOut {
    day: String,
    facts_up: u64,
    facts_down: u64,
    photos_up: u64,
    photos_down: u64,
    metered: u64,
    vnd_estimate: u64,
}

pub fn run(args: &Data, session: &Session) -> Result<Answer, Failure> {
    let days = session.open()?.sync().usage(args.days)?;
    let titles = [
        "column.day",
        "column.entries",
        "column.photos",
        "column.metered",
        "column.cost",
    ];
    let mut table = Table::new(titles.map(|key| session.word(key)));
    for day in &days {
        table.row([
            day.day.format("%d/%m/%Y").to_string(),
            format!("↑ {} ↓ {}", shown(day.facts.up), shown(day.facts.down)),
            format!("↑ {} ↓ {}", shown(day.photos.up), shown(day.photos.down)),
            shown(day.metered),
            format!("{} ₫", day.vnd),
        ]);
    }
    let vnd: u64 = days.iter().map(|day| day.vnd).sum();
    let said = if days.is_empty() {
        session.word("usage.none")
    } else {
        session.say("usage.sum", &[("vnd", vnd.to_string())])
    };
    let out: Vec<DayOut> = days
        .iter()
        .map(|day| DayOut {
            day: day.day.to_string(),
            facts_up: day.facts.up,
            facts_down: day.facts.down,
            photos_up: day.photos.up,
            photos_down: day.photos.down,
            metered: day.metered,
            vnd_estimate: day.vnd,
        })
        .collect();
    Answer::of(&out, blocks([table.text(), said]))
}

fn shown(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", bytes / 1024),
        _ => format!("{} MB", bytes / 1_048_576),
    }
}
