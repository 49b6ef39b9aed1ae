use serde::Deserialize;

/// A language people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Vietnamese; also when nothing else is known.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// From a language tag or POSIX locale: `vi`, `en-GB`, `vi_VN.UTF-8`. `None` for any other language
    /// and for `C`: the caller then falls back to [`Lang::default`].
    pub fn parse(locale: &str) -> Option<Self> {
        let tag = locale.trim().split(['_', '-', '.', '@']).next()?;
        Self::ALL
            .into_iter()
            .find(|lang| tag.eq_ignore_ascii_case(lang.code()))
    }

    /// The ISO 639-1 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }
}

/// A text of a product group in every language, in NFC.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Text {
    /// What is said in each language.
    pub fn of(say: impl Fn(Lang) -> String) -> Self {
        Self {
            vi: say(Lang::Vi),
            en: say(Lang::En),
        }
    }

    /// The text in a language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }
}
