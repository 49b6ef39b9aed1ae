use super::FieldbookError;
use super::book::Book;
use super::error::Fault;
use super::sync_run::Sync;
use crate::model::OrgId;
use crate::store::FollowRow;

/// Documents taken out in one transaction: 20 lots of 50 facts are gone in a few milliseconds, and who
/// records meanwhile waits no longer than that.
const PRUNED_AT_ONCE: u32 = 20;

/// An organisation this device is certified for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowedOrg {
    /// Which.
    pub org: OrgId,
    /// Its name, once its register has come.
    pub name: String,
    /// Its news is fetched.
    pub followed: bool,
    /// Its documents are still being fetched for the first time.
    pub beginning: bool,
    /// Its documents on this phone.
    pub documents: u64,
    /// Changes of it that the hub has not taken; while there are any, nothing of it leaves this phone.
    pub only_here: u64,
}

impl Sync {
    /// The organisations this device is certified for, and which it follows. It follows them all unless a
    /// person drops one.
    pub fn followed(&self) -> Result<Vec<FollowedOrg>, FieldbookError> {
        Ok(self.book.followed_orgs()?)
    }

    /// Follows an organisation again; its documents come with the next sync, this device's own among them.
    ///
    /// Errors: `NotFound` when this device is not certified for it.
    pub fn follow(&self, org: OrgId) -> Result<(), FieldbookError> {
        Ok(self.book.set_followed(org, true)?)
    }

    /// Stops fetching an organisation's news. Its documents leave this phone once the hub has given receipts
    /// for everything in them, at once or after a later sync; the hub and the other phones keep them.
    ///
    /// Errors: `NotFound` when this device is not certified for it, `NotAllowed` for the book's own
    /// organisation.
    pub fn unfollow(&self, org: OrgId) -> Result<(), FieldbookError> {
        Ok(self.book.set_followed(org, false)?)
    }
}

impl Book {
    fn followed_orgs(&self) -> Result<Vec<FollowedOrg>, Fault> {
        let unfollowed = self.store.read(|reading| reading.unfollowed())?;
        let view = |org: OrgId| {
            let name = self.register_of(org)?.org.name;
            self.store.read(|reading| {
                let row = reading.follow(org)?;
                Ok(FollowedOrg {
                    org,
                    name,
                    followed: !unfollowed.contains(&org),
                    beginning: row
                        .is_none_or(|row| row.epoch == FollowRow::default().epoch || !row.mark.is_empty()),
                    documents: reading.count_documents(org)?,
                    only_here: reading.count_only_here(org)?,
                })
            })
        };
        self.member_orgs()?.into_iter().map(view).collect()
    }

    fn set_followed(&self, org: OrgId, followed: bool) -> Result<(), Fault> {
        if !self.member_orgs()?.contains(&org) {
            return Err(Fault::NotFound(org.to_string()));
        }
        if !followed && org == self.org() {
            return Err(Fault::NotAllowed("own_org"));
        }
        self.store
            .write(|writing| writing.set_unfollowed(org, !followed))?;
        self.prune_unfollowed()?;
        self.ring();
        Ok(())
    }

    /// Takes out what belongs to organisations a person has dropped, when the hub has receipts for all of it
    /// and no photo waits: a photo may belong to one of its facts.
    pub(super) fn prune_unfollowed(&self) -> Result<(), Fault> {
        for org in self.store.read(|reading| reading.unfollowed())? {
            while self.prune_some(org)? {}
        }
        Ok(())
    }

    fn prune_some(&self, org: OrgId) -> Result<bool, Fault> {
        let mut open = self.documents.lock();
        let gone = self.store.write(|writing| {
            let reading = writing.reading();
            let waits = reading.count_only_here(org)? > 0 || !reading.blobs_to_send()?.is_empty();
            if waits || reading.count_documents(org)? == 0 {
                return Ok::<_, Fault>(0);
            }
            Ok(writing.prune(org, PRUNED_AT_ONCE)?)
        })?;
        if gone > 0 {
            open.forget_org(org);
        }
        Ok(gone > 0)
    }
}
