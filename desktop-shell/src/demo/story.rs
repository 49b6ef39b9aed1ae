use std::io::{Stdout, Write, stdout};
use std::sync::LazyLock;

use comfy_table::{ContentArrangement, Table, TableComponent, presets};
use fieldbook_core::catalog::{Lang, Texts};

static TEXTS: LazyLock<Texts> =
    LazyLock::new(|| Texts::read(include_str!("texts/vi.json"), include_str!("texts/en.json")));

/// Tells the day, in one language, chapter by chapter.
pub struct Story {
    lang: Lang,
    chapter: u32,
    out: Stdout,
}

impl Story {
    /// A story in a language.
    pub fn new(lang: Lang) -> Self {
        Self {
            lang,
            chapter: 0,
            out: stdout(),
        }
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// A sentence of the story as text.
    pub fn text(&self, key: &str, args: &[(&str, String)]) -> String {
        TEXTS.say(self.lang, key, args)
    }

    /// The title.
    pub fn title(&mut self) {
        let title = self.text("title", &[]);
        self.line(&title);
        self.line(&"═".repeat(title.chars().count()));
    }

    /// Begins a chapter.
    pub fn chapter(&mut self, key: &str) {
        self.chapter += 1;
        self.line("");
        self.line(&format!("{}. {}", self.chapter, self.text(key, &[])));
    }

    /// Tells a sentence.
    pub fn say(&mut self, key: &str, args: &[(&str, String)]) {
        let text = self.text(key, args);
        self.line(&format!("   {text}"));
    }

    /// Shows an aligned table; headings are keys.
    pub fn table(&mut self, headings: &[&str], rows: Vec<Vec<String>>) {
        let mut table = Table::new();
        table.load_preset(presets::NOTHING);
        table.set_style(TableComponent::HeaderLines, '─');
        table.set_style(TableComponent::MiddleHeaderIntersections, '─');
        table.set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(headings.iter().map(|key| self.text(key, &[])));
        for row in rows {
            table.add_row(row);
        }
        for line in table.to_string().lines() {
            self.line(format!("  {line}").trim_end());
        }
    }

    /// Prints a line as it is.
    pub fn line(&mut self, text: &str) {
        // A reader who closes the pipe has heard enough; the day goes on and is checked all the same.
        drop(writeln!(self.out, "{text}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_tell_the_same_story() {
        let keys = |lang| TEXTS.all(lang).keys().cloned().collect::<Vec<_>>();
        assert!(!keys(Lang::Vi).is_empty());
        assert_eq!(keys(Lang::Vi), keys(Lang::En));
        for (key, vi) in TEXTS.all(Lang::Vi) {
            let gaps = |text: &str| {
                let mut gaps: Vec<String> = text
                    .split('{')
                    .skip(1)
                    .filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()))
                    .collect();
                gaps.sort();
                gaps.dedup();
                gaps
            };
            assert_eq!(gaps(vi), gaps(&TEXTS.all(Lang::En)[key]), "{key}");
        }
    }
}
