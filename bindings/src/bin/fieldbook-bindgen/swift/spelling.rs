//! How names, types, defaults and documentation look in Swift.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToLowerCamelCase, ToUpperCamelCase};
use uniffi_bindgen::interface::{Argument, AsType, DefaultValue, Field, Literal, Type};

use crate::prose::quoted;
use crate::surface::Surface;

/// Those that can be the name of a parameter or field.
const KEYWORDS: [&str; 14] = [
    "as", "case", "class", "default", "do", "for", "func", "if", "import", "in", "is", "repeat", "self",
    "where",
];

pub struct Spelling {
    /// What UniFFI renames, except the rooms: their plain names are the layer's.
    renamed: BTreeMap<String, String>,
    types: BTreeSet<String>,
    /// Calls and fields, as Rust writes them.
    members: BTreeSet<String>,
    errors: BTreeSet<String>,
}

impl Spelling {
    pub fn new(surface: &Surface) -> Self {
        let interface = surface.interface();
        let mut spelling = Self {
            renamed: surface.renamed().clone(),
            types: BTreeSet::new(),
            members: surface.members().clone(),
            errors: BTreeSet::new(),
        };
        for room in surface.rooms() {
            spelling.renamed.remove(room.name());
        }
        for object in interface.object_definitions() {
            spelling.types.insert(object.name().to_owned());
        }
        for record in interface.record_definitions() {
            spelling.types.insert(record.name().to_owned());
        }
        for kind in interface.enum_definitions() {
            spelling.types.insert(kind.name().to_owned());
            if interface.is_name_used_as_error(kind.name()) {
                let cases = kind.variants().iter();
                spelling.errors.extend(cases.map(|case| case.name().to_owned()));
            }
        }
        spelling
    }

    /// The name of a record, an enum or an object.
    pub fn named(&self, name: &str) -> String {
        self.renamed
            .get(name)
            .cloned()
            .unwrap_or_else(|| name.to_upper_camel_case())
    }

    pub fn kind(&self, kind: &Type) -> String {
        match kind {
            Type::UInt8 => "UInt8".to_owned(),
            Type::Int8 => "Int8".to_owned(),
            Type::UInt16 => "UInt16".to_owned(),
            Type::Int16 => "Int16".to_owned(),
            Type::UInt32 => "UInt32".to_owned(),
            Type::Int32 => "Int32".to_owned(),
            Type::UInt64 => "UInt64".to_owned(),
            Type::Int64 => "Int64".to_owned(),
            Type::Float32 => "Float".to_owned(),
            Type::Float64 => "Double".to_owned(),
            Type::Boolean => "Bool".to_owned(),
            Type::String => "String".to_owned(),
            Type::Bytes => "Data".to_owned(),
            Type::Timestamp => "Date".to_owned(),
            Type::Duration => "TimeInterval".to_owned(),
            Type::Object { name, .. }
            | Type::Record { name, .. }
            | Type::Enum { name, .. }
            | Type::CallbackInterface { name, .. }
            | Type::Custom { name, .. } => self.named(name),
            Type::Box { inner_type } => self.kind(inner_type),
            Type::Optional { inner_type } => format!("{}?", self.kind(inner_type)),
            Type::Sequence { inner_type } => format!("[{}]", self.kind(inner_type)),
            Type::Set { inner_type } => format!("Set<{}>", self.kind(inner_type)),
            Type::Map { key_type, value_type } => {
                format!("[{}: {}]", self.kind(key_type), self.kind(value_type))
            }
        }
    }

    /// `name: Kind = default`.
    pub fn parameter(&self, argument: &Argument) -> String {
        self.declared(argument.name(), &argument.as_type(), argument.default_value())
    }

    pub fn field(&self, field: &Field) -> String {
        self.declared(field.name(), &field.as_type(), field.default_value())
    }

    fn declared(&self, name: &str, kind: &Type, default: Option<&DefaultValue>) -> String {
        let default = default
            .map(|value| format!(" = {}", self.default(value, kind)))
            .unwrap_or_default();
        format!("{}: {}{default}", value_name(name), self.kind(kind))
    }

    fn default(&self, value: &DefaultValue, kind: &Type) -> String {
        match value {
            DefaultValue::Default => match kind {
                Type::Optional { .. } => "nil".to_owned(),
                Type::Sequence { .. } => "[]".to_owned(),
                Type::Map { .. } => "[:]".to_owned(),
                kind => format!("{}()", self.kind(kind)),
            },
            DefaultValue::Literal(literal) => self.literal(literal, kind),
        }
    }

    fn literal(&self, literal: &Literal, kind: &Type) -> String {
        match literal {
            Literal::Boolean(value) => value.to_string(),
            Literal::String(value) => format!("{value:?}"),
            Literal::UInt(value, ..) => value.to_string(),
            Literal::Int(value, ..) => value.to_string(),
            Literal::Float(value, _) => value.clone(),
            Literal::Enum(case, _) => format!(".{}", case.to_lower_camel_case()),
            Literal::EmptySequence | Literal::EmptySet => "[]".to_owned(),
            Literal::EmptyMap => "[:]".to_owned(),
            Literal::None => "nil".to_owned(),
            Literal::Some { inner } => self.default(inner, kind),
        }
    }

    /// Documentation above a declaration.
    pub fn doc(&self, indent: &str, text: Option<&str>) -> String {
        let mut doc = String::new();
        for line in text.unwrap_or_default().lines() {
            doc.push_str(indent);
            doc.push_str(format!("/// {}", self.prose(line.trim())).trim_end());
            doc.push('\n');
        }
        doc
    }

    /// A line of documentation, with the names in backticks as Swift has them.
    pub fn prose(&self, line: &str) -> String {
        quoted(line, |name| self.quoted(name))
    }

    fn quoted(&self, name: &str) -> String {
        if self.errors.contains(name) {
            return format!(".{}", name.to_lower_camel_case());
        }
        if name.contains('_') && self.members.contains(name) {
            return name.to_lower_camel_case();
        }
        match name.split_once('.') {
            Some((kind, member)) if self.types.contains(kind) => {
                format!("{}.{}", self.named(kind), member.to_lower_camel_case())
            }
            _ if self.types.contains(name) => self.named(name),
            _ => name.to_owned(),
        }
    }
}

/// The name of a call, an argument, a field or a case.
pub fn value_name(name: &str) -> String {
    let name = name.to_lower_camel_case();
    if KEYWORDS.contains(&name.as_str()) {
        format!("`{name}`")
    } else {
        name
    }
}
