use std::collections::BTreeMap;
use std::sync::LazyLock;

use fieldbook_core::catalog::Lang;

type Texts = BTreeMap<String, String>;

static VI: LazyLock<Texts> = LazyLock::new(|| read(include_str!("texts/vi.json")));
static EN: LazyLock<Texts> = LazyLock::new(|| read(include_str!("texts/en.json")));

/// A test reads both files; a page would otherwise show keys, not fail.
fn read(file: &str) -> Texts {
    serde_json::from_str(file).unwrap_or_default()
}

pub(super) fn all(lang: Lang) -> &'static Texts {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}

/// The page's own text under a key, its `{named}` gaps filled in one pass: a value is never read for gaps.
pub(super) fn say(lang: Lang, key: &str, values: &[(&str, &str)]) -> String {
    let Some(text) = all(lang).get(key) else {
        return key.to_owned();
    };
    let mut said = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, (name, after))) = rest
        .split_once('{')
        .and_then(|(before, from)| Some((before, from.split_once('}')?)))
    {
        said.push_str(before);
        let value = values.iter().find(|(known, _)| *known == name);
        said.push_str(value.map_or("…", |(_, value)| value));
        rest = after;
    }
    said.push_str(rest);
    said
}
