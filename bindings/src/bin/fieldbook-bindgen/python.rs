//! Python: type stubs of UniFFI's module for checkers, editors and reviewers, with the documentation of fields that
//! Python itself cannot carry.

mod words;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use uniffi_bindgen::interface::{
    Argument, AsType, Callable, Enum, Field, Function, Method, Object, Record, Type, Variant,
};

use self::words::{DICT, LIST, in_python, literal, named};
use crate::surface::Surface;

const HEAD: &str = "# Written by fieldbook-bindgen from the library itself; changes here are lost.

import abc
import builtins
import dataclasses
import datetime
import decimal
import enum
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from typing_extensions import Buffer, Self

";

/// What all objects have in common: they live in the library.
const HELD: &str = "
class _Held(metaclass=abc.ABCMeta):
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, memo: dict[int, Any]) -> Self: ...
    def __del__(self) -> None: ...
";

/// A method or constructor of a class needs its first argument; a function has none.
#[derive(Clone, Copy)]
enum Bound {
    Object,
    Class,
    Nothing,
}

pub fn files(surface: &Surface) -> Vec<(&'static str, String)> {
    let interface = surface.interface();
    let stub = |names| Stub { surface, names };
    let mut classes: Vec<(String, String)> = Vec::new();
    for kind in interface.enum_definitions() {
        let text = if interface.is_name_used_as_error(kind.name()) {
            stub(BTreeSet::new()).error(kind)
        } else if kind.is_flat() {
            stub(BTreeSet::new()).plain_enum(kind)
        } else {
            stub(BTreeSet::new()).rich_enum(kind)
        };
        classes.push((kind.name().to_owned(), text));
    }
    for record in interface.record_definitions() {
        let fields = record.fields().iter().map(|field| field.name().to_snake_case());
        let methods = record
            .methods()
            .iter()
            .map(|method| method.name().to_snake_case());
        let text = stub(fields.chain(methods).collect()).record(record);
        classes.push((record.name().to_owned(), text));
    }
    for object in interface.object_definitions() {
        let methods = object.methods().into_iter();
        let text = stub(methods.map(|method| method.name().to_snake_case()).collect()).object(object);
        classes.push((object.name().to_owned(), text));
    }
    let functions = interface.function_definitions().iter();
    let mut functions: Vec<(String, String)> = functions
        .map(|function| {
            let text = stub(BTreeSet::new()).function(function);
            (function.name().to_snake_case(), text)
        })
        .collect();
    classes.sort();
    functions.sort();

    let mut text = HEAD.to_owned();
    text.push_str("__all__ = [\n");
    let finished = finished_by_hand(surface);
    for (name, _) in classes.iter().chain(&functions) {
        if !finished.contains(name) {
            let _ = writeln!(text, "    \"{name}\",");
        }
    }
    text.push_str("]\n");
    text.push_str(HELD);
    for (_, class) in classes.iter().chain(&functions) {
        text.push('\n');
        text.push_str(class);
    }
    vec![("fieldbook.pyi", text)]
}

/// The classes that the package offers in a form of its own: whoever takes a listener, and what it answers with.
fn finished_by_hand(surface: &Surface) -> BTreeSet<String> {
    let mut finished = BTreeSet::new();
    for object in surface.interface().object_definitions() {
        for method in object.methods() {
            if surface.takes_listener(method) {
                finished.insert(object.name().to_owned());
                if let Some(Type::Object { name, .. }) = method.return_type() {
                    finished.insert(name.clone());
                }
            }
        }
    }
    finished
}

/// One class or function under the pen.
struct Stub<'a> {
    surface: &'a Surface,
    /// What the class calls its own members: inside it, `bytes` may be a field and no longer the type.
    names: BTreeSet<String>,
}

impl Stub<'_> {
    fn plain_enum(&self, kind: &Enum) -> String {
        let mut text = format!(
            "class {}(enum.Enum):\n{}",
            kind.name(),
            self.doc(1, kind.docstring())
        );
        for (number, variant) in kind.variants().iter().enumerate() {
            let _ = writeln!(text, "    {} = {number}", variant.name().to_shouty_snake_case());
            text.push_str(&self.doc(1, variant.docstring()));
        }
        text
    }

    /// Every variant is a class of its own inside the enum's: `isinstance(value, FieldValue.NUMBER)`.
    fn rich_enum(&self, kind: &Enum) -> String {
        let name = kind.name();
        let mut text = format!("class {name}:\n{}", self.doc(1, kind.docstring()));
        text.push_str("    def __init__(self) -> None: ...\n");
        for variant in kind.variants() {
            let shouted = variant.name().to_shouty_snake_case();
            let _ = write!(
                text,
                "    def is_{shouted}(self) -> bool: ...\n    def is_{}(self) -> bool: ...\n",
                variant.name().to_snake_case()
            );
        }
        for method in kind.methods() {
            text.push_str(&self.method(1, method));
        }
        for variant in kind.variants() {
            let shouted = variant.name().to_shouty_snake_case();
            let inner = Stub::of(self.surface, variant);
            let doc = inner.doc(2, variant.docstring());
            if variant.has_nameless_fields() {
                let _ = write!(text, "    class {shouted}({name}):\n{doc}");
                text.push_str(&inner.places(variant.fields()));
                continue;
            }
            let _ = write!(
                text,
                "    @dataclasses.dataclass\n    class {shouted}({name}):\n{doc}"
            );
            text.push_str(&inner.fields(2, variant.fields()));
            if variant.fields().is_empty() {
                text.push_str("        def __init__(self) -> None: ...\n");
            }
        }
        text
    }

    /// A variant whose fields have no names is read like a tuple: `deed[0]`.
    fn places(&self, fields: &[Field]) -> String {
        let kinds: BTreeSet<String> = fields.iter().map(|field| self.kind(&field.as_type())).collect();
        let kinds = kinds.into_iter().collect::<Vec<_>>().join(" | ");
        format!(
            "        def __init__(self, *values: {kinds}) -> None: ...
        def __getitem__(self, index: int) -> {kinds}: ...
"
        )
    }

    fn error(&self, kind: &Enum) -> String {
        let name = kind.name();
        let mut text = format!("class {name}(Exception):\n{}", self.doc(1, kind.docstring()));
        text.push_str(&self.fields(1, &shared_fields(kind)));
        for method in kind.methods() {
            text.push_str(&self.method(1, method));
        }
        for variant in kind.variants() {
            let inner = Stub::of(self.surface, variant);
            let _ = writeln!(
                text,
                "    class {}({name}):",
                variant.name().to_upper_camel_case()
            );
            text.push_str(&inner.doc(2, variant.docstring()));
            text.push_str(&inner.fields(2, variant.fields()));
            let spelled =
                |field: &Field| format!("{}: {}", named(field.name()), inner.kind(&field.as_type()));
            let arguments: Vec<String> = variant.fields().iter().map(spelled).collect();
            let _ = writeln!(
                text,
                "        def __init__(self, {}) -> None: ...",
                arguments.join(", ")
            );
        }
        text
    }

    fn record(&self, record: &Record) -> String {
        let mut text = format!(
            "@dataclasses.dataclass(kw_only=True)\nclass {}:\n{}",
            record.name(),
            self.doc(1, record.docstring())
        );
        text.push_str(&self.fields(1, record.fields()));
        for method in record.methods() {
            text.push_str(&self.method(1, method));
        }
        text
    }

    fn object(&self, object: &Object) -> String {
        let held = if object.is_trait_interface() {
            ""
        } else {
            "(_Held)"
        };
        let mut text = format!(
            "class {}{held}:\n{}",
            object.name(),
            self.doc(1, object.docstring())
        );
        if !object.is_trait_interface() {
            text.push_str("    def __init__(self, *args: Any, **kwargs: Any) -> None: ...\n");
        }
        for constructor in object.constructors() {
            let name = constructor.name().to_snake_case();
            text.push_str("    @classmethod\n");
            text.push_str(&self.call(
                1,
                Bound::Class,
                &name,
                constructor,
                "Self",
                constructor.docstring(),
            ));
        }
        for method in object.methods() {
            text.push_str(&self.method(1, method));
        }
        text
    }

    fn method(&self, depth: usize, method: &Method) -> String {
        let name = method.name().to_snake_case();
        let answer = self.answer(method.return_type());
        self.call(depth, Bound::Object, &name, method, &answer, method.docstring())
    }

    fn function(&self, function: &Function) -> String {
        let name = function.name().to_snake_case();
        let answer = self.answer(function.return_type());
        self.call(0, Bound::Nothing, &name, function, &answer, function.docstring())
    }

    fn call(
        &self,
        depth: usize,
        bound: Bound,
        name: &str,
        call: &impl Callable,
        answer: &str,
        doc: Option<&str>,
    ) -> String {
        let first = match bound {
            Bound::Object => Some("self".to_owned()),
            Bound::Class => Some("cls".to_owned()),
            Bound::Nothing => None,
        };
        let arguments = call.arguments();
        let rest = arguments.iter().map(|argument| self.argument(argument));
        let arguments: Vec<String> = first.into_iter().chain(rest).collect();
        let indent = "    ".repeat(depth);
        let head = format!(
            "{indent}def {}({}) -> {answer}:",
            named(name),
            arguments.join(", ")
        );
        match doc {
            Some(_) => format!("{head}\n{}", self.doc(depth + 1, doc)),
            None => format!("{head} ...\n"),
        }
    }

    fn argument(&self, argument: &Argument) -> String {
        let kind = match argument.as_type() {
            Type::Bytes if argument.is_borrowed_bytes() => "Buffer".to_owned(),
            Type::Sequence { inner_type } => format!("Sequence[{}]", self.kind(&inner_type)),
            Type::Map { key_type, value_type } => {
                format!("Mapping[{}, {}]", self.kind(&key_type), self.kind(&value_type))
            }
            kind => self.kind(&kind),
        };
        let default = match argument
            .default_value()
            .map(|value| literal(value, &argument.as_type()))
        {
            Some(value) if value == LIST => " = ()".to_owned(),
            Some(value) if value == DICT => " = ...".to_owned(),
            Some(value) => format!(" = {value}"),
            None => String::new(),
        };
        format!("{}: {kind}{default}", named(argument.name()))
    }

    fn answer(&self, kind: Option<&Type>) -> String {
        kind.map_or_else(|| "None".to_owned(), |kind| self.kind(kind))
    }

    fn fields(&self, depth: usize, fields: &[Field]) -> String {
        let indent = "    ".repeat(depth);
        let line = |field: &Field| {
            let default = match field
                .default_value()
                .map(|value| literal(value, &field.as_type()))
            {
                Some(value) if value == LIST || value == DICT => {
                    format!(" = dataclasses.field(default_factory={})", self.builtin(&value))
                }
                Some(value) => format!(" = {value}"),
                None => String::new(),
            };
            let kind = self.kind(&field.as_type());
            let doc = self.doc(depth, field.docstring());
            format!("{indent}{}: {kind}{default}\n{doc}", named(field.name()))
        };
        fields.iter().map(line).collect()
    }

    fn kind(&self, kind: &Type) -> String {
        match kind {
            Type::UInt8
            | Type::Int8
            | Type::UInt16
            | Type::Int16
            | Type::UInt32
            | Type::Int32
            | Type::UInt64
            | Type::Int64 => self.builtin("int"),
            Type::Float32 | Type::Float64 => self.builtin("float"),
            Type::Boolean => self.builtin("bool"),
            Type::String => self.builtin("str"),
            Type::Bytes => self.builtin("bytes"),
            Type::Timestamp => "datetime.datetime".to_owned(),
            Type::Duration => "datetime.timedelta".to_owned(),
            Type::Object { name, .. }
            | Type::Record { name, .. }
            | Type::Enum { name, .. }
            | Type::CallbackInterface { name, .. } => name.clone(),
            Type::Custom { name, builtin, .. } => match self.surface.custom_type(name) {
                Some(spelled) if spelled.contains('.') => spelled.to_owned(),
                Some(spelled) => self.builtin(spelled),
                None => self.kind(builtin),
            },
            Type::Box { inner_type } => self.kind(inner_type),
            Type::Optional { inner_type } => format!("{} | None", self.kind(inner_type)),
            Type::Sequence { inner_type } => format!("{}[{}]", self.builtin("list"), self.kind(inner_type)),
            Type::Set { inner_type } => format!("{}[{}]", self.builtin("set"), self.kind(inner_type)),
            Type::Map { key_type, value_type } => format!(
                "{}[{}, {}]",
                self.builtin("dict"),
                self.kind(key_type),
                self.kind(value_type)
            ),
        }
    }

    fn builtin(&self, name: &str) -> String {
        if self.names.contains(name) {
            format!("builtins.{name}")
        } else {
            name.to_owned()
        }
    }

    fn doc(&self, depth: usize, text: Option<&str>) -> String {
        let Some(text) = text else {
            return String::new();
        };
        let indent = "    ".repeat(depth);
        let text = in_python(self.surface, text);
        let mut lines = text.trim().lines().map(str::trim).peekable();
        let mut written = format!("{indent}\"\"\"{}", lines.next().unwrap_or_default());
        if lines.peek().is_none() {
            return format!("{written}\"\"\"\n");
        }
        for line in lines {
            let line = format!("\n{indent}{line}");
            written.push_str(line.trim_end());
            if line.trim().is_empty() {
                written.push('\n');
            }
        }
        format!("{written}\n{indent}\"\"\"\n")
    }

    fn of<'a>(surface: &'a Surface, variant: &Variant) -> Stub<'a> {
        let names = variant.fields().iter().map(|field| field.name().to_snake_case());
        Stub {
            surface,
            names: names.collect(),
        }
    }
}

/// The fields that every variant of an error has, so that they can be read without knowing which it is.
fn shared_fields(kind: &Enum) -> Vec<Field> {
    let Some((first, others)) = kind.variants().split_first() else {
        return Vec::new();
    };
    let has = |variant: &Variant, field: &Field| {
        let mut fields = variant.fields().iter();
        fields.any(|other| other.name() == field.name() && other.as_type() == field.as_type())
    };
    let shared = first.fields().iter();
    shared
        .filter(|field| others.iter().all(|variant| has(variant, field)))
        .cloned()
        .collect()
}
