use rusqlite::params;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Reading, StoreError, Writing};
use crate::model::{Fact, FieldValue};

/// The text as it is indexed and searched: lower case, marks off, đ as d. SQLite's tokenizers know most
/// marks but not đ, and miss letters with two marks (ẩ, ặ), so the folding is done here on both sides.
pub fn fold_text(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect()
}

/// An FTS5 query: every word must be there, the last may be the beginning of one. Words are quoted, so
/// nothing a person types is read as an operator.
pub(super) fn match_expression(folded: &str) -> String {
    let words: Vec<String> = folded
        .split_whitespace()
        .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
        .collect();
    if words.is_empty() {
        "\"\"".to_owned()
    } else {
        format!("{}*", words.join(" "))
    }
}

/// Everything of a fact that a person may look for.
fn searchable(fact: &Fact) -> String {
    let inputs = fact.inputs.iter();
    let materials =
        inputs.flat_map(|input| [Some(input.material.as_str()), input.active_ingredient.as_deref()]);
    let fields = fact.fields.values().map(FieldValue::as_text);
    let words: Vec<&str> = [Some(fact.step.as_str()), fact.note.as_deref()]
        .into_iter()
        .chain(materials)
        .chain(fields)
        .flatten()
        .collect();
    fold_text(&words.join("\n"))
}

impl Reading<'_> {
    /// Whether there are facts whose words cannot be found yet.
    pub fn search_is_behind(&self) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM fact WHERE n > (SELECT fact FROM search_mark)";
        Ok(self.connection.prepare_cached(sql)?.exists([])?)
    }
}

impl Writing<'_> {
    /// Makes the words of at most so many facts found, the oldest first; `read` reads a fact's body.
    pub fn index_facts<E: From<StoreError>>(
        &self,
        limit: u32,
        read: impl Fn(&[u8]) -> Result<Fact, E>,
    ) -> Result<(), E> {
        let mut mark = None;
        for (n, body) in self.not_indexed(limit)? {
            self.index(n, &searchable(&read(&body)?))?;
            mark = Some(n);
        }
        Ok(mark.map_or(Ok(()), |n| self.set_search_mark(n))?)
    }

    fn not_indexed(&self, limit: u32) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
        let sql = "SELECT n, body FROM fact WHERE n > (SELECT fact FROM search_mark) ORDER BY n LIMIT ?1";
        let mut select = self.connection().prepare_cached(sql)?;
        let rows = select.query_map([limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn index(&self, n: i64, text: &str) -> Result<(), StoreError> {
        // Replaced, because the mark may have gone back behind rows that are there.
        let sql = "INSERT OR REPLACE INTO fact_search (rowid, text) VALUES (?1, ?2)";
        self.connection().prepare_cached(sql)?.execute(params![n, text])?;
        Ok(())
    }

    fn set_search_mark(&self, n: i64) -> Result<(), StoreError> {
        self.connection()
            .prepare_cached("UPDATE search_mark SET fact = ?1")?
            .execute([n])?;
        Ok(())
    }

    /// Empties the search index, to be filled again with [`Writing::index_facts`].
    pub fn clear_search(&self) -> Result<(), StoreError> {
        // A contentless index is emptied by its own command.
        let sql = "INSERT INTO fact_search (fact_search) VALUES ('delete-all')";
        self.connection().execute(sql, [])?;
        self.set_search_mark(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_folds_on_both_sides() {
        assert_eq!(fold_text("Đặng Phơi Ẩm"), "dang phoi am");
        assert_eq!(fold_text("a\u{302}\u{309}m"), "am");
        assert_eq!(match_expression("phoi thoc"), "\"phoi\" \"thoc\"*");
        assert_eq!(match_expression("a\"b OR"), "\"a\"\"b\" \"OR\"*");
    }
}
