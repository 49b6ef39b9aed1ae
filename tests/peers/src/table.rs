use comfy_table::presets::ASCII_MARKDOWN;
use comfy_table::{CellAlignment, Table};

use crate::count::Count;

/// One set, a row for each reader.
pub fn one(name: &str, counts: &[Count]) -> String {
    let head = [
        "reader",
        "pictures read",
        "%",
        "codes read",
        "wrong",
        "panics",
        "median ms",
        "p95 ms",
        "max ms",
    ];
    let rows = counts.iter().map(|count| {
        vec![
            count.name.to_owned(),
            format!("{}/{}", count.read, count.pictures),
            percent(count),
            format!("{}/{}", count.right, count.codes),
            count.wrong.to_string(),
            count.panics.to_string(),
            format!("{:.1}", count.ms(0.5)),
            format!("{:.1}", count.ms(0.95)),
            format!("{:.1}", count.ms(1.0)),
        ]
    });
    titled(name, head.map(str::to_owned).into(), rows)
}

/// Pictures read, a row for each set and a column for each reader.
pub fn by_set(name: &str, sets: &[(String, Vec<Count>)]) -> String {
    let readers = sets.iter().take(1).flat_map(|(_, counts)| counts);
    let mut head = vec!["set".to_owned(), "of".to_owned()];
    head.extend(readers.map(|count| count.name.to_owned()));
    let rows = sets.iter().map(|(set, counts)| {
        let mut row = vec![
            set.clone(),
            counts.first().map_or(0, |count| count.pictures).to_string(),
        ];
        row.extend(counts.iter().map(|count| count.read.to_string()));
        row
    });
    titled(name, head, rows)
}

fn titled(name: &str, head: Vec<String>, rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_preset(ASCII_MARKDOWN).set_header(head).add_rows(rows);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{name}\n\n{table}\n")
}

fn percent(count: &Count) -> String {
    #[expect(clippy::cast_precision_loss, reason = "some thousand pictures")]
    let part = |of: usize| count.read as f64 / of as f64 * 100.0;
    match count.pictures {
        0 => "–".to_owned(),
        of => format!("{:.1}", part(of)),
    }
}
