use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

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
