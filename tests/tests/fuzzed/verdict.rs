//! The end of a life: everything acknowledged that anybody still holds is with everybody who may see it, once.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use fieldbook::link::Weather;
use fieldbook_core::FieldbookError;
use fieldbook_core::bundle::open;
use fieldbook_core::model::*;
use fieldbook_core::store::FactQuery;
use fieldbook_core::sync::Ending;

use crate::ledger::{Entry, Held, What};
use crate::life::{Life, Standing};

impl Life {
    pub fn verdict(&mut self) {
        self.note("everybody comes home".into());
        self.world.link.set_weather(Weather::CLEAR);
        self.gate.clear();
        self.gate.deliver_late();
        self.settle();
        let owed = self.owed();
        self.bring_home_the_revoked();
        self.settle();
        self.accept_everything_held();
        self.settle();
        for phone in self.working() {
            self.assert_sound(phone);
            self.assert_owed(phone, &owed);
            self.assert_nothing_invented(phone);
        }
        self.assert_alike();
        self.assert_one_claim_per_stamp();
        self.assert_photos(&owed);
    }

    /// Syncs everybody until nothing is new for anyone.
    fn settle(&mut self) {
        let mut reports = Vec::new();
        for _ in 0..30 {
            let mut moved = 0;
            reports.clear();
            for phone in self.working() {
                let report = self.sync_at(phone, self.world.link.url());
                moved += report.pushed + report.pulled + report.round_trips.saturating_sub(1);
                moved += u64::from(report.ending != Some(Ending::Complete));
                reports.push((phone, report));
            }
            if moved == 0 {
                return;
            }
        }
        panic!("it never settles: {reports:#?}");
    }

    /// Entries that at least one place must hold.
    fn owed(&self) -> Held {
        let held = self.phones_that(|standing| standing != Standing::Lost);
        let mut owed = self.ledger.hub.clone();
        for phone in held {
            owed.extend(&self.ledger.phones[phone].hand.now);
        }
        owed
    }

    /// What a revoked phone still has is carried to the hub by the first phone, for staff to look at.
    fn bring_home_the_revoked(&mut self) {
        for phone in self.phones_that(|standing| standing == Standing::Revoked) {
            let documents = self.ledger.documents().into_iter().map(|(id, _)| id);
            let here: Vec<DocId> = documents
                .filter(|id| self.phone(phone).documents().get(*id).is_ok())
                .collect();
            let register = DocRef::register_of(self.orgs_of[phone][0]).id;
            let all: Vec<DocId> = here.into_iter().chain([register]).collect();
            match self.phone(phone).sync().bundle(&all) {
                Ok(bundle) => {
                    let taken = self.phone(0).sync().import_bundle(&bundle.bytes).unwrap();
                    self.assert_set_aside(phone, &taken);
                    self.note(format!("phone {phone}'s book is carried home: {taken:?}"));
                }
                Err(FieldbookError::NotAllowed { reason }) => {
                    self.note(format!("phone {phone} has nothing to bring: {reason}"));
                }
                Err(other) => panic!("{other:?}"),
            }
        }
    }

    fn assert_sound(&self, phone: usize) {
        let book = self.phone(phone);
        assert_eq!(
            book.check().unwrap().problems,
            Vec::<String>::new(),
            "phone {phone}"
        );
        let status = book.sync().status().unwrap();
        assert_eq!(
            (status.outbox, status.freight),
            (0, 0),
            "phone {phone} {status:?}"
        );
        let before = self.shown(phone);
        book.rebuild().unwrap();
        assert_eq!(
            self.shown(phone),
            before,
            "phone {phone} shows something else when rebuilt"
        );
    }

    fn assert_owed(&self, phone: usize, owed: &Held) {
        for number in owed {
            let entry = &self.ledger.entries[*number];
            let may_see = self.orgs_of[phone].contains(&entry.org);
            let other_home = matches!(entry.what, What::Plot(_) if entry.org != self.orgs_of[phone][0]);
            if may_see && !other_home {
                assert!(
                    self.shows(phone, *number) || self.is_set_aside(entry),
                    "phone {phone} has lost {entry:?} of entry {number}"
                );
            }
        }
    }

    /// What a phone wrote that was put back from a copy and then revoked, so that it cannot write it again: it is
    /// in the file of what the phone that brought it home has set aside, byte for byte.
    fn is_set_aside(&self, entry: &Entry) -> bool {
        if self.standing[entry.phone] != Standing::Revoked || !self.ledger.phones[entry.phone].put_back {
            return false;
        }
        let words = match &entry.what {
            What::Fact(id) => id.as_bytes().to_vec(),
            What::Correction(_, text) | What::Plot(text) => cbor_text(text),
            What::Document(_) | What::Photo(_) => return false,
        };
        let file = self.phone(0).journal().export_quarantine().unwrap();
        let aside = open(&file.bytes).unwrap().content.aside;
        let holds = |bytes: &[u8]| bytes.windows(words.len()).any(|part| part == words);
        aside.iter().any(|one| holds(&one.bytes))
    }

    /// Whether a phone shows an entry; a photo is looked for at the hub.
    pub fn shows(&self, phone: usize, entry: usize) -> bool {
        let book = self.phone(phone);
        match &self.ledger.entries[entry].what {
            What::Document(id) => book.documents().get(*id).is_ok(),
            What::Fact(id) => book.journal().get(*id).is_ok(),
            What::Correction(id, reason) => book.journal().history(*id).is_ok_and(|history| {
                history
                    .iter()
                    .any(|one| one.reason.as_deref() == Some(reason.as_str()))
            }),
            What::Plot(name) => {
                let plots = book.people().register().unwrap().plots;
                plots.iter().any(|plot| plot.name == *name)
            }
            What::Photo(_) => true,
        }
    }

    fn assert_nothing_invented(&self, phone: usize) {
        let known: BTreeSet<FactId> = self.ledger.facts().into_iter().map(|(id, _)| id).collect();
        for view in self.facts_on(phone) {
            assert!(
                known.contains(&view.id()),
                "phone {phone} shows {} that nobody recorded",
                view.id()
            );
            let history = self.phone(phone).journal().history(view.id()).unwrap();
            let reasons: Vec<&str> = history.iter().filter_map(|one| one.reason.as_deref()).collect();
            let once: BTreeSet<&str> = reasons.iter().copied().collect();
            assert_eq!(
                reasons.len(),
                once.len(),
                "phone {phone}: a correction twice: {reasons:?}"
            );
        }
    }

    fn facts_on(&self, phone: usize) -> Vec<fieldbook_core::FactView> {
        let all = FactQuery {
            limit: 100_000,
            ..FactQuery::default()
        };
        self.phone(phone).journal().query(&all).unwrap()
    }

    /// Everything a phone shows, by organisation.
    fn shown(&self, phone: usize) -> BTreeMap<OrgId, BTreeSet<String>> {
        let mut shown: BTreeMap<OrgId, BTreeSet<String>> = BTreeMap::new();
        let mut show = |org: OrgId, text: String| {
            shown.entry(org).or_default().insert(text);
        };
        for view in self.facts_on(phone) {
            let text = format!(
                "{:?} {:?} {:?} {:?}",
                view.fact, view.voided, view.amended, view.conflicts
            );
            show(view.doc.org, text);
        }
        for kind in DocKind::ALL {
            for view in self.phone(phone).documents().list(kind).unwrap() {
                show(
                    view.doc.org,
                    format!("{:?} {:?} {:?}", view.doc, view.head, view.conflicts),
                );
            }
        }
        for claim in self.phone(phone).stamps().claims(None).unwrap() {
            let org = self.phone(phone).documents().get(claim.lot).unwrap().doc.org;
            show(
                org,
                format!(
                    "{} {:?} {:?} {:?}",
                    claim.fact, claim.state, claim.spans, claim.rivals
                ),
            );
        }
        let register = self.phone(phone).people().register().unwrap();
        show(register.org.id, format!("{register:?}"));
        shown
    }

    /// Phones of the same organisation show the same of it.
    fn assert_alike(&self) {
        for org in self.orgs {
            let members: Vec<usize> = self.working();
            let members = members
                .into_iter()
                .filter(|phone| self.orgs_of[*phone].contains(&org));
            let shown: Vec<(usize, BTreeSet<String>)> = members
                .map(|phone| (phone, self.shown(phone).remove(&org).unwrap_or_default()))
                .collect();
            for pair in shown.windows(2) {
                let (first, second) = (&pair[0], &pair[1]);
                let only: Vec<&String> = first.1.symmetric_difference(&second.1).collect();
                assert!(
                    only.is_empty(),
                    "phones {} and {} differ: {only:#?}",
                    first.0,
                    second.0
                );
            }
        }
    }

    fn assert_one_claim_per_stamp(&self) {
        for phone in self.working() {
            let claims = self.phone(phone).stamps().claims(None).unwrap();
            let confirmed: Vec<_> = claims
                .iter()
                .filter(|claim| claim.state == ClaimState::Confirmed)
                .collect();
            for (index, one) in confirmed.iter().enumerate() {
                for other in &confirmed[index + 1..] {
                    let clash = one.spans.iter().find(|span| {
                        let mut theirs = other.spans.iter();
                        theirs.any(|their| their.range.overlap(&span.range).is_some())
                    });
                    assert!(
                        clash.is_none(),
                        "{} and {} both have {clash:?}",
                        one.fact,
                        other.fact
                    );
                }
            }
        }
    }

    /// A photo that the hub has signed for, or that a working phone holds, is at the hub byte for byte.
    fn assert_photos(&self, owed: &Held) {
        for number in owed {
            let entry = &self.ledger.entries[*number];
            let What::Photo(hash) = &entry.what else { continue };
            let working = self.standing[entry.phone] == Standing::Works
                && self.ledger.phones[entry.phone].hand.now.contains(number);
            if !working && !self.ledger.hub.contains(number) {
                continue;
            }
            let (mut file, _) = self
                .world
                .hub
                .open_blob(*hash)
                .unwrap()
                .unwrap_or_else(|| panic!("photo {hash} is not at the hub"));
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            assert_eq!(Some(&bytes), self.photos.get(hash), "photo {hash}");
        }
    }
}

/// A short text as CBOR has it (RFC 8949), so that "sửa 1" is not found in "sửa 12".
fn cbor_text(text: &str) -> Vec<u8> {
    assert!(text.len() < 24, "{text}");
    [&[0x60 | text.len() as u8], text.as_bytes()].concat()
}
