use comfy_table::{ContentArrangement, TableComponent, presets};
use console::Term;

/// An aligned table.
pub struct Table(comfy_table::Table);

impl Table {
    /// A table with these column titles.
    pub fn new(titles: impl IntoIterator<Item = String>) -> Self {
        let mut table = plain();
        table.load_preset(presets::NOTHING);
        table.set_style(TableComponent::HeaderLines, '─');
        table.set_style(TableComponent::MiddleHeaderIntersections, '─');
        table.set_header(titles.into_iter().collect::<Vec<_>>());
        Self(table)
    }

    /// One more row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.0.add_row(cells.into_iter().map(|cell| tame(&cell)));
    }

    /// The lines; none for a table without rows.
    pub fn text(&self) -> String {
        if self.0.row_count() == 0 {
            return String::new();
        }
        lines(&self.0)
    }
}

/// Names and values below each other.
pub struct Details(comfy_table::Table);

impl Details {
    /// No lines yet.
    pub fn new() -> Self {
        let mut table = plain();
        table.load_preset(presets::NOTHING);
        Self(table)
    }

    /// A name and its value; nothing is shown of an empty value.
    #[must_use]
    pub fn line(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.0.add_row([name.to_owned(), tame(&value)]);
        }
        self
    }

    /// The lines.
    pub fn text(&self) -> String {
        lines(&self.0)
    }
}

/// As wide as the terminal; unlimited when piped, so that other programs get whole lines.
fn plain() -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    let terminal = Term::stdout();
    if let Some((_, width)) = terminal.size_checked().filter(|_| terminal.is_term()) {
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(width.max(40));
    }
    table
}

fn lines(table: &comfy_table::Table) -> String {
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n")
}

/// Control characters, which a scanned text may hold, would move the cursor of a terminal.
fn tame(cell: &str) -> String {
    cell.chars()
        .map(|c| if c.is_control() && c != '\n' { '·' } else { c })
        .collect()
}
