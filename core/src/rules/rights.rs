use crate::model::{DocKind, Fact, FactId, FactKind, RegisterKey, RegisterMap, Role};

/// Something a person writes, as far as it matters who may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Open a document of this kind, correct its head, answer in it; for the register, write an entry.
    Document(DocKind),
    /// Write down a fact of this kind, for oneself or on behalf of somebody.
    Record {
        /// The fact's kind.
        kind: FactKind,
        /// It is written down for somebody else (ghi hộ).
        on_behalf: bool,
    },
    /// Correct or void a fact of this kind; `None` when nobody knows the fact yet.
    Correct(Option<FactKind>),
}

impl Deed {
    /// Writing down this fact.
    pub fn recording(fact: &Fact) -> Self {
        Self::Record {
            kind: fact.kind,
            on_behalf: fact.on_behalf_of.is_some(),
        }
    }

    /// Writing to this field of a document. `kind_of` knows the kinds of facts.
    pub fn writing<E>(
        doc: DocKind,
        key: &RegisterKey,
        kind_of: impl FnOnce(FactId) -> Result<Option<FactKind>, E>,
    ) -> Result<Self, E> {
        match (key.map, key.fact_field()) {
            (RegisterMap::Amend, Some((fact, _))) => Ok(Self::Correct(kind_of(fact)?)),
            (RegisterMap::Amend, None) => Ok(Self::Correct(None)),
            (RegisterMap::Head | RegisterMap::Answers | RegisterMap::Entries, _) => Ok(Self::Document(doc)),
        }
    }
}

const FARM: &[Role] = &[Role::Farmer, Role::Manager];
const FARM_HELPED: &[Role] = &[Role::Farmer, Role::Officer, Role::Manager];
const VISITS: &[Role] = &[Role::Officer, Role::Inspector, Role::Manager];
const INSPECTION: &[Role] = &[Role::Inspector, Role::Manager];
const TRADE: &[Role] = &[Role::Manager];
const EVERYBODY: &[Role] = &[Role::Farmer, Role::Officer, Role::Manager, Role::Inspector];

/// The one table of who may do what. Phone, hub and screens ask it, so they cannot disagree.
pub fn roles_for(deed: Deed) -> &'static [Role] {
    use FactKind as Kind;
    match deed {
        // A farmer without a phone has a season too: the officer opens it for them.
        Deed::Document(DocKind::Season) => FARM_HELPED,
        Deed::Document(DocKind::Visit) => VISITS,
        // A correction is held to the strictest until its fact is known: it could be an activation.
        Deed::Document(DocKind::Lot | DocKind::Register) | Deed::Correct(None) => TRADE,
        Deed::Record {
            kind: Kind::Activity | Kind::Harvest,
            on_behalf: false,
        } => FARM,
        Deed::Record { kind, .. } | Deed::Correct(Some(kind)) => match kind {
            Kind::Activity | Kind::Harvest => FARM_HELPED,
            Kind::Inspect => VISITS,
            // Lifting a recall is voiding it, so the same people may.
            Kind::Test | Kind::Recall => INSPECTION,
            Kind::Note => EVERYBODY,
            Kind::Receive
            | Kind::Process
            | Kind::Pack
            | Kind::Store
            | Kind::Ship
            | Kind::Activate
            | Kind::VoidStamps => TRADE,
        },
    }
}

/// Whether somebody with these roles may do it. The error is the end of a key `not_allowed.<reason>`, whose
/// text names who may.
pub fn may(roles: &[Role], deed: Deed) -> Result<(), &'static str> {
    let allowed = roles_for(deed);
    if roles.iter().any(|role| allowed.contains(role)) {
        return Ok(());
    }
    let farm_work = allowed == FARM || allowed == FARM_HELPED;
    Err(match allowed {
        _ if roles.is_empty() => "withdrawn",
        _ if farm_work && roles.contains(&Role::Officer) => "only_on_behalf",
        _ if farm_work => "only_farm",
        _ if allowed == VISITS => "only_visits",
        _ if allowed == INSPECTION => "only_inspection",
        _ => "only_manager",
    })
}
