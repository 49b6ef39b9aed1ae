use std::fmt;

use crate::model::{DocId, Invalid};

/// What can be wrong with a file. The name is the key of its text: `invalid.<name>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FlawKind {
    /// Not a file of this kind at all.
    NotABundle,
    /// A newer app wrote it.
    TooNew,
    /// Its bytes are not those that were written: cut short, or changed on the way.
    Damaged,
    /// It unpacks to more than any honest file holds.
    TooLarge,
    /// Whole, but not in the form this version reads.
    Unreadable,
    /// A certificate that this hub did not sign.
    ForeignCertificate,
    /// A document that is none of the organisation's, or twice in the file.
    ForeignDocument,
    /// A change whose bytes are not what its author wrote.
    Altered,
    /// The same change twice.
    Duplicate,
    /// A change it builds on is missing.
    MissingBefore,
    /// It stands before a change it builds on.
    OutOfOrder,
    /// No signature of its author covers it.
    Unsigned,
    /// A signature that does not fit.
    BadSignature,
    /// A signed change is missing: the newest of its author.
    SignedAbsent,
    /// Its author has no certificate of this hub for the organisation.
    NoCertificate,
    /// A receipt the hub did not sign, or not for this list.
    BadReceipt,
    /// A lease or verdict the hub did not sign.
    BadStatement,
    /// The exporter's own list is not signed by a device of this hub.
    BadManifest,
    /// Changes are missing that the exporter listed, or are too many.
    WrongCount,
    /// The order of the changes is not the one the exporter signed.
    WrongOrder,
    /// Something else in the file is not what the exporter signed.
    WrongContent,
    /// Evidence that does not begin with the lot it tells, or has what that lot does not draw on.
    NotOneStory,
}

impl FlawKind {
    /// Every kind with its name.
    pub const ALL: [(Self, &'static str); 22] = [
        (Self::NotABundle, "bundle_not_one"),
        (Self::TooNew, "bundle_too_new"),
        (Self::Damaged, "bundle_damaged"),
        (Self::TooLarge, "bundle_too_large"),
        (Self::Unreadable, "bundle_unreadable"),
        (Self::ForeignCertificate, "bundle_foreign_certificate"),
        (Self::ForeignDocument, "bundle_foreign_document"),
        (Self::Altered, "bundle_altered"),
        (Self::Duplicate, "bundle_duplicate"),
        (Self::MissingBefore, "bundle_missing_before"),
        (Self::OutOfOrder, "bundle_out_of_order"),
        (Self::Unsigned, "bundle_unsigned"),
        (Self::BadSignature, "bundle_bad_signature"),
        (Self::SignedAbsent, "bundle_signed_absent"),
        (Self::NoCertificate, "bundle_no_certificate"),
        (Self::BadReceipt, "bundle_bad_receipt"),
        (Self::BadStatement, "bundle_bad_statement"),
        (Self::BadManifest, "bundle_bad_manifest"),
        (Self::WrongCount, "bundle_wrong_count"),
        (Self::WrongOrder, "bundle_wrong_order"),
        (Self::WrongContent, "bundle_wrong_content"),
        (Self::NotOneStory, "bundle_not_one_story"),
    ];

    /// The name.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("bundle_unreadable", |(_, name)| name)
    }
}

/// The first thing wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// What.
    pub kind: FlawKind,
    /// In which document.
    pub doc: Option<DocId>,
    /// Which change of the document, or which certificate or receipt of the file, counting from 1.
    pub number: Option<usize>,
    /// Whose: the name the device gave itself, or its key.
    pub whose: Option<String>,
    /// For the engineers.
    pub details: String,
}

impl Flaw {
    pub(super) fn new(kind: FlawKind) -> Self {
        Self {
            kind,
            doc: None,
            number: None,
            whose: None,
            details: String::new(),
        }
    }

    pub(crate) fn in_doc(kind: FlawKind, doc: DocId) -> Self {
        Self {
            doc: Some(doc),
            ..Self::new(kind)
        }
    }

    pub(super) fn number(self, place: usize) -> Self {
        Self {
            number: Some(place + 1),
            ..self
        }
    }

    pub(super) fn whose(self, whose: impl Into<String>) -> Self {
        Self {
            whose: Some(whose.into()),
            ..self
        }
    }

    pub(super) fn details(self, details: &(impl ToString + ?Sized)) -> Self {
        Self {
            details: details.to_string(),
            ..self
        }
    }

    /// As a reason with a sentence for people.
    pub fn invalid(&self) -> Invalid {
        let mut invalid = Invalid {
            field: "bundle".to_owned(),
            reason: self.kind.name(),
            args: Vec::new(),
        };
        if let Some(doc) = self.doc {
            invalid = invalid.with("document", &doc);
        }
        if let Some(number) = self.number {
            invalid = invalid.with("number", &number);
        }
        if let Some(whose) = &self.whose {
            invalid = invalid.with("value", whose);
        }
        invalid
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind.name())?;
        if let Some(doc) = self.doc {
            write!(f, " in {doc}")?;
        }
        if let Some(number) = self.number {
            write!(f, " at {number}")?;
        }
        if let Some(whose) = &self.whose {
            write!(f, " of {whose}")?;
        }
        if self.details.is_empty() {
            return Ok(());
        }
        write!(f, ": {}", self.details)
    }
}

impl std::error::Error for Flaw {}
