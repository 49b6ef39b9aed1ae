use fieldbook_core::catalog::{Lang, has_text, say, say_invalid};
use serde_json::{Value, json};

use crate::HubError;

/// The language asked for, else the locale's, else Vietnamese.
pub(super) fn lang_of(asked: Option<&str>) -> Lang {
    let variables = ["LC_ALL", "LC_MESSAGES", "LANG"];
    let locale = variables.iter().find_map(|name| std::env::var(name).ok());
    asked
        .and_then(Lang::parse)
        .or_else(|| locale.as_deref().and_then(Lang::parse))
        .unwrap_or_default()
}

/// What went wrong and what to do about it.
pub(super) fn sentence(lang: Lang, error: &HubError) -> String {
    match error {
        HubError::Invalid(invalid) => say_invalid(lang, invalid),
        HubError::NotFound { what, id } => {
            let key = format!("hub.what.{}", what.replace(' ', "_"));
            let what = say(lang, &key, &[]);
            say(
                lang,
                "hub.error.not_found",
                &[("what", what), ("value", id.clone())],
            )
        }
        HubError::Refused { code, detail } => {
            let key = format!("hub.refused.{code}");
            if has_text(lang, &key) {
                say(lang, &key, &[("value", detail.clone())])
            } else {
                error.to_string()
            }
        }
        HubError::TooNew { found, known } => {
            let args = [("found", found.to_string()), ("known", known.to_string())];
            say(lang, "hub.error.too_new", &args)
        }
        HubError::WrongKey(_) => say(lang, "hub.error.wrong_key", &[]),
        HubError::Folder { path, error } => {
            let args = [("path", path.clone()), ("value", error.to_string())];
            say(lang, "hub.error.folder", &args)
        }
        other => say(lang, "hub.error.unexpected", &[("value", other.to_string())]),
    }
}

fn code(error: &HubError) -> &str {
    match error {
        HubError::Invalid(invalid) => invalid.reason,
        HubError::NotFound { .. } => "not_found",
        HubError::Refused { code, .. } => code,
        HubError::TooNew { .. } => "too_new",
        HubError::WrongKey(_) => "wrong_key",
        HubError::Folder { .. } => "folder",
        _ => "unexpected",
    }
}

/// The same for programs.
pub(super) fn as_json(lang: Lang, error: &HubError) -> Value {
    json!({"error": code(error), "message": sentence(lang, error)})
}
