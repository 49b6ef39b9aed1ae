/// What a code looks like: letters that stand for a kind of character, each with how often.
///
/// `9` digit, `A` upper-case letter, `a` lower-case letter, `X` letter or digit, `*` anything; `{8}` or
/// `{6,14}` after it says how often, else once. `\` before a character means the character itself, as does any
/// other character. Each part takes as much as it can and gives nothing back, so a hostile mask costs no more
/// than the text is long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mask(Vec<Part>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    kind: Kind,
    min: usize,
    max: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Digit,
    Upper,
    Lower,
    LetterOrDigit,
    Anything,
    Just(char),
}

impl Mask {
    /// A mask, or nothing if it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            let kind = match letter {
                '9' => Kind::Digit,
                'A' => Kind::Upper,
                'a' => Kind::Lower,
                'X' => Kind::LetterOrDigit,
                '*' => Kind::Anything,
                '\\' => Kind::Just(letters.next()?),
                '{' | '}' => return None,
                other => Kind::Just(other),
            };
            let (min, max) = match letters.next_if_eq(&'{') {
                Some(_) => bounds(&letters.by_ref().take_while(|c| *c != '}').collect::<String>())?,
                None => (1, 1),
            };
            parts.push(Part { kind, min, max });
        }
        (!parts.is_empty()).then_some(Self(parts))
    }

    /// Whether the whole text looks like this.
    pub fn fits(&self, text: &str) -> bool {
        let rest = self.0.iter().try_fold(text, |rest, part| part.take(rest));
        rest == Some("")
    }
}

fn bounds(text: &str) -> Option<(usize, usize)> {
    let (min, max) = text.split_once(',').unwrap_or((text, text));
    let (min, max) = (min.parse().ok()?, max.parse().ok()?);
    (min <= max && max > 0).then_some((min, max))
}

impl Part {
    fn take<'a>(&self, text: &'a str) -> Option<&'a str> {
        let fitting = text.chars().take(self.max).take_while(|c| self.kind.is(*c));
        let (count, bytes) = fitting.fold((0, 0), |(count, bytes), c| (count + 1, bytes + c.len_utf8()));
        (count >= self.min).then(|| text.get(bytes..)).flatten()
    }
}

impl Kind {
    fn is(self, c: char) -> bool {
        match self {
            Self::Digit => c.is_ascii_digit(),
            Self::Upper => c.is_ascii_uppercase(),
            Self::Lower => c.is_ascii_lowercase(),
            Self::LetterOrDigit => c.is_ascii_alphanumeric(),
            Self::Anything => true,
            Self::Just(own) => c == own,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_fit_whole_texts() {
        let cases = [
            ("A{2}9{8}", "HX00000029", true),
            ("A{2}9{8}", "HX0000002", false),
            ("A{2}9{8}", "HX000000290", false),
            ("A{2}9{8}", "hx00000029", false),
            ("\\A-9{1,3}", "A-12", true),
            ("\\A-9{1,3}", "B-12", false),
            ("*{1,4}", "ấmđ", true),
            ("X{0,2}-", "-", true),
        ];
        for (mask, text, fits) in cases {
            assert_eq!(Mask::parse(mask).unwrap().fits(text), fits, "{mask} {text}");
        }
    }

    #[test]
    fn what_is_no_mask_is_refused() {
        for mask in ["", "9{", "9{a}", "9{4,2}", "9{0}", "}", "\\"] {
            assert_eq!(Mask::parse(mask), None, "{mask}");
        }
    }
}
