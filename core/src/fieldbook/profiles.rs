use super::book::Book;
use super::error::Fault;
use super::lock;
use crate::identity::{Certificate, IdentityError, Invitation, Membership};
use crate::model::{OrgId, PersonId, Role};
use crate::store::{InvitationRow, TokenState};

/// Somebody who works on this device.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // each is a sign of its own on the screen
pub struct Profile {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// For whom they work here.
    pub orgs: Vec<ProfileOrg>,
    /// They have set a PIN.
    pub has_pin: bool,
    /// Their face is kept on this phone: [`super::People::portrait`].
    pub has_portrait: bool,
    /// What is recorded now is recorded by them.
    pub current: bool,
    /// An invitation of theirs has yet to be presented to the hub: the next sync does.
    pub pending: bool,
    /// Why the hub did not take their last invitation: a code whose text is `refusal.<code>`.
    pub refused: Option<String>,
}

/// An organisation a person works for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileOrg {
    /// The organisation.
    pub org: OrgId,
    /// Its name.
    pub name: String,
    /// What they may do there.
    pub roles: Vec<Role>,
    /// New seasons, lots and visits are opened for it now.
    pub current: bool,
    /// The hub has not confirmed it yet.
    pub pending: bool,
}

/// An invitation taken in this book, read.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    pub(super) invitation: Invitation,
    pub(super) row: InvitationRow,
}

/// What a person may do on this device, and whether the hub has said so yet.
#[derive(Debug, Clone)]
struct Standing {
    membership: Membership,
    pending: bool,
}

/// Who works on this device. In memory, because every entry asks; [`Book::reload_people`] fills it again
/// after whatever changes it.
pub(super) struct Joined {
    pub(super) invitations: Vec<Taken>,
    standings: Vec<Standing>,
    pub(super) person: PersonId,
    pub(super) org: OrgId,
}

impl Joined {
    /// The person of the book's first invitation alone.
    pub(super) fn first(invitation: &Invitation) -> Self {
        Self {
            invitations: Vec::new(),
            standings: Vec::new(),
            person: invitation.person,
            org: invitation.org,
        }
    }

    fn standings_of(&self, person: PersonId) -> impl Iterator<Item = &Standing> {
        let of = move |standing: &&Standing| standing.membership.person == person;
        self.standings.iter().filter(of)
    }

    /// Everybody, in the order they joined.
    fn people(&self) -> Vec<PersonId> {
        let invited = self.invitations.iter().map(|taken| taken.invitation.person);
        let certified = self.standings.iter().map(|standing| standing.membership.person);
        let mut people = Vec::new();
        for person in invited.chain(certified) {
            if !people.contains(&person) {
                people.push(person);
            }
        }
        people
    }

    /// A name from an invitation, for what the register has not told yet.
    fn invited_name(&self, person: PersonId) -> Option<String> {
        let found = self
            .invitations
            .iter()
            .find(|taken| taken.invitation.person == person);
        found.map(|taken| taken.invitation.person_name.clone())
    }

    /// Why the hub refused a person, while nothing else of theirs waits or stands.
    fn refusal_of(&self, person: PersonId) -> Option<String> {
        let mut theirs = self.invitations.iter().rev();
        let last = theirs.find(|taken| taken.invitation.person == person)?;
        last.row.reason.clone()
    }
}

/// The certificate's memberships, and those of invitations the hub has yet to answer.
fn standings(certificate: Option<&Certificate>, invitations: &[Taken]) -> Vec<Standing> {
    let certified = certificate.map(|certificate| certificate.memberships.clone());
    let mut standings: Vec<Standing> = certified
        .unwrap_or_default()
        .into_iter()
        .map(|membership| Standing {
            membership,
            pending: false,
        })
        .collect();
    for taken in invitations {
        let waits = match taken.row.state {
            TokenState::Waiting => true,
            TokenState::Taken => certificate.is_none(),
            TokenState::Refused => false,
        };
        let invitation = &taken.invitation;
        let known = standings.iter().any(|standing| {
            (standing.membership.org, standing.membership.person) == (invitation.org, invitation.person)
        });
        if waits && !known {
            standings.push(Standing {
                membership: Membership {
                    org: invitation.org,
                    person: invitation.person,
                    roles: invitation.roles.clone(),
                },
                pending: true,
            });
        }
    }
    standings
}

impl Book {
    /// Reads who works on this device out of the file.
    pub(super) fn reload_people(&self) -> Result<(), Fault> {
        let certificate = self.certificate()?;
        let first = &self.me.invitation;
        let (rows, person, org) = self.store.glance(|reading| {
            Ok::<_, Fault>((
                reading.invitations()?,
                reading.meta("person")?,
                reading.meta("org")?,
            ))
        })?;
        let read = |row: InvitationRow| {
            // The signature of the first was checked when the book was opened.
            let invitation = if row.text == self.me.invitation_text {
                first.clone()
            } else {
                Invitation::from_text(&row.text)?
            };
            Ok::<_, Fault>(Taken { invitation, row })
        };
        let invitations = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let person = person.map(|bytes| PersonId::from_slice(&bytes)).transpose()?;
        let org = org.map(|bytes| OrgId::from_slice(&bytes)).transpose()?;
        *lock(&self.joined) = Joined {
            standings: standings(certificate.as_deref(), &invitations),
            invitations,
            person: person.unwrap_or(first.person),
            org: org.unwrap_or(first.org),
        };
        Ok(())
    }

    /// Puts the first invitation among the others; a book of 0.1 has it elsewhere only.
    pub(super) fn keep_first_invitation(&self) -> Result<(), Fault> {
        let text = &self.me.invitation_text;
        let known = self.store.glance(|reading| reading.invitations())?;
        if known.iter().any(|row| row.text == *text) {
            return Ok(());
        }
        let state = match self.certificate()? {
            Some(_) => TokenState::Taken,
            None => TokenState::Waiting,
        };
        self.keep_invitation(&self.me.invitation, text, state, false)
    }

    fn keep_invitation(
        &self,
        invitation: &Invitation,
        text: &str,
        state: TokenState,
        resets_pin: bool,
    ) -> Result<(), Fault> {
        let row = InvitationRow {
            text: text.to_owned(),
            state,
            reason: None,
            resets_pin,
        };
        Ok(self
            .store
            .write(|writing| writing.add_invitation(&invitation.token, &row))?)
    }

    /// Takes another invitation of the same hub. It counts at once and is presented at the next sync.
    pub(super) fn join(&self, text: &str) -> Result<Profile, Fault> {
        let invitation = Invitation::from_text(text)?;
        if invitation.hub_key != self.me.hub_key {
            return Err(IdentityError::ForeignHub.into());
        }
        let (known, resets_pin) = {
            let joined = lock(&self.joined);
            let same = |taken: &Taken| taken.invitation.token == invitation.token;
            (
                joined.invitations.iter().any(same),
                joined.people().contains(&invitation.person),
            )
        };
        if !known {
            if self
                .measured_hub_ms()
                .is_some_and(|now| invitation.not_after.utc_ms < now)
            {
                return Err(IdentityError::Expired.into());
            }
            self.keep_invitation(&invitation, text, TokenState::Waiting, resets_pin)?;
            self.reload_people()?;
            self.ring();
        }
        self.profile(invitation.person)
    }

    /// Who records now.
    pub(super) fn person(&self) -> PersonId {
        lock(&self.joined).person
    }

    /// For whom new seasons, lots and visits are opened now.
    pub(super) fn org(&self) -> OrgId {
        lock(&self.joined).org
    }

    /// What the current person may do in an organisation, as far as this device knows.
    pub(super) fn roles_in(&self, org: OrgId) -> Vec<Role> {
        let joined = lock(&self.joined);
        let mut standings = joined.standings_of(joined.person);
        let found = standings.find(|standing| standing.membership.org == org);
        found.map_or_else(Vec::new, |standing| standing.membership.roles.clone())
    }

    /// The current person writes only for organisations they work for: in another's documents their name
    /// would be an impostor's. Whoever the hub has taken every membership from goes on writing; the hub holds
    /// it and nothing is lost.
    pub(super) fn check_works_for(&self, org: OrgId) -> Result<(), Fault> {
        let joined = lock(&self.joined);
        let mut orgs = joined
            .standings_of(joined.person)
            .map(|standing| standing.membership.org);
        let first = orgs.next();
        if first.is_none() || first == Some(org) || orgs.any(|known| known == org) {
            Ok(())
        } else {
            Err(Fault::NotAllowed("not_a_member"))
        }
    }

    pub(super) fn profiles(&self) -> Result<Vec<Profile>, Fault> {
        let people = lock(&self.joined).people();
        people.into_iter().map(|person| self.profile(person)).collect()
    }

    /// `NotFound` for somebody who has not joined.
    pub(super) fn check_joined(&self, person: PersonId) -> Result<(), Fault> {
        if lock(&self.joined).people().contains(&person) {
            Ok(())
        } else {
            Err(Fault::NotFound(person.to_string()))
        }
    }

    /// One person of this device.
    pub(super) fn profile(&self, person: PersonId) -> Result<Profile, Fault> {
        let (has_pin, has_portrait) = self.store.read(|reading| {
            Ok::<_, Fault>((reading.pin(person)?.is_some(), reading.has_portrait(person)?))
        })?;
        let (standings, name, refused, current, current_org) = {
            let joined = lock(&self.joined);
            if !joined.people().contains(&person) {
                return Err(Fault::NotFound(person.to_string()));
            }
            (
                joined.standings_of(person).cloned().collect::<Vec<_>>(),
                joined.invited_name(person),
                joined.refusal_of(person),
                joined.person == person,
                joined.org,
            )
        };
        let mut orgs = Vec::new();
        let mut registered = None;
        for standing in &standings {
            let org = standing.membership.org;
            let register = self.register_of(org)?;
            registered = registered.or_else(|| register.person_name(person));
            orgs.push(ProfileOrg {
                org,
                name: register.org.name,
                roles: standing.membership.roles.clone(),
                current: current && org == current_org,
                pending: standing.pending,
            });
        }
        Ok(Profile {
            person,
            name: registered.or(name).unwrap_or_default(),
            pending: standings.iter().any(|standing| standing.pending),
            orgs,
            has_pin,
            has_portrait,
            current,
            refused,
        })
    }

    /// Makes a person of this device the recorder, for the organisation they last worked for if it is
    /// theirs, else for the first of theirs.
    pub(super) fn switch_to(&self, person: PersonId, pin: Option<&str>) -> Result<Profile, Fault> {
        let profile = self.profile(person)?;
        let current = self.org();
        let same = profile.orgs.iter().find(|org| org.org == current);
        let org = same.or(profile.orgs.first()).map(|org| org.org);
        let org = org.ok_or(Fault::NotAllowed("not_a_member"))?;
        self.unlock(person, pin)?;
        self.set_current(person, org)
    }

    /// Opens new seasons, lots and visits for another of the current person's organisations.
    pub(super) fn work_for(&self, org: OrgId) -> Result<Profile, Fault> {
        let profile = self.profile(self.person())?;
        if !profile.orgs.iter().any(|known| known.org == org) {
            return Err(Fault::NotAllowed("not_a_member"));
        }
        self.set_current(profile.person, org)
    }

    fn set_current(&self, person: PersonId, org: OrgId) -> Result<Profile, Fault> {
        self.store.write(|writing| writing.set_current(person, org))?;
        self.reload_people()?;
        self.ring();
        self.profile(person)
    }
}
