//! The calls outside the rooms, written as those of the rooms are: with the type of their errors, and without a label
//! for the first argument. UniFFI's own get another name, which only the package sees: two calls that differ in nothing
//! but the type of their errors cannot stand side by side.

use std::fmt::Write as _;

use heck::{ToLowerCamelCase, ToUpperCamelCase};
use uniffi_bindgen::interface::Callable;

use super::rooms::{HEAD, effects, signature};
use super::spelling::{Spelling, value_name};
use crate::surface::Surface;

/// A call of a record, an enum or an object without a layer, or of none of them.
struct Plain<'a> {
    owner: Option<String>,
    /// How UniFFI's begins, and how it begins when only the package sees it.
    begins: (&'static str, &'static str),
    name: &'a str,
    call: &'a dyn Callable,
}

const METHOD: (&str, &str) = ("public func", "func");
const METHOD_OF_CLASS: (&str, &str) = ("open func", "func");
const MAKER: (&str, &str) = ("public static func", "static func");

pub fn calls(surface: &Surface, spelling: &Spelling) -> String {
    let mut text = HEAD.to_owned();
    for one in rewritten(surface, spelling) {
        let _ = match &one.owner {
            Some(owner) => write!(
                text,
                "\nextension {owner} {{\n{}}}\n",
                one.written(spelling, "    ")
            ),
            None => write!(text, "\n{}", one.written(spelling, "")),
        };
    }
    text
}

/// Gives UniFFI's own their other name.
pub fn hide(surface: &Surface, spelling: &Spelling, text: String) -> String {
    rewritten(surface, spelling).iter().fold(text, |text, one| {
        let (old, new) = one.of_uniffi(spelling);
        text.replace(&old, &new)
    })
}

/// The call as an app sees it.
pub fn declared(spelling: &Spelling, name: &str, call: &dyn Callable) -> String {
    let answer = call.return_type().map(|kind| spelling.kind(kind));
    let effects = effects(spelling, call.throws_type(), false);
    signature(spelling, name, &call.arguments(), &effects, answer.as_deref())
}

/// Every argument with its label, as UniFFI writes them.
pub fn labels(spelling: &Spelling, call: &dyn Callable) -> String {
    let arguments = call.arguments();
    let declared: Vec<String> = arguments.iter().map(|one| spelling.parameter(one)).collect();
    declared.join(", ")
}

/// Those that are not right already: a call without arguments that cannot fail is.
fn rewritten<'a>(surface: &'a Surface, spelling: &Spelling) -> Vec<Plain<'a>> {
    let interface = surface.interface();
    let mut all: Vec<Plain<'a>> = Vec::new();
    for object in interface.object_definitions() {
        let is_room = surface.rooms().any(|room| room.name() == object.name());
        if is_room || object.has_callback_interface() {
            continue;
        }
        let owner = Some(spelling.named(object.name()));
        for call in object.constructors() {
            all.push(Plain {
                owner: owner.clone(),
                begins: MAKER,
                name: call.name(),
                call,
            });
        }
        for call in object.methods() {
            all.push(Plain {
                owner: owner.clone(),
                begins: METHOD_OF_CLASS,
                name: call.name(),
                call,
            });
        }
    }
    let records = interface.record_definitions().iter();
    let records = records.map(|record| (record.name(), record.methods()));
    let enums = interface.enum_definitions().iter();
    let enums = enums.map(|kind| (kind.name(), kind.methods()));
    for (owner, methods) in records.chain(enums) {
        for call in methods {
            all.push(Plain {
                owner: Some(spelling.named(owner)),
                begins: METHOD,
                name: call.name(),
                call,
            });
        }
    }
    for call in interface.function_definitions() {
        all.push(Plain {
            owner: None,
            begins: METHOD,
            name: call.name(),
            call,
        });
    }
    all.retain(|one| one.call.throws_type().is_some() || !one.call.arguments().is_empty());
    all
}

impl Plain<'_> {
    fn name_of_uniffi(&self) -> String {
        format!("uniffi{}", self.name.to_upper_camel_case())
    }

    /// The declaration as UniFFI writes it, and as it is then.
    fn of_uniffi(&self, spelling: &Spelling) -> (String, String) {
        let throws = if self.call.throws_type().is_some() {
            "throws "
        } else {
            ""
        };
        let answer = self.call.return_type();
        let answer = answer.map(|kind| format!(" -> {}  {{", spelling.kind(kind)));
        let rest = format!(
            "({}){throws}{}",
            labels(spelling, self.call),
            answer.unwrap_or_default()
        );
        let (public, hidden) = self.begins;
        (
            format!("{public} {}{rest}", value_name(self.name)),
            format!("{hidden} {}{rest}", self.name_of_uniffi()),
        )
    }

    fn written(&self, spelling: &Spelling, indent: &str) -> String {
        let arguments = self.call.arguments();
        let passed: Vec<String> = arguments
            .iter()
            .map(|argument| {
                let (label, value) = (argument.name().to_lower_camel_case(), value_name(argument.name()));
                format!("{label}: {value}")
            })
            .collect();
        let made = format!("{}({})", self.name_of_uniffi(), passed.join(", "));
        let made = match self.call.throws_type() {
            Some(_) => format!("try told {{ try {made} }}"),
            None => made,
        };
        let kind = if self.begins == MAKER { "static " } else { "" };
        format!(
            "{}{indent}public {kind}{} {{\n{indent}    {made}\n{indent}}}\n",
            spelling.doc(indent, self.call.docstring()),
            declared(spelling, self.name, self.call)
        )
    }
}
