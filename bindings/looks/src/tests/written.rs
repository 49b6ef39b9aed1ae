//! What is written for each platform.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{home, ours};
use crate::words::Words;
use crate::{File, android, kotlin, swift};

const PLANTED: &str = "[on_behalf]
price = { vi = \"Giá $5 “{name}” 100% \\\"rẻ\\\"\", en = \"It's {name}: 100% <$5> & \\\\ cheap\" }
plain = { vi = \"@ai? 5%\", en = \"?who's 5%\" }
days = { vi = \"{person} còn {count} ngày\", en = { one = \"{count} day for {person}\", other = \"{count} days for {person}\" } }
";

fn texts(files: Vec<File>) -> BTreeMap<String, String> {
    let text = |(path, bytes): File| Some((path.to_str()?.to_owned(), String::from_utf8(bytes).ok()?));
    files.into_iter().filter_map(text).collect()
}

#[track_caller]
fn assert_has(text: &str, wanted: &[&str]) {
    for line in wanted {
        assert!(text.contains(line), "no {line} in\n{text}");
    }
}

fn planted() -> Words {
    Words::read(PLANTED).unwrap_or_else(|faults| panic!("{faults:?}"))
}

#[test]
fn kotlin_is_escaped_and_named_as_kotlin_is() {
    let (_, looks) = ours();
    let files = texts(kotlin::files(&planted(), &looks));
    assert_has(
        &files["vn/fieldbook/looks/Words.kt"],
        &[
            "public val onBehalf: OnBehalf = OnBehalf(lang)",
            "public fun price(name: String): String =",
            r#""Giá \$5 “${name}” 100% \"rẻ\"" else "It's ${name}: 100% <\$5> & \\ cheap""#,
            "public fun days(person: String, count: Int): String =",
            r#"else if (count == 1) "${grouped(lang, count)} day for ${person}" else "#,
        ],
    );
    assert_has(
        &files["vn/fieldbook/looks/Icons.kt"],
        &[
            "\"harvest\" -> Drawn.basket\n",
            "FactKind.VOID_STAMPS -> ",
            "ChangeState.ON_PHONE -> ",
            "public val back: ImageVector",
        ],
    );
    assert_has(
        &files["vn/fieldbook/looks/Looks.kt"],
        &[
            "public val onPrimaryContainer: Color,",
            "Tone.GOOD -> onGood",
            "touchTarget: Dp = 56.dp",
            "body: TextUnit = 18.sp",
        ],
    );
}

#[test]
fn android_s_strings_are_escaped_and_counted() {
    let (_, looks) = ours();
    let files = texts(android::files(&planted(), &looks, home()).expect("files"));
    assert_has(
        &files["res/values/strings.xml"],
        &[
            r#"<string name="on_behalf_price">Giá $5 “%1$s” 100%% \"rẻ\"</string>"#,
            r#"<string name="on_behalf_plain">\@ai? 5%</string>"#,
            r#"<plurals name="on_behalf_days">"#,
            r#"<item quantity="other">%1$s còn %2$,d ngày</item>"#,
        ],
    );
    assert!(!files["res/values/strings.xml"].contains("quantity=\"one\""));
    assert_has(
        &files["res/values-en/strings.xml"],
        &[
            r"It\'s %1$s: 100%% &lt;$5&gt; &amp; \\ cheap",
            r#"<string name="on_behalf_plain">\?who\'s 5%</string>"#,
            r#"<item quantity="one">%2$,d day for %1$s</item>"#,
        ],
    );
    assert_ne!(
        files["res/values/colors.xml"],
        files["res/values-night/colors.xml"]
    );
    assert_has(
        &files["res/values/dimens.xml"],
        &["touch_target\">56dp", "text_body\">18sp"],
    );
    assert_has(&files["res/drawable/ic_diary.xml"], &["android:pathData=\"M"]);
}

#[test]
fn swift_s_catalogues_hold_what_the_words_do() {
    let (_, looks) = ours();
    let files = texts(swift::files(&planted(), &looks, home()).expect("files"));
    assert_has(
        &files["Words.swift"],
        &[
            "public var onBehalf: OnBehalf { OnBehalf(lang: lang) }",
            r#""Giá $5 “\(name)” 100% \"rẻ\"" : "It's \(name): 100% <$5> & \\ cheap""#,
            "public func days(person: String, count: Int) -> String {",
        ],
    );
    let catalogue: Value = serde_json::from_str(&files["Localizable.xcstrings"]).expect("JSON");
    assert_eq!(catalogue["sourceLanguage"], "vi");
    let days = &catalogue["strings"]["on_behalf.days"]["localizations"];
    let plural =
        |lang: &str, form: &str| days[lang]["variations"]["plural"][form]["stringUnit"]["value"].clone();
    assert_eq!(plural("en", "one"), "%2$lld day for %1$@");
    assert_eq!(plural("vi", "other"), "%1$@ còn %2$lld ngày");
    let price = &catalogue["strings"]["on_behalf.price"]["localizations"]["vi"]["stringUnit"]["value"];
    assert_eq!(price, "Giá $5 “%1$@” 100%% \"rẻ\"");
    for (name, text) in files.iter().filter(|(name, _)| name.ends_with("Contents.json")) {
        assert!(serde_json::from_str::<Value>(text).is_ok(), "{name}");
    }
    let set: Value = serde_json::from_str(&files["Looks.xcassets/bad.colorset/Contents.json"]).expect("JSON");
    assert_eq!(set["colors"][1]["appearances"][0]["value"], "dark");
    assert_eq!(
        files["Looks.xcassets/basket.imageset/basket.svg"],
        super::text_of(&home().join("icons/basket.svg")).expect("a picture")
    );
}

#[test]
fn ios_is_told_why_the_app_asks() {
    let (words, looks) = ours();
    let files = texts(swift::files(&words, &looks, home()).expect("files"));
    let plist: Value = serde_json::from_str(&files["InfoPlist.xcstrings"]).expect("JSON");
    let camera = &plist["strings"]["NSCameraUsageDescription"]["localizations"]["vi"]["stringUnit"]["value"];
    assert!(
        camera.as_str().is_some_and(|said| said.contains("máy ảnh")),
        "{camera}"
    );
}
