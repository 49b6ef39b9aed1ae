//! A member with an app of their own: a certified key that signs and hands in what no app of ours writes.

use fieldbook_core::identity::{Invitation, sign_change, sign_request};
use fieldbook_core::journal::{Author, Document};
use fieldbook_core::model::*;
use fieldbook_core::net::{Credentials, Hub as Link};
use fieldbook_core::sync::*;

use crate::hostile::{Hand, note};
use crate::world::World;

const ANSWER_MAX: usize = 1 << 24;

/// The member, enrolled at a world's hub.
pub struct Rogue {
    pub hand: Hand,
    pub org: OrgId,
    link: Link,
    nonce: Vec<u8>,
}

impl Rogue {
    /// A farmer of an organisation.
    pub fn join(world: &World, org: OrgId) -> Self {
        let person = world.new_person_of(org, "Người lạ", &[Role::Farmer]);
        let invitation = Invitation::from_text(&world.invite_of(org, person)).unwrap();
        let hand = Hand {
            person,
            ..Hand::new()
        };
        let request = EnrolRequest {
            protocol: PROTOCOL,
            token: invitation.token,
            device: hand.device,
            key: hand.key.public(),
            name: "máy lạ".into(),
            proof: sign_request(&hand.key, &invitation.token, "/v1/enrol", &invitation.token),
            fresh: Some(7),
        };
        let link = Link::at(&format!("http://{}", world.hub_addr()), None).unwrap();
        let answer = link.post("/v1/enrol", pack(&request).unwrap(), None);
        let answer: EnrolResponse = unpack(&answer.unwrap().body, ANSWER_MAX).unwrap();
        Self {
            hand,
            org,
            link,
            nonce: answer.nonce,
        }
    }

    /// Its own author under any actor.
    pub fn author(&self, actor: [u8; 16]) -> Author {
        Author {
            key: self.hand.key.public().0,
            actor,
        }
    }

    /// The first entry under an actor in a document, with any id, signed.
    pub fn entry(&self, doc: DocRef, actor: [u8; 16], id: FactId, text: &str) -> DocChanges {
        let fact = Fact {
            id,
            ..note(&self.hand, text)
        };
        let mut document = Document::open(doc, self.author(actor)).unwrap();
        let change = document.put_fact(&fact, 1_790_000_000).unwrap();
        DocChanges {
            doc,
            signatures: vec![sign_change(&self.hand.key, doc.id, change.hash)],
            changes: vec![change.bytes.into()],
        }
    }

    /// Hands changes in; gives the exceptions, none when all were accepted.
    pub fn push(&mut self, push: Vec<DocChanges>) -> Vec<Exception> {
        let request = SyncRequest {
            protocol: PROTOCOL,
            follow: Vec::new(),
            push,
            page_bytes: 4096,
            certificate: None,
            packs: None,
            own: None,
            fresh: Some(7),
        };
        let body = pack(&request).unwrap();
        let credentials = Credentials {
            device: self.hand.device.to_string(),
            signature: sign_request(&self.hand.key, &self.nonce, "/v1/sync", &body).0,
            nonce: std::mem::take(&mut self.nonce),
        };
        let answer = self.link.post("/v1/sync", body, Some(&credentials));
        let answer: SyncResponse = unpack(&answer.unwrap().body, ANSWER_MAX).unwrap();
        self.nonce = answer.nonce;
        answer.exceptions
    }
}
