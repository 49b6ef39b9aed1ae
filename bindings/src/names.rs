//! What people call things: names of enums, codes and amounts, from the core's texts.

use fieldbook_core as core;
use fieldbook_core::catalog::{Lang, say};
use fieldbook_core::export::{show_entered, show_number};
use fieldbook_core::model::{
    ClaimState, ClockState, ClockTrust, DocKind, FactKind, Quantity, QuantityRole, Role, Severity, StampClass,
};
use fieldbook_core::store::ChangeState;

use crate::ids::DecimalNumber;
use crate::{Ending, Wording};

fn named(of: &str, name: &str) -> Wording {
    Wording::of(|lang| say(lang, &format!("{of}.{name}"), &[]))
}

/// How far a change has come, in a word or two.
#[uniffi::export]
pub fn change_state_name(state: ChangeState) -> Wording {
    named("fact_state", state.name())
}

/// How a claim on stamps stands.
#[uniffi::export]
pub fn claim_state_name(state: ClaimState) -> Wording {
    named("claim_state", state.name())
}

/// What a season, lot, visit or register is called.
#[uniffi::export]
pub fn doc_kind_name(kind: DocKind) -> Wording {
    named("doc_kind", kind.name())
}

/// What a role is called.
#[uniffi::export]
pub fn role_name(role: Role) -> Wording {
    named("role", role.name())
}

/// What a kind of fact is called. A step has a name of its own.
#[uniffi::export]
pub fn fact_kind_name(kind: FactKind) -> Wording {
    named("kind", kind.name())
}

/// What an amount says about the goods. A step may ask for it in its own words.
#[uniffi::export]
pub fn quantity_role_name(role: QuantityRole) -> Wording {
    named("quantity_role", role.name())
}

/// How much a finding matters.
#[uniffi::export]
pub fn severity_name(severity: Severity) -> Wording {
    named("severity", severity.name())
}

/// What a scanned text is.
#[uniffi::export]
pub fn stamp_class_name(read: StampClass) -> Wording {
    named("stamp_class", read.name())
}

/// What is known of this device's clock.
#[uniffi::export]
pub fn clock_state_name(state: ClockState) -> Wording {
    named("clock_state", state.name())
}

/// How far the clock behind a moment can be trusted.
#[uniffi::export]
pub fn clock_trust_name(trust: ClockTrust) -> Wording {
    named("clock_trust", trust.name())
}

/// How a sync ended and what to do.
#[uniffi::export]
pub fn say_ending(ending: Ending) -> Wording {
    let ending = ending.into();
    Wording::of(|lang| core::say_ending(&ending, lang))
}

/// What a code means, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Reason {
    /// What it means.
    pub said: Wording,
    /// What a person can do; empty where `said` says it already.
    pub remedy: Wording,
}

/// What a code of the hub, or of this app over a file or a link, means: `FactView.reason`, `ChangeFate.code`,
/// `Profile.refused`, the code of a file set aside. A code of a newer hub is said in general.
#[uniffi::export]
pub fn say_refusal(code: &str) -> Reason {
    Reason {
        said: Wording::of(|lang| core::say_refusal(code, lang).0),
        remedy: Wording::of(|lang| core::say_refusal(code, lang).1),
    }
}

/// An amount as it was entered: `2,5 tạ`, in English `2.5 tạ (250 kg)`.
#[uniffi::export]
pub fn say_quantity(quantity: &Quantity, lang: Lang) -> String {
    show_entered(quantity, lang)
}

/// A number as the language writes it: `1.250,5` or `1,250.5`.
#[uniffi::export]
pub fn say_number(number: DecimalNumber, lang: Lang) -> String {
    show_number(number, lang)
}
