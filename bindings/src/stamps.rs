//! Reading, leases, activation and claims of stamps.

use fieldbook_core as core;
use fieldbook_core::StampStanding;
use fieldbook_core::model::{Capture, DocId, FactId, LeaseId, PersonId, Stamp, SweepId};

use crate::stamp::{ranges_in, spans_in};
use crate::value::all;
use crate::{
    Checked, Claim, ClaimEvent, FieldbookError, Lease, NewRescan, Proposal, Recorded, SerialRange, StampSpan,
    SubLease, Sweep, SweepView,
};

/// Reading, leases, activation and claims of stamps.
#[derive(uniffi::Object)]
pub struct Stamps {
    pub(crate) core: core::Stamps,
}

#[uniffi::export]
impl Stamps {
    /// What a scanned text means. Never fails; what is not known keeps its raw text.
    pub fn read(&self, text: &str) -> Stamp {
        self.core.read(text)
    }

    /// The range from one printed serial to another; both may be whole stamp texts. Throws `InvalidInput`
    /// when no range runs between them.
    pub fn range(&self, first: &str, last: &str) -> Result<SerialRange, FieldbookError> {
        Ok(self.core.range(first, last)?.into())
    }

    /// Ranges proposed from the texts of read stamps, and the texts that no range can hold.
    pub fn propose(&self, texts: Vec<String>) -> Proposal {
        self.core.propose(&texts).into()
    }

    /// The leases of stamps the hub has signed for this organisation, ended and revoked ones too.
    pub fn leases(&self) -> Result<Vec<Lease>, FieldbookError> {
        Ok(all(self.core.leases()?))
    }

    /// Gives stamps of the organisation's lease to one person of it: only they activate them from then on, until it is
    /// taken back. Works without signal.
    ///
    /// Throws `NotAllowed` for who is no manager, and where certificate or lease have ended or the lease was revoked;
    /// `InvalidInput` for stamps in no lease, given already or activated, for an unknown person, and without `lease`
    /// where two rolls have the same serials.
    #[uniffi::method(default(lease = None))]
    pub fn split_lease(
        &self,
        ranges: Vec<SerialRange>,
        to: PersonId,
        lease: Option<LeaseId>,
    ) -> Result<Vec<SubLease>, FieldbookError> {
        Ok(all(self.core.split_lease(lease, &ranges_in(ranges)?, to)?))
    }

    /// Takes such a part back, with a reason, for good. Throws `NotFound`, and `NotAllowed` for who is no manager.
    pub fn take_back(&self, sub_lease: LeaseId, reason: &str) -> Result<SubLease, FieldbookError> {
        Ok(self.core.take_back(sub_lease, reason)?.into())
    }

    /// The parts of leases that were given to single persons, in the order they were given; those taken back too.
    pub fn sub_leases(&self) -> Result<Vec<SubLease>, FieldbookError> {
        Ok(all(self.core.sub_leases()?))
    }

    /// Binds ranges of stamps to a lot. Offline it is a claim: pending until the hub confirms it. What the
    /// rules find is told at once and never keeps the entry from being saved.
    ///
    /// Throws `NotFound` for an unknown lot, `InvalidInput` without ranges.
    pub fn activate(
        &self,
        lot: DocId,
        ranges: Vec<SerialRange>,
        capture: Capture,
    ) -> Result<Claim, FieldbookError> {
        Ok(self.core.activate(lot, &ranges_in(ranges)?, capture)?.into())
    }

    /// Judges an activation before it is made, and writes nothing: what activating these stamps would find, by what this
    /// phone knows now. `spans` and `codeSpans` make spans of what was read or typed. Throws what activating them would
    /// throw.
    pub fn check(&self, lot: DocId, stamps: Vec<StampSpan>) -> Result<Checked, FieldbookError> {
        Ok(self.core.check(lot, spans_in(stamps)?)?.into())
    }

    /// Binds stamps of lists, whose codes count nothing, to a lot: the texts as read, or the codes as printed. At most
    /// 1,000 at once; a stamp named twice counts once.
    ///
    /// Throws `NotFound` for an unknown lot, `InvalidInput` without texts and for one that can be no stamp's code.
    pub fn activate_codes(
        &self,
        lot: DocId,
        texts: Vec<String>,
        capture: Capture,
    ) -> Result<Claim, FieldbookError> {
        Ok(self.core.activate_codes(lot, &texts, capture)?.into())
    }

    /// Binds all stamps of a lease to a lot: a whole roll, or a part of it, as it was leased. Throws `NotFound`.
    pub fn activate_lease(
        &self,
        lot: DocId,
        lease: LeaseId,
        capture: Capture,
    ) -> Result<Claim, FieldbookError> {
        Ok(self.core.activate_lease(lot, lease, capture)?.into())
    }

    /// Of texts read from stamps, those that are of a leased list of codes, in their order. One in 256 strangers is
    /// taken for one; the hub knows exactly.
    pub fn listed(&self, texts: Vec<String>) -> Result<Vec<String>, FieldbookError> {
        Ok(self.core.listed(&texts)?)
    }

    /// Whether a text is a whole stamp of another issuer: with a GTIN that no product and no lease of the organisation
    /// has, or in an issuer's form with a serial that no lease holds. Such a stamp may be recorded as seen on a lot's
    /// goods, and is never activated. A bare serial tells no issuer.
    pub fn is_foreign(&self, text: &str) -> Result<bool, FieldbookError> {
        Ok(self.core.is_foreign(text)?)
    }

    /// Spans for serials that are to be voided or otherwise spoken of, tied to the leases that hold them.
    pub fn spans(&self, ranges: Vec<SerialRange>) -> Result<Vec<StampSpan>, FieldbookError> {
        Ok(all(self.core.spans(&ranges_in(ranges)?)?))
    }

    /// Spans for stamps of lists that are to be voided or otherwise spoken of. Throws `InvalidInput` for a text that
    /// can be no stamp's code.
    pub fn code_spans(&self, texts: Vec<String>) -> Result<Vec<StampSpan>, FieldbookError> {
        Ok(all(self.core.code_spans(&texts)?))
    }

    /// Begins a sweep over a sheet, box or roll of stamps.
    pub fn sweep(&self) -> Result<Sweep, FieldbookError> {
        Ok(self.core.sweep()?.into())
    }

    /// Sweeps under way, the oldest first: those that were neither activated nor discarded. They outlive a killed
    /// app.
    pub fn sweeps(&self) -> Result<Vec<SweepView>, FieldbookError> {
        Ok(all(self.core.sweeps()?))
    }

    /// Goes on with a sweep. Throws `NotFound` for one that was activated or discarded.
    pub fn sweep_again(&self, id: SweepId) -> Result<Sweep, FieldbookError> {
        Ok(self.core.sweep_again(id)?.into())
    }

    /// What this book knows of the stamp that a text was read from, or typed off: whose it is, and to which lot it is
    /// bound. Quick enough for each new text of a camera.
    pub fn look_up(&self, text: &str) -> Result<StampStanding, FieldbookError> {
        Ok(self.core.look_up(text)?)
    }

    /// One activation of stamps. Throws `NotFound` for what is no activation of this book.
    pub fn claim(&self, claim: FactId) -> Result<Claim, FieldbookError> {
        Ok(self.core.claim(claim)?.into())
    }

    /// Claims of a lot, or all, newest first.
    #[uniffi::method(default(lot = None))]
    pub fn claims(&self, lot: Option<DocId>) -> Result<Vec<Claim>, FieldbookError> {
        Ok(all(self.core.claims(lot)?))
    }

    /// The life of a claim, the oldest first: activated, every word of the hub that came here, re-scans, voided.
    /// Throws `NotFound` for an unknown activation.
    pub fn claim_history(&self, claim: FactId) -> Result<Vec<ClaimEvent>, FieldbookError> {
        Ok(all(self.core.claim_history(claim)?))
    }

    /// Writes down which stamps of a disputed activation are in hand: an entry of the activation's lot, which goes to
    /// the staff who settle the dispute. It never activates or moves a stamp. Without a photo, with stamps the
    /// activation does not name, or where nobody disputes it, it is saved all the same and a finding says so.
    ///
    /// Throws `NotFound` for an unknown activation, `InvalidInput` without stamps, `NotAllowed` for who may not inspect.
    pub fn rescan(&self, new: NewRescan) -> Result<Recorded, FieldbookError> {
        Ok(self.core.rescan(new.try_into()?)?.into())
    }
}
