use fieldbook_core::model::{BlobHash, Moment, VoidKind};

/// What the hub knows of a scanned stamp or lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampView {
    /// The GTIN-14, when the stamp carries one.
    pub gtin: Option<String>,
    /// The serial (GS1 AI 21), or the issuer's own code.
    pub serial: Option<String>,
    /// The lot's code (GS1 AI 10).
    pub lot_code: Option<String>,
    /// Where the stamp stands.
    pub state: StampState,
    /// A picture of the product, if there is one.
    pub image: Option<BlobHash>,
    /// When the hub received the newest record of the lot.
    pub received: Option<Moment>,
}

/// Where a stamp stands, as the public sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StampState {
    /// The page is of a whole lot, not of one stamp.
    WholeLot,
    /// No roll holds it.
    NeverIssued,
    /// On a roll, bound to no lot.
    Issued,
    /// Activated in the field; the hub has not confirmed it.
    Pending,
    /// Activated and confirmed.
    Active,
    /// Two lots claim it, or the claim broke a rule; a person must settle it.
    Disputed,
    /// Taken out of use.
    Void(VoidKind),
    /// Its lot is recalled.
    Recalled,
}

impl StampState {
    /// Every state.
    pub const ALL: [Self; 11] = [
        Self::WholeLot,
        Self::NeverIssued,
        Self::Issued,
        Self::Pending,
        Self::Active,
        Self::Disputed,
        Self::Void(VoidKind::Void),
        Self::Void(VoidKind::Torn),
        Self::Void(VoidKind::Lost),
        Self::Void(VoidKind::Returned),
        Self::Recalled,
    ];

    /// The name in texts: `state.<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Self::WholeLot => "whole_lot",
            Self::NeverIssued => "never_issued",
            Self::Issued => "issued",
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Disputed => "disputed",
            Self::Void(VoidKind::Void) => "void",
            Self::Void(VoidKind::Torn) => "torn",
            Self::Void(VoidKind::Lost) => "lost",
            Self::Void(VoidKind::Returned) => "returned",
            Self::Recalled => "recalled",
        }
    }

    /// The colour it is shown in. A sign and words say the same, for those who cannot tell colours apart.
    pub(super) fn tone(self) -> &'static str {
        match self {
            Self::Active => "good",
            Self::WholeLot => "plain",
            Self::Pending | Self::Issued => "wait",
            Self::NeverIssued | Self::Disputed | Self::Void(_) => "warn",
            Self::Recalled => "stop",
        }
    }

    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Active => "✓",
            Self::WholeLot => "≡",
            Self::Pending | Self::Issued => "…",
            Self::NeverIssued | Self::Disputed => "?",
            Self::Void(_) => "✕",
            Self::Recalled => "!",
        }
    }
}
