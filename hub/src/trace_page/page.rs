use fieldbook_core::catalog::Lang;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::texts::say;

/// Why there is no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// Nothing is kept under the address.
    NotFound,
    /// The address is not a stamp's: a mistyped or damaged code.
    NotAStamp,
    /// The hub cannot answer now.
    Unavailable,
}

impl Trouble {
    /// Every trouble.
    pub const ALL: [Self; 3] = [Self::NotFound, Self::NotAStamp, Self::Unavailable];

    /// The name in texts: `trouble.<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NotAStamp => "not_a_stamp",
            Self::Unavailable => "unavailable",
        }
    }
}

/// The page shown instead, in the same style.
pub fn render_trouble(trouble: Trouble, lang: Lang) -> Markup {
    let title = say(lang, &format!("trouble.{}", trouble.name()), &[]);
    let body = html! {
        section class="banner warn" {
            span class="sign" aria-hidden="true" { "?" }
            div {
                h1 { (title) }
                p { (say(lang, &format!("trouble.{}.help", trouble.name()), &[])) }
            }
        }
    };
    page(&title, "warn", &body, lang)
}

/// The frame of every page.
pub(super) fn page(title: &str, tone: &str, body: &Markup, lang: Lang) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) " · " (say(lang, "page.title", &[])) }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body class=(tone) {
                header {
                    p class="brand" {
                        b { "Sổ Đồng" }
                        span { (say(lang, "page.title", &[])) }
                    }
                    (language_switch(lang))
                }
                main { (body) }
                footer { p { (say(lang, "page.footer", &[])) } }
            }
        }
    }
}

fn language_switch(lang: Lang) -> Markup {
    let other = match lang {
        Lang::Vi => Lang::En,
        Lang::En => Lang::Vi,
    };
    html! {
        a class="lang" href={ "?lang=" (other.code()) } hreflang=(other.code()) lang=(other.code()) {
            (say(other, "page.this_language", &[]))
        }
    }
}
