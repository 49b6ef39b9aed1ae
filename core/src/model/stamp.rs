use super::{Fact, FieldValue, LeaseId, Moment, OrgId, PersonId, ProductId, RollId, SerialRange};

/// How much a scanned text identifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StampClass {
    /// One item: it can be activated.
    Item,
    /// A lot.
    Lot,
    /// A product.
    Product,
    /// Recognised, and not a stamp: a payment code, Wi-Fi, a contact…
    NotAStamp,
    /// Not recognised; kept as it is.
    Unknown,
}

impl StampClass {
    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Lot => "lot",
            Self::Product => "product",
            Self::NotAStamp => "not_a_stamp",
            Self::Unknown => "unknown",
        }
    }
}

/// What a scanned text means. Nothing is rejected; `raw` is always what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The text as read.
    pub raw: String,
    /// The form recognised, such as `gs1_digital_link`, `gs1_element_string`, `vnptcheck`, `vietqr`.
    pub scheme: String,
    /// The issuer's id in the rule table, if one matched.
    pub issuer: Option<String>,
    /// How much it identifies.
    pub class: StampClass,
    /// GTIN-14 (GS1 AI 01).
    pub gtin: Option<String>,
    /// Batch or lot (GS1 AI 10).
    pub lot: Option<String>,
    /// Serial (GS1 AI 21).
    pub serial: Option<String>,
    /// The issuer's own code, exactly as printed.
    pub code: Option<String>,
    /// What makes it unique: the canonical Digital Link for GS1, else the lower-cased host and the code
    /// as printed.
    pub key: String,
    /// The canonical GS1 Digital Link (URI syntax 1.4), for GS1 forms.
    pub digital_link: Option<String>,
}

/// What stamps of one kind have in common besides their serials: two families may print the same serial, and those are
/// two stamps.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StampFamily {
    /// A product's GTIN-14.
    Gtin(String),
    /// An issuer's address, by the issuer's id.
    Address(String),
    /// An issuer's form without an address (`HX00000029`), by the issuer's id: how many a roll counts, so it is
    /// nobody's in particular.
    Bare(String),
}

impl StampFamily {
    /// The GTIN or the issuer's id.
    pub fn name(&self) -> &str {
        match self {
            Self::Gtin(name) | Self::Address(name) | Self::Bare(name) => name,
        }
    }

    /// Whether a lease may hold stamps of this family; its serials have still to be compared. A lease names its GTIN,
    /// and no issuer.
    pub fn may_be_leased_by(&self, lease: &StampLease) -> bool {
        match self {
            Self::Gtin(gtin) => lease.gtin.as_ref() == Some(gtin),
            Self::Address(_) => lease.gtin.is_none(),
            Self::Bare(_) => true,
        }
    }
}

impl Stamp {
    /// The family and the serial, or the issuer's code, of a stamp of one item.
    pub fn item(&self) -> Option<(StampFamily, String)> {
        let serial = self.serial.clone().or_else(|| self.code.clone())?;
        if self.class != StampClass::Item {
            return None;
        }
        let printed = self.code.as_deref() == Some(self.raw.trim());
        let family = match (&self.gtin, &self.issuer) {
            (Some(gtin), _) => StampFamily::Gtin(gtin.clone()),
            (None, Some(issuer)) if !printed => StampFamily::Address(issuer.clone()),
            (None, issuer) => StampFamily::Bare(issuer.clone().unwrap_or_else(|| self.scheme.clone())),
        };
        Some((family, serial))
    }
}

/// A roll of stamps (cuộn tem): a run of serials under one product's GTIN or one issuer's form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roll {
    /// Its id.
    pub id: RollId,
    /// The product it is printed for, if it is.
    pub product: Option<ProductId>,
    /// The GTIN-14 on the stamps, if they are Digital Links.
    pub gtin: Option<String>,
    /// Its serials.
    pub range: SerialRange,
}

/// A lease of stamps (giao dải tem): who may activate which serials until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampLease {
    /// Its id.
    pub id: LeaseId,
    /// The roll.
    pub roll: RollId,
    /// The GTIN-14 of the roll, if it has one.
    pub gtin: Option<String>,
    /// The serials.
    pub range: SerialRange,
    /// The organisation.
    pub org: OrgId,
    /// The person, when it is not for everyone in the organisation.
    pub person: Option<PersonId>,
    /// The last moment it may be used.
    pub not_after: Moment,
}

/// What became of stamps that `void_stamps` takes out of use. The name is the step's `reason`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VoidKind {
    /// Void for another reason: misprinted, on the wrong pack, withdrawn.
    Void,
    /// Torn or dirty.
    Torn,
    /// Lost.
    Lost,
    /// Handed back unused: a new lease may bring them back. No other kind ever does.
    Returned,
}

impl VoidKind {
    /// Every kind with its name; the index is its number in the hub's store.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Void, "void"),
        (Self::Torn, "torn"),
        (Self::Lost, "lost"),
        (Self::Returned, "returned"),
    ];

    /// The name in output and texts.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("void", |(_, name)| name)
    }

    /// What a fact's field `reason` says; whatever else it says, the stamps are void.
    pub fn of(fact: &Fact) -> Self {
        let reason = match fact.fields.get("reason") {
            Some(FieldValue::Text(reason)) => reason.as_str(),
            _ => "",
        };
        Self::ALL
            .iter()
            .find(|(_, name)| *name == reason)
            .map_or(Self::Void, |(kind, _)| *kind)
    }
}

/// The life of a claim on stamps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClaimState {
    /// On a phone; the hub has not spoken.
    Pending,
    /// The hub has confirmed it; it stands.
    Confirmed,
    /// The hub has found a rival claim or a broken rule; a person must settle it.
    Disputed,
    /// Settled against it, or outside every lease.
    Refused,
    /// Its fact was voided.
    Withdrawn,
}

impl ClaimState {
    /// Every state with its name; the index is its number in CBOR and the store.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Pending, "pending"),
        (Self::Confirmed, "confirmed"),
        (Self::Disputed, "disputed"),
        (Self::Refused, "refused"),
        (Self::Withdrawn, "withdrawn"),
    ];

    /// The name in output.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(state, _)| *state == self)
            .map_or("pending", |(_, name)| name)
    }

    /// From its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(state, _)| *state)
    }
}
