/// Why a change is stored and does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Hold {
    /// Its device was revoked before it came.
    Revoked,
    /// Its writer's membership was withdrawn.
    Withdrawn,
    /// Its writer's roles do not allow it.
    Role,
    /// Somebody else carried it, and its device's certificate has ended.
    CertificateEnded,
    /// It builds on a change that does not count.
    DependsOnHeld,
    /// Held by a hub that did not write down why.
    Before,
    /// A person has refused it for good.
    Refused,
}

impl Hold {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Revoked, "revoked"),
        (Self::Withdrawn, "withdrawn"),
        (Self::Role, "role"),
        (Self::CertificateEnded, "certificate_ended"),
        (Self::DependsOnHeld, "depends_on_held"),
        (Self::Before, "held_before"),
        (Self::Refused, "refused_by_staff"),
    ];

    /// The code in rows, answers and texts (`refusal.<code>`).
    pub(crate) fn name(self) -> &'static str {
        let row = Self::ALL.iter().find(|(hold, _)| *hold == self);
        row.map_or("held_before", |(_, name)| name)
    }

    /// From what a row says; a reason of another version is [`Hold::Before`].
    pub(crate) fn of_row(held: i64, reason: Option<&str>) -> Option<Self> {
        let named = Self::ALL.iter().find(|(_, name)| Some(*name) == reason);
        match held {
            0 => None,
            2 => Some(Self::Refused),
            _ => Some(named.map_or(Self::Before, |(hold, _)| *hold)),
        }
    }
}
