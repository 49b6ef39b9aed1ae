use crate::model::{ChangeHash, Invalid};

/// Why a document could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Automerge refused.
    #[error("automerge: {0}")]
    Automerge(#[from] automerge::AutomergeError),
    /// A document's bytes do not give the heads they were stored with.
    #[error("the document does not load to the heads stored with it")]
    WrongHeads,
    /// Automerge panicked on bytes it should have refused.
    #[error("automerge panicked while {0}")]
    Panicked(&'static str),
    /// Bytes that are not a fact or an amendment.
    #[error("not readable as CBOR: {0}")]
    Cbor(String),
    /// Written by a newer app.
    #[error("newer than this app: {0}")]
    Newer(String),
    /// A value out of its limits.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

/// Why a change is not let in. The code travels on the wire.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Damaged, or not in the one form this version writes.
    #[error("malformed change: {0}")]
    Malformed(&'static str),
    /// It holds what only a newer version can read.
    #[error("written by a newer version")]
    Newer,
    /// A change it builds on is not known.
    #[error("depends on the unknown change {0}")]
    UnknownDependency(ChangeHash),
    /// Its place in its author's chain is taken or skips one.
    #[error("out of sequence")]
    OutOfSequence,
    /// Another change has taken its place in its author's chain: the book was copied, and both copies went on.
    #[error("a copy of the book has taken its place")]
    Forked,
    /// Another device's changes have the actor it was written under: somebody wrote under this author's name.
    #[error("another device writes under its actor")]
    ActorTaken,
    /// The document, or another one, already has an entry with the id of one of its entries.
    #[error("another entry has the id of its entry")]
    FactTaken,
    /// No valid signature of its author covers it.
    #[error("not signed by its author")]
    Unsigned,
    /// Its author may not write for this organisation.
    #[error("its author may not write here")]
    NotAllowed,
    /// Too big.
    #[error("larger than a change may be")]
    Oversize,
    /// Its key has written to this document under more actors than copies of a book need.
    #[error("its key writes here under too many actors")]
    TooManyActors,
}

impl Refusal {
    /// The code on the wire.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::Newer => "newer_app",
            Self::UnknownDependency(_) => "unknown_dependency",
            Self::OutOfSequence => "out_of_sequence",
            Self::Forked => "forked",
            Self::ActorTaken => "actor_taken",
            Self::FactTaken => "fact_taken",
            Self::Unsigned => "unsigned",
            Self::NotAllowed => "not_allowed",
            Self::Oversize => "oversize",
            Self::TooManyActors => "too_many_actors",
        }
    }
}
