//! Rolls that an issuer printed by a list of codes, which count nothing: the list is imported, and from then on the
//! roll's stamps are the places on it. What phones say in codes is put into places here, and told them in codes again.

mod codes;
mod import;
mod rows;
#[cfg(test)]
mod tests;
mod told;
mod xlsx;

pub(crate) use import::shared_with_lists;
pub use import::{LIST_BYTES_MAX, NewList};
pub(crate) use told::{Asked, in_places, told};
