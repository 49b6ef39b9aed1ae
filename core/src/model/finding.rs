use super::FactId;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// A person should look.
    Warning,
    /// The hub will not confirm it.
    Blocking,
}

impl Severity {
    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Blocking => "blocking",
        }
    }
}

/// What a rule can find. The name is also the key of its text: `finding.<name>` and
/// `finding.<name>.remedy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FindingCode {
    /// Some of the stamps are already claimed by another activation.
    RangeOverlap,
    /// Some of the stamps are not leased to this organisation, or the lease has expired.
    OutsideLease,
    /// Stamps are activated before the lot was packed.
    ActivatedBeforePacking,
    /// More stamps than packed units.
    MoreStampsThanUnits,
    /// Harvested before a pre-harvest interval has passed.
    PreHarvestInterval,
    /// A lot draws on a harvest that was voided.
    VoidedHarvest,
    /// A moment that has not come yet.
    FutureMoment,
    /// The lot is recalled.
    LotRecalled,
    /// It names another device than the one whose key signed it.
    ForeignDevice,
    /// It names a recorder who does not work on the device whose key signed it.
    ForeignRecorder,
    /// A correction names somebody who does not work on the device whose key signed it.
    ForeignCorrector,
    /// This device's certificate has ended; what it records waits for its next sync.
    CertificateEnded,
    /// The time of an entry contradicts the order that is proven.
    OutOfOrder,
    /// A person at the hub has settled the dispute against it.
    SettledAgainst,
    /// Some of the stamps were reported torn, lost or void.
    StampsVoided,
    /// The lease of some of the stamps was revoked before the hub had the activation.
    LeaseRevoked,
    /// A manager has given some of the stamps to somebody else of the organisation.
    SubLeased,
    /// Stamps were re-scanned that the claim does not name.
    RescanOutsideClaim,
    /// Stamps were re-scanned and no photo shows them.
    RescanWithoutPhoto,
    /// Stamps of a claim were re-scanned that nobody disputes, or that is not known here.
    ClaimNotDisputed,
}

impl FindingCode {
    /// Every code with its name.
    pub const ALL: [(Self, &'static str); 20] = [
        (Self::RangeOverlap, "range_overlap"),
        (Self::OutsideLease, "outside_lease"),
        (Self::ActivatedBeforePacking, "activated_before_packing"),
        (Self::MoreStampsThanUnits, "more_stamps_than_units"),
        (Self::PreHarvestInterval, "pre_harvest_interval"),
        (Self::VoidedHarvest, "voided_harvest"),
        (Self::FutureMoment, "future_moment"),
        (Self::LotRecalled, "lot_recalled"),
        (Self::ForeignDevice, "foreign_device"),
        (Self::ForeignRecorder, "foreign_recorder"),
        (Self::ForeignCorrector, "foreign_corrector"),
        (Self::CertificateEnded, "certificate_ended"),
        (Self::OutOfOrder, "out_of_order"),
        (Self::SettledAgainst, "settled_against"),
        (Self::StampsVoided, "stamps_voided"),
        (Self::LeaseRevoked, "lease_revoked"),
        (Self::SubLeased, "sub_leased"),
        (Self::RescanOutsideClaim, "rescan_outside_claim"),
        (Self::RescanWithoutPhoto, "rescan_without_photo"),
        (Self::ClaimNotDisputed, "claim_not_disputed"),
    ];

    /// The name in output and texts.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(code, _)| *code == self)
            .map_or("", |(_, name)| name)
    }

    /// From its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(code, _)| *code)
    }
}

/// What a rule found about a fact. Never a reason to lose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub code: FindingCode,
    /// How much it matters.
    pub severity: Severity,
    /// The fact it is about.
    pub fact: Option<FactId>,
    /// Named values for the text, such as `range` → `A0001…A0100`.
    pub args: Vec<(&'static str, String)>,
}

impl Finding {
    /// A finding about a fact.
    pub fn new(code: FindingCode, severity: Severity, fact: FactId) -> Self {
        Self {
            code,
            severity,
            fact: Some(fact),
            args: Vec::new(),
        }
    }

    /// Adds a named value for the text.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}
