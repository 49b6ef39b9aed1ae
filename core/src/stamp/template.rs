use percent_encoding::percent_decode_str;

use crate::model::nfc;

/// No printed code is longer; what is longer is no code.
const CODE_MAX: usize = 128;

/// Where an issuer puts its code in a path: `/check/{code}`, `/02/{gtin}/02/{code}`, `/app/**/{code}`.
///
/// `*` is any one segment and `**`, at most once, any number of them. Fixed words match in any case, as a QR
/// code in alphanumeric mode has upper case only; what `{…}` takes is kept as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    before: Vec<Segment>,
    /// Present when there is a `**`.
    after: Option<Vec<Segment>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    Any,
    Word(String),
    Take(Vec<Part>),
}

/// What a `{…}` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Code,
    Gtin,
    Lot,
    Serial,
}

/// What was taken from one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Taken {
    pub code: Option<String>,
    pub gtin: Option<String>,
    pub lot: Option<String>,
    pub serial: Option<String>,
}

impl Template {
    /// A template, or nothing if it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split('/').filter(|word| !word.is_empty()).collect();
        let mut sides = words.split(|word| *word == "**").map(|side| {
            let segments = side.iter().map(|word| Segment::parse(word));
            segments.collect::<Option<Vec<_>>>()
        });
        let before = sides.next()??;
        let after = match sides.next() {
            Some(side) => Some(side?),
            None => None,
        };
        sides.next().is_none().then_some(Self { before, after })
    }

    /// Every segment that is not `**`.
    pub fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.before.iter().chain(self.after.iter().flatten())
    }

    /// Whether the segments of a path fit; `taken` then holds what `{…}` took.
    pub fn fits(&self, segments: &[&str], taken: &mut Taken) -> bool {
        let Some(after) = &self.after else {
            return segments.len() == self.before.len() && fit_all(&self.before, segments, taken);
        };
        let Some((head, rest)) = segments.split_at_checked(self.before.len()) else {
            return false;
        };
        let Some(tail_at) = rest.len().checked_sub(after.len()) else {
            return false;
        };
        let tail = rest
            .split_at_checked(tail_at)
            .map(|(_, tail)| tail)
            .unwrap_or_default();
        fit_all(&self.before, head, taken) && fit_all(after, tail, taken)
    }
}

fn fit_all(template: &[Segment], segments: &[&str], taken: &mut Taken) -> bool {
    let mut pairs = template.iter().zip(segments);
    pairs.all(|(expected, found)| expected.fits(found, taken))
}

impl Segment {
    /// One segment of a path, or one value of a query.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self::Any);
        }
        let Some(inner) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) else {
            return (!text.contains(['{', '}', '*'])).then(|| Self::Word(text.to_owned()));
        };
        let parts = inner.split('+').map(Part::parse).collect::<Option<Vec<_>>>();
        parts.map(Self::Take)
    }

    /// Whether it takes the code.
    pub fn takes_code(&self) -> bool {
        matches!(self, Self::Take(parts) if parts.contains(&Part::Code))
    }

    /// Whether a printed segment fits.
    pub fn fits(&self, printed: &str, taken: &mut Taken) -> bool {
        match self {
            Self::Any => true,
            Self::Word(word) => word.eq_ignore_ascii_case(printed),
            Self::Take(parts) => {
                let Some(value) = readable(printed) else {
                    return false;
                };
                for part in parts {
                    taken.put(*part, &value);
                }
                true
            }
        }
    }
}

/// A printed value without its percent-encoding, in NFC; nothing if no code can look like that.
fn readable(printed: &str) -> Option<String> {
    let value = nfc(&percent_decode_str(printed).decode_utf8().ok()?);
    let bad = value.is_empty() || value.chars().count() > CODE_MAX || value.chars().any(char::is_control);
    (!bad).then_some(value)
}

impl Part {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "code" => Some(Self::Code),
            "gtin" => Some(Self::Gtin),
            "lot" => Some(Self::Lot),
            "serial" => Some(Self::Serial),
            _ => None,
        }
    }
}

impl Taken {
    fn put(&mut self, part: Part, value: &str) {
        let place = match part {
            Part::Code => &mut self.code,
            Part::Gtin => &mut self.gtin,
            Part::Lot => &mut self.lot,
            Part::Serial => &mut self.serial,
        };
        *place = Some(value.to_owned());
    }
}
