use crate::catalog::{Catalog, FieldType};
use crate::model::{Fact, FieldValue};

/// A field that may be shown to anyone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicField {
    /// The field's code in its step.
    pub code: String,
    /// Its value, redacted.
    pub value: FieldValue,
}

/// Free-text fields that speak of the goods and the work. Any other free text may name a farmer, a
/// customer or a number plate, so a field that is not here is not public (Decree 13/2023 asks for consent,
/// and silence is not consent).
const PUBLIC_TEXTS: [&str; 23] = [
    "additives",
    "contact",
    "corrective_action",
    "equipment",
    "lab",
    "material",
    "mill_name",
    "nursery",
    "pest",
    "plant",
    "previous_crop",
    "reason",
    "registration_no",
    "report_no",
    "sample_code",
    "shade_tree",
    "stamp",
    "standard",
    "station",
    "tank",
    "treatment",
    "variety",
    "warehouse",
];

/// The fields of a fact that may be shown to anyone: answers from a list, numbers but for money, dates, yes
/// and no, and the free texts that speak of the goods, redacted; in the order of the catalogue. Fields the catalogue does not know stay
/// private unless they are such a text.
pub fn public_fields(fact: &Fact, catalog: &Catalog) -> Vec<PublicField> {
    let step = catalog.step(&fact.group, &fact.step);
    let known = |code: &str| step.and_then(|step| step.field(code)).map(|field| &field.takes);
    let place = |code: &str| step.and_then(|step| step.fields.iter().position(|field| field.code == code));
    let mut public: Vec<_> = fact
        .fields
        .iter()
        .filter(|(code, value)| is_public(code, value, known(code)))
        .collect();
    public.sort_by_key(|(code, _)| place(code).unwrap_or(usize::MAX));
    public
        .into_iter()
        .map(|(code, value)| PublicField {
            code: code.clone(),
            value: match value {
                FieldValue::Text(text) => FieldValue::Text(redact(text)),
                other => other.clone(),
            },
        })
        .collect()
}

fn is_public(code: &str, value: &FieldValue, takes: Option<&FieldType>) -> bool {
    match (takes, value) {
        (Some(FieldType::Number(rule)), FieldValue::Number(_)) => {
            rule.unit.as_ref().is_none_or(|unit| unit.code != "VND")
        }
        (Some(FieldType::Choice { choices }), FieldValue::Text(text)) => {
            choices.iter().any(|choice| choice.code == *text)
        }
        (Some(FieldType::Bool), FieldValue::Bool(_)) | (Some(FieldType::Date), FieldValue::Date(_)) => true,
        (_, FieldValue::Text(_)) => PUBLIC_TEXTS.contains(&code),
        _ => false,
    }
}

/// What stands where something was taken out.
const TAKEN_OUT: &str = "[…]";

/// The text without what could lead to a person's door: telephone and identity numbers, positions, web and
/// e-mail addresses. It rather takes out too much than too little.
pub fn redact(text: &str) -> String {
    let words = text.split_inclusive(char::is_whitespace);
    let plain: String = words
        .map(|word| {
            if is_address(word) {
                let space = word.chars().last().filter(|c| c.is_whitespace());
                space.map_or_else(|| TAKEN_OUT.to_owned(), |space| format!("{TAKEN_OUT}{space}"))
            } else {
                word.to_owned()
            }
        })
        .collect();
    without_numbers(&plain)
}

fn is_address(word: &str) -> bool {
    let word = word.trim().to_lowercase();
    let marks = [
        "://",
        "www.",
        "zalo.me",
        "goo.gl",
        "geo:",
        "tel:",
        "fb.com",
        "facebook.com",
    ];
    marks.iter().any(|mark| word.contains(mark))
        || word
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

/// Digits, and what stands between them.
struct Part<'a> {
    digits: bool,
    text: &'a str,
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let digits = first.is_numeric();
        let end = rest
            .find(|c: char| c.is_numeric() != digits)
            .unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        parts.push(Part { digits, text: part });
        rest = after;
    }
    parts
}

fn without_numbers(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut number: Vec<&str> = Vec::new();
    let mut parts = parts(text).into_iter().peekable();
    while let Some(part) = parts.next() {
        let joins = part.digits || (!number.is_empty() && parts.peek().is_some() && is_gap(part.text));
        if joins {
            number.push(part.text);
        } else {
            say_number(&mut said, &mut number);
            said.push_str(part.text);
        }
    }
    say_number(&mut said, &mut number);
    said
}

fn say_number(said: &mut String, number: &mut Vec<&str>) {
    if is_position(number) || is_personal_number(number) {
        said.push_str(TAKEN_OUT);
    } else {
        said.push_str(&number.concat());
    }
    number.clear();
}

/// What people write between the digits of one telephone number or position.
fn is_gap(text: &str) -> bool {
    let between = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '.' | '-' | '‐' | '‑' | '–' | '—' | '(' | ')' | '_' | '·' | '•' | '*'
            )
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    let degrees = |c: char| c.is_whitespace() || "°º′″'\"’”".contains(c);
    let short = text.chars().count() <= 3;
    short && (text == "," || text.chars().all(between) || text.chars().all(degrees))
}

/// `20.91234` or `20°54′`. Four decimals of a degree are eleven metres.
fn is_position(number: &[&str]) -> bool {
    number.windows(3).any(|window| {
        let [whole, gap, fraction] = window else {
            return false;
        };
        let decimal = matches!(*gap, "." | ",") && whole.len() <= 3 && fraction.chars().count() >= 4;
        decimal || gap.contains(['°', 'º'])
    })
}

/// Whether some run of the digit groups is a Vietnamese telephone number (10 or 11 digits from 0, with 84
/// for it, or without it; 1800 and 1900 lines) or an identity number (9 or 12 digits).
fn is_personal_number(number: &[&str]) -> bool {
    const LONGEST: usize = 15;
    let groups: Vec<String> = number
        .iter()
        .step_by(2)
        .map(|group| group.chars().map(ascii_digit).collect())
        .collect();
    (0..groups.len()).any(|from| prefixes(&groups, from, LONGEST).any(|digits| looks_personal(&digits)))
}

fn prefixes(groups: &[String], from: usize, longest: usize) -> impl Iterator<Item = String> {
    groups
        .iter()
        .skip(from)
        .scan(String::new(), move |digits, group| {
            digits.push_str(group);
            (digits.len() <= longest).then(|| digits.clone())
        })
}

fn ascii_digit(c: char) -> char {
    c.to_digit(10)
        .and_then(|digit| char::from_digit(digit, 10))
        .unwrap_or('0')
}

fn looks_personal(digits: &str) -> bool {
    let length = digits.len();
    let line = digits.starts_with("1800") || digits.starts_with("1900");
    (digits.starts_with('0') && (9..=12).contains(&length))
        || ((digits.starts_with("84") || digits.starts_with("0084")) && (11..=15).contains(&length))
        || (line && (8..=10).contains(&length))
        || (length == 9 && digits.starts_with(['1', '2', '3', '5', '7', '8', '9']))
}
