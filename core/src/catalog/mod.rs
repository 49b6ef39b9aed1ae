//! Product groups ("modul") as data files, what may be recorded at each step, and every sentence shown to
//! a person in Vietnamese and English.

mod check;
mod collection;
mod field;
mod group;
mod lang;
mod parse;
mod texts;
mod validate;

pub use collection::Catalog;
pub use field::{Choice, Field, FieldType, FieldUnit, NumberRule, TextRule};
pub use group::{Defaults, InputRule, ProductGroup, QuantityRule, StampRule, Standard, Step};
pub use lang::{Lang, Text};
pub use texts::{Texts, has_text, say, say_finding, say_invalid};

#[cfg(test)]
mod tests;
