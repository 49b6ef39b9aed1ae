//! The table of GS1 application identifiers, read once from `ai_table.txt`.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use chrono::NaiveDate;

use super::check_digit::check_digit_holds;

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("ai_table.txt")));

/// One application identifier: what its value looks like and where it may stand.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ai {
    /// Its digits, such as `01` or `3103`.
    pub code: String,
    form: Vec<Component>,
    /// The alternatives of qualifiers, when it is a primary key of a Digital Link.
    path: Option<Vec<Vec<String>>>,
    /// Whether it may stand in a Digital Link's query.
    pub attribute: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Component {
    characters: Characters,
    min: usize,
    max: usize,
    optional: bool,
    meaning: Meaning,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Characters {
    Digits,
    Set82,
    Set39,
    Base64Url,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Plain,
    CheckDigit,
    Date,
    DateOrMonth,
}

#[derive(Default)]
struct Table {
    ais: HashMap<String, Ai>,
    words: HashMap<String, String>,
    /// Lines that are not understood; a test holds it at zero.
    unread: usize,
}

/// The application identifier of these digits.
pub(super) fn by_code(code: &str) -> Option<&'static Ai> {
    TABLE.ais.get(code)
}

/// The application identifier of these digits, or of a word of Digital Link 1.0 to 1.2 (`gtin`, `lot`, `ser`).
pub(super) fn by_code_or_word(name: &str) -> Option<&'static Ai> {
    by_code(name).or_else(|| by_code(TABLE.words.get(name)?))
}

/// The application identifier a text starts with, and what follows it. No code is the start of another.
pub(super) fn leading(text: &str) -> Option<(&'static Ai, &str)> {
    (2..=4).find_map(|length| {
        let (code, rest) = text.split_at_checked(length)?;
        Some((by_code(code)?, rest))
    })
}

impl Ai {
    /// Whether it is a primary key of a Digital Link.
    pub fn is_path_key(&self) -> bool {
        self.path.is_some()
    }

    /// The alternatives of qualifiers that may follow it in a Digital Link's path, each in order.
    pub fn qualifiers(&self) -> &[Vec<String>] {
        self.path.as_deref().unwrap_or_default()
    }

    /// How long every value is, when all are equally long.
    pub fn exact_length(&self) -> Option<usize> {
        let exact = |part: &Component| part.min == part.max && !part.optional;
        self.form.iter().all(exact).then(|| self.max_length())
    }

    fn max_length(&self) -> usize {
        self.form.iter().map(|part| part.max).sum()
    }

    /// Whether a value has the right length, characters, check digit and date.
    pub fn accepts(&self, value: &str) -> bool {
        if value.is_empty() || !value.is_ascii() {
            return false;
        }
        let rest = self.form.iter().try_fold(value, |rest, part| part.take(rest));
        rest == Some("")
    }
}

impl Component {
    /// What is left of a value after this component, or nothing if it does not fit.
    fn take<'a>(&self, text: &'a str) -> Option<&'a str> {
        if text.is_empty() && self.optional {
            return Some(text);
        }
        let (part, rest) = text.split_at_checked(self.max.min(text.len()))?;
        (part.len() >= self.min && self.characters.include(part) && self.meaning.holds(part)).then_some(rest)
    }

    fn parse(text: &str) -> Option<Self> {
        let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        let mut letters = inner.unwrap_or(text).chars();
        let characters = match letters.next()? {
            'N' => Characters::Digits,
            'X' => Characters::Set82,
            'Y' => Characters::Set39,
            'Z' => Characters::Base64Url,
            _ => return None,
        };
        let length = letters.as_str();
        let (length, meaning) = match length.char_indices().next_back()? {
            (end, 'c') => (length.get(..end)?, Meaning::CheckDigit),
            (end, 'd') => (length.get(..end)?, Meaning::DateOrMonth),
            (end, 'D') => (length.get(..end)?, Meaning::Date),
            _ => (length, Meaning::Plain),
        };
        let bounds = lengths(length)?;
        Some(Self {
            characters,
            min: *bounds.start(),
            max: *bounds.end(),
            optional: inner.is_some(),
            meaning,
        })
    }
}

fn lengths(text: &str) -> Option<RangeInclusive<usize>> {
    if let Some(max) = text.strip_prefix("..") {
        return Some(1..=max.parse().ok()?);
    }
    let exact = text.parse().ok()?;
    Some(exact..=exact)
}

impl Characters {
    fn include(self, text: &str) -> bool {
        text.bytes().all(|byte| match self {
            Self::Digits => byte.is_ascii_digit(),
            Self::Set82 => in_set_82(byte),
            Self::Set39 => byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"#-/".contains(&byte),
            Self::Base64Url => byte.is_ascii_alphanumeric() || b"-_=".contains(&byte),
        })
    }
}

/// GS1 character set 82, the letters a lot or serial may hold (ISO/IEC 646, without space and `#$@[\]^{|}~`).
fn in_set_82(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!\"%&'()*+,-./:;<=>?_".contains(&byte)
}

impl Meaning {
    fn holds(self, text: &str) -> bool {
        match self {
            Self::Plain => true,
            Self::CheckDigit => check_digit_holds(text),
            Self::Date => is_date(text),
            Self::DateOrMonth => match text.strip_suffix("00") {
                Some(month) => is_date(&format!("{month}01")),
                None => is_date(text),
            },
        }
    }
}

/// YYMMDD. The century does not matter: 1951 to 2050 have a leap year every fourth year.
fn is_date(text: &str) -> bool {
    let number = |from: usize| text.get(from..from + 2).and_then(|part| part.parse::<u32>().ok());
    let (Some(year), Some(month), Some(day)) = (number(0), number(2), number(4)) else {
        return false;
    };
    i32::try_from(year).is_ok_and(|year| NaiveDate::from_ymd_opt(2000 + year, month, day).is_some())
}

impl Table {
    fn parse(text: &str) -> Self {
        let mut table = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if table.add(line).is_none() {
                table.unread += 1;
            }
        }
        table
    }

    fn add(&mut self, line: &str) -> Option<()> {
        let mut columns = line.split_whitespace();
        let (codes, form) = (columns.next()?, columns.next()?);
        let form: Vec<Component> = form.split('+').map(Component::parse).collect::<Option<_>>()?;
        let marks: Vec<&str> = columns.collect();
        for code in codes.split(',').map(expand).collect::<Option<Vec<_>>>()?.concat() {
            for word in marks.iter().filter_map(|mark| mark.strip_prefix("word=")) {
                self.words.insert(word.to_owned(), code.clone());
            }
            let ai = Ai {
                code: code.clone(),
                form: form.clone(),
                path: marks.iter().find_map(|mark| path_mark(mark)),
                attribute: !marks.contains(&"no_attribute"),
            };
            self.ais.insert(code, ai);
        }
        Some(())
    }
}

/// `3100-3105` as six codes; leading zeros are kept.
fn expand(codes: &str) -> Option<Vec<String>> {
    let Some((first, last)) = codes.split_once('-') else {
        return Some(vec![codes.to_owned()]);
    };
    let width = first.len();
    let numbers = first.parse::<u16>().ok()?..=last.parse().ok()?;
    Some(numbers.map(|number| format!("{number:0width$}")).collect())
}

fn path_mark(mark: &str) -> Option<Vec<Vec<String>>> {
    let qualifiers = mark.strip_prefix("path")?;
    let Some(qualifiers) = qualifiers.strip_prefix('=') else {
        return Some(Vec::new());
    };
    let alternative = |list: &str| list.split(',').map(str::to_owned).collect();
    Some(qualifiers.split('|').map(alternative).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_understood() {
        assert_eq!(TABLE.unread, 0);
        assert_eq!(TABLE.words.len(), 23);
        let qualifiers = TABLE.ais.values().flat_map(|ai| ai.qualifiers().concat());
        assert!(qualifiers.into_iter().all(|code| TABLE.ais.contains_key(&code)));
    }

    #[test]
    fn no_code_is_the_start_of_another() {
        let codes: Vec<&String> = TABLE.ais.keys().collect();
        for code in &codes {
            assert!((2..=4).contains(&code.len()), "{code}");
            let clash = |other: &&&String| other != &code && other.starts_with(code.as_str());
            assert_eq!(codes.iter().find(clash), None, "{code}");
        }
    }

    #[test]
    fn values_are_checked_for_length_letters_check_digit_and_date() {
        let cases = [
            ("00", "006141411234567890", true),
            ("00", "006141411234567891", false),
            ("01", "12345678901231", true),
            ("01", "2345678901231", false),
            ("10", "ABC!\"%&'()*+,-./:;<=", true),
            ("10", "", false),
            ("10", "A B", false),
            ("10", "ABCDEFGHIJKLMNOPQRSTU", false),
            ("10", "Lô", false),
            ("17", "260229", false),
            ("17", "240229", true),
            ("17", "260200", true),
            ("17", "261300", false),
            ("7006", "260200", false),
            ("7007", "260201", true),
            ("7007", "260201260203", true),
            ("7007", "2602012602", false),
            ("253", "1231231231232", true),
            ("253", "1231231231232TEST5678901234567", true),
            ("253", "1231231231232TEST56789012345678", false),
            ("3103", "000195", true),
            ("3103", "00195", false),
            ("8010", "0200#A", true),
            ("8010", "0200a", false),
        ];
        for (code, value, fits) in cases {
            assert_eq!(by_code(code).unwrap().accepts(value), fits, "({code}){value}");
        }
    }
}
