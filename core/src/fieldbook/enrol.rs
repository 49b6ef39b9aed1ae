use super::book::Book;
use super::error::Fault;
use super::link::Link;
use super::lock;
use super::signing::fresh;
use super::sync_run::SyncReport;
use crate::identity::{Invitation, sign_request};
use crate::model::HubClock;
use crate::net::NetError;
use crate::store::TokenState;
use crate::sync::{EnrolRequest, EnrolResponse, PROTOCOL, Problem, pack, unpack};

const PATH: &str = "/v1/enrol";
/// A certificate with a few memberships takes under a kilobyte.
const ANSWER_MAX: usize = 64 * 1024;
/// What the hub says about a token, and not about the device: the next token may be taken.
const ABOUT_TOKEN: [&str; 3] = ["unknown_token", "used_token", "expired_token"];

impl Book {
    /// Whether the device holds a certificate and has no invitation left to present.
    pub(super) fn is_enrolled(&self) -> Result<bool, Fault> {
        Ok(self.certificate()?.is_some() && self.to_present(true).is_empty())
    }

    /// Invitations whose tokens the hub has yet to see. Without a certificate those it has refused are
    /// presented once more: it is the hub that judges, and a device without one has nothing to lose.
    fn to_present(&self, certified: bool) -> Vec<Invitation> {
        let joined = lock(&self.joined);
        let open = joined.invitations.iter().filter(|taken| match taken.row.state {
            TokenState::Waiting => true,
            TokenState::Refused | TokenState::Taken => !certified,
        });
        open.map(|taken| taken.invitation.clone()).collect()
    }

    /// Presents the one-time token of each new invitation, always with the device's one key, and keeps the
    /// certificate, which names more people each time. Asking again is harmless: the hub gives the same
    /// device the same answer. A token the hub does not take is set aside and told, and holds up nothing
    /// unless it was the only one.
    pub(super) fn enrol(&self, link: &Link, report: &mut SyncReport) -> Result<(), Fault> {
        let mut refused = None;
        let certified = self.certificate()?.is_some();
        let mut invitations = self.to_present(certified);
        if invitations.is_empty() {
            // The hub was put back to a copy that knows neither this device nor its used tokens.
            invitations = self.to_present(false);
        }
        for invitation in invitations {
            match self.present(link, &invitation, report) {
                Err(Fault::Net(NetError::Refused(problem))) if is_about_token(&problem) => {
                    self.store.write(|writing| {
                        writing.set_invitation(&invitation.token, TokenState::Refused, Some(problem.code()))
                    })?;
                    refused = Some(problem);
                }
                presented => presented?,
            }
        }
        self.reload_people()?;
        self.ring();
        match refused {
            Some(problem) if self.certificate()?.is_none() => Err(NetError::Refused(problem).into()),
            _ => Ok(()),
        }
    }

    fn present(&self, link: &Link, invitation: &Invitation, report: &mut SyncReport) -> Result<(), Fault> {
        let name = self
            .store
            .read(|reading| reading.meta("device_name"))?
            .unwrap_or_default();
        let token = invitation.token;
        let request = EnrolRequest {
            protocol: PROTOCOL,
            token,
            device: self.me.device,
            key: self.me.key.public(),
            name: String::from_utf8_lossy(&name).into_owned(),
            proof: sign_request(&self.me.key, &token, PATH, &token),
            fresh: Some(fresh()?),
        };
        let body = pack(&request)?;
        report.round_trips += 1;
        report.bytes_up += body.len() as u64;
        let sent = self.reading();
        let answer = link.post(PATH, body, None)?.body;
        report.bytes_down += answer.len() as u64;
        let response: EnrolResponse = unpack(&answer, ANSWER_MAX)?;
        let clock = HubClock::between(sent, self.reading(), response.hub_time.utc_ms);
        self.keep_answer(invitation, &response, clock)
    }

    /// Certificate, nonce, hub time and what becomes of the token in one transaction: a cut before it leaves
    /// the token to be presented again.
    fn keep_answer(
        &self,
        invitation: &Invitation,
        response: &EnrolResponse,
        clock: HubClock,
    ) -> Result<(), Fault> {
        let resets_pin = {
            let joined = lock(&self.joined);
            let same = joined
                .invitations
                .iter()
                .find(|taken| taken.invitation.token == invitation.token);
            same.is_some_and(|taken| taken.row.state == TokenState::Waiting && taken.row.resets_pin)
        };
        self.store.write(|writing| {
            let certificate = self.keep_certificate(writing, &response.certificate)?;
            if certificate.key != self.me.key.public() || certificate.device != self.me.device {
                return Err(Fault::NotAllowed("foreign_certificate"));
            }
            writing.set_invitation(&invitation.token, TokenState::Taken, None)?;
            // The hub must have put this very person on this device.
            let names_them = certificate.memberships.iter().any(|membership| {
                (membership.org, membership.person) == (invitation.org, invitation.person)
                    && membership.stands()
            });
            if resets_pin && names_them {
                writing.set_pin(invitation.person, None)?;
            }
            writing.set_hub_clock(&clock)?;
            Ok(writing.set_meta("nonce", &response.nonce)?)
        })?;
        self.set_hub_clock(clock);
        Ok(())
    }
}

fn is_about_token(problem: &Problem) -> bool {
    ABOUT_TOKEN.contains(&problem.code())
}
