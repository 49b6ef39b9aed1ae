use comfy_table::{ContentArrangement, Table, presets};
use fieldbook_core::catalog::{Lang, say};
use serde_json::Value;

/// What a command found out: for programs, and for people.
pub(super) struct Answer {
    pub(super) json: Value,
    shown: Shown,
}

enum Shown {
    /// Column titles as text keys, and rows.
    Table(&'static [&'static str], Vec<Vec<String>>),
    /// A text key and its arguments, and lines printed as they are.
    Said(&'static str, Vec<(&'static str, String)>, Vec<String>),
}

impl Answer {
    /// Rows under titles (keys below `hub.column.`).
    pub(super) fn table(json: Value, titles: &'static [&'static str], rows: Vec<Vec<String>>) -> Self {
        Self {
            json,
            shown: Shown::Table(titles, rows),
        }
    }

    /// A sentence (key below `hub.done.`).
    pub(super) fn said(json: Value, key: &'static str, args: Vec<(&'static str, String)>) -> Self {
        Self {
            json,
            shown: Shown::Said(key, args, Vec::new()),
        }
    }

    /// Adds lines printed as they are.
    pub(super) fn with_lines(mut self, added: impl IntoIterator<Item = String>) -> Self {
        if let Shown::Said(_, _, lines) = &mut self.shown {
            lines.extend(added);
        }
        self
    }

    /// The answer in a person's language, each line ended.
    pub(super) fn for_people(&self, lang: Lang) -> String {
        match &self.shown {
            Shown::Table(_, rows) if rows.is_empty() => format!("{}\n", say(lang, "hub.nothing", &[])),
            Shown::Table(titles, rows) => {
                let mut table = Table::new();
                table
                    .load_preset(presets::NOTHING)
                    .set_content_arrangement(ContentArrangement::Disabled)
                    .set_header(
                        titles
                            .iter()
                            .map(|title| say(lang, &format!("hub.column.{title}"), &[])),
                    );
                for row in rows {
                    table.add_row(row.iter().map(|cell| named(lang, cell)));
                }
                let lines = table.lines().map(|line| line.trim_end().to_owned());
                lines.map(|line| line + "\n").collect()
            }
            Shown::Said(key, args, lines) => {
                let mut text = say(lang, &format!("hub.done.{key}"), args) + "\n";
                for line in lines {
                    text.push_str(line);
                    text.push('\n');
                }
                text
            }
        }
    }
}

/// A cell that begins with `@` is a text key.
fn named(lang: Lang, cell: &str) -> String {
    cell.strip_prefix('@')
        .map_or_else(|| cell.to_owned(), |key| say(lang, key, &[]))
}
