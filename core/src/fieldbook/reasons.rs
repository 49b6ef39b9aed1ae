use crate::catalog::{Lang, has_text, say};
use crate::sync::Ending;

/// How a sync ended and what to do, as a sentence.
pub fn say_ending(ending: &Ending, lang: Lang) -> String {
    let (key, why) = match ending {
        Ending::Complete => ("ending.complete", None),
        Ending::Offline(details) => ("ending.offline", Some(details.clone())),
        Ending::Refused(code) => ("ending.refused", Some(say_refusal(code, lang).0)),
        Ending::Cancelled => ("ending.cancelled", None),
    };
    let args = why.map(|why| ("why", why));
    say(lang, key, args.as_slice())
}

/// What a code of the hub, or of this app over a file or a link, means (`refusal.<code>`), and what a person can do
/// about it, as two sentences; the second is empty where the first says it already. A newer hub may have codes that this
/// app has no words for: those are said in general.
pub fn say_refusal(code: &str, lang: Lang) -> (String, String) {
    let keys = [format!("refusal.{code}"), format!("not_allowed.{code}")];
    let key = keys.into_iter().find(|key| has_text(lang, key));
    let key = key.unwrap_or_else(|| "refusal_unknown".to_owned());
    let remedy = format!("{key}.remedy");
    let remedy = if has_text(lang, &remedy) {
        say(lang, &remedy, &[])
    } else {
        String::new()
    };
    (say(lang, &key, &[]), remedy)
}
