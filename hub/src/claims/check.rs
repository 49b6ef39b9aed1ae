use fieldbook_core::identity::open_lease;
use fieldbook_core::model::OrgId;

use crate::Hub;
use crate::error::Result;

impl Hub {
    /// What of leases, claims and voidings cannot be what the hub wrote, each in a line for engineers; empty when all
    /// is well. A spoilt row of claimed or voided stamps is written anew when its claim or voiding is worked out
    /// again, and is passed over until then.
    pub fn check(&self) -> Result<Vec<String>> {
        self.store().read(|tables| {
            let mut problems = Vec::new();
            for (table, n, fact) in tables.unreadable_serials()? {
                problems.push(format!("{table} {n}: the stamps of {fact} cannot be read"));
            }
            let orgs: Vec<OrgId> = tables.orgs()?.into_iter().map(|org| org.id).collect();
            for org in orgs {
                for signed in tables.leases_of_org(org)? {
                    if open_lease(&signed, &self.public_key()).is_err() {
                        problems.push(format!("{org}: a lease of stamps is not as the hub signed it"));
                    }
                }
            }
            Ok(problems)
        })
    }
}
