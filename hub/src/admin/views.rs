use fieldbook_core::identity::ClaimVerdict;
use fieldbook_core::model::{Moment, Org, Plot, Product, Role, StampLease, StampSpan};
use serde_json::{Value, json};

use crate::{
    ClaimView, DeviceView, HeldChanges, Issue, LeaseView, Member, PackView, QuarantinedView, RollView,
};

/// How a thing is shown: as JSON, and as the cells of a table's row.
pub(super) trait View {
    /// The titles of its columns, keys below `hub.column.`.
    const TITLES: &'static [&'static str];
    /// For programs.
    fn json(&self) -> Value;
    /// For people, one per title.
    fn cells(&self) -> Vec<String>;
}

fn or_dash(text: Option<&str>) -> String {
    text.unwrap_or("–").to_owned()
}

pub(super) fn day_and_time(ms: i64) -> String {
    let moment = Moment {
        utc_ms: ms,
        offset_min: 420,
        trust: fieldbook_core::model::ClockTrust::HubChecked,
    };
    moment.local().format("%Y-%m-%d %H:%M").to_string()
}

fn role_names(roles: &[Role]) -> Vec<&'static str> {
    roles.iter().map(|role| role.name()).collect()
}

impl View for Org {
    const TITLES: &'static [&'static str] = &["id", "name", "address", "gln"];
    fn json(&self) -> Value {
        json!({"id": self.id, "name": self.name, "address": self.address, "gln": self.gln})
    }
    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.name.clone(),
            or_dash(self.address.as_deref()),
            or_dash(self.gln.as_deref()),
        ]
    }
}

impl View for Member {
    const TITLES: &'static [&'static str] = &["id", "name", "roles"];
    fn json(&self) -> Value {
        json!({"id": self.person.id, "name": self.person.name, "roles": role_names(&self.roles)})
    }
    fn cells(&self) -> Vec<String> {
        vec![
            self.person.id.to_string(),
            self.person.name.clone(),
            role_names(&self.roles).join(", "),
        ]
    }
}

impl View for Product {
    const TITLES: &'static [&'static str] = &["id", "name", "group", "gtin"];
    fn json(&self) -> Value {
        json!({"id": self.id, "name": self.name, "group": self.group, "gtin": self.gtin})
    }
    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.name.clone(),
            self.group.clone(),
            or_dash(self.gtin.as_deref()),
        ]
    }
}

impl View for Plot {
    const TITLES: &'static [&'static str] = &["id", "name", "growing_area_code"];
    fn json(&self) -> Value {
        json!({"id": self.id, "name": self.name, "growing_area_code": self.growing_area_code})
    }
    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.name.clone(),
            or_dash(self.growing_area_code.as_deref()),
        ]
    }
}

impl View for RollView {
    const TITLES: &'static [&'static str] = &["id", "issue", "serials", "count"];
    fn json(&self) -> Value {
        let (gtin, host) = match &self.issue {
            Issue::Gtin(gtin) => (Some(gtin), None),
            Issue::Host(host) => (None, Some(host)),
        };
        json!({
            "id": self.id, "gtin": gtin, "host": host, "product": self.product,
            "from": self.range.serial(self.range.first()), "to": self.range.serial(self.range.last()),
            "count": self.range.count().to_string(),
        })
    }
    fn cells(&self) -> Vec<String> {
        let (Issue::Gtin(issue) | Issue::Host(issue)) = &self.issue;
        vec![
            self.id.to_string(),
            issue.clone(),
            self.range.to_string(),
            self.range.count().to_string(),
        ]
    }
}

impl View for StampLease {
    const TITLES: &'static [&'static str] = &["id", "roll", "serials", "count", "not_after"];
    fn json(&self) -> Value {
        json!({
            "id": self.id, "roll": self.roll, "org": self.org, "person": self.person, "gtin": self.gtin,
            "from": self.range.serial(self.range.first()), "to": self.range.serial(self.range.last()),
            "count": self.range.count().to_string(), "not_after": self.not_after.to_rfc3339(),
        })
    }
    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.roll.to_string(),
            self.range.to_string(),
            self.range.count().to_string(),
            day_and_time(self.not_after.utc_ms),
        ]
    }
}

impl View for LeaseView {
    const TITLES: &'static [&'static str] = &["id", "roll", "serials", "count", "not_after", "standing"];
    fn json(&self) -> Value {
        let mut json = self.lease.json();
        if let Some(object) = json.as_object_mut() {
            object.insert("standing".into(), self.standing.into());
            object.insert("revoked".into(), self.revoked_ms.map(day_and_time).into());
        }
        json
    }
    fn cells(&self) -> Vec<String> {
        let standing = match (self.standing, self.revoked_ms) {
            (true, _) => "@hub.lease.standing",
            (false, Some(_)) => "@hub.lease.revoked",
            (false, None) => "@hub.lease.ended",
        };
        let mut cells = self.lease.cells();
        cells.push(standing.to_owned());
        cells
    }
}

/// The hub wrote the verdict itself; one that cannot be read shows none of its codes.
fn stands(verdict: &ClaimVerdict) -> Vec<StampSpan> {
    verdict.stands().unwrap_or_else(|_| verdict.spans.clone())
}

impl View for ClaimView {
    const TITLES: &'static [&'static str] = &["claim", "lot", "state", "serials", "findings", "rivals"];
    fn json(&self) -> Value {
        let verdict = self.verdict.as_ref();
        let spans = verdict.map(|verdict| {
            let spans = stands(verdict).into_iter().map(|span| {
                let range = &span.range;
                match &span.code {
                    Some(code) => json!({"roll": span.roll, "lease": span.lease, "code": code}),
                    None => json!({
                        "roll": span.roll, "lease": span.lease,
                        "from": range.serial(range.first()), "to": range.serial(range.last()),
                    }),
                }
            });
            spans.collect::<Vec<_>>()
        });
        let rivals = verdict.map(|verdict| {
            let rivals = verdict
                .rivals
                .iter()
                .map(|rival| json!({"claim": rival.claim, "serials": rival.range.to_string()}));
            rivals.collect::<Vec<_>>()
        });
        json!({
            "claim": self.fact, "lot": self.doc.id, "org": self.doc.org, "state": self.state.name(),
            "spans": spans, "findings": verdict.map(|verdict| &verdict.findings), "rivals": rivals,
            "number": verdict.map(|verdict| verdict.number),
            "ruling": verdict.and_then(|verdict| verdict.ruling.as_ref()).map(super::claims::ruling_json),
        })
    }
    fn cells(&self) -> Vec<String> {
        let verdict = self.verdict.as_ref();
        let list = |items: Vec<String>| or_dash((!items.is_empty()).then(|| items.join(", ")).as_deref());
        let spans = verdict.map(|it| stands(it).iter().map(|span| span.named(&span.range)).collect());
        let rivals = verdict.map(|it| it.rivals.iter().map(|rival| rival.claim.to_string()).collect());
        vec![
            self.fact.to_string(),
            self.doc.id.to_string(),
            format!("@claim_state.{}", self.state.name()),
            list(spans.unwrap_or_default()),
            list(verdict.map(|it| it.findings.clone()).unwrap_or_default()),
            list(rivals.unwrap_or_default()),
        ]
    }
}

impl View for DeviceView {
    const TITLES: &'static [&'static str] = &["id", "name", "people", "last_sync", "revoked"];
    fn json(&self) -> Value {
        let members = self.memberships.iter().map(|membership| {
            json!({
                "org": membership.org, "person": membership.person, "roles": role_names(&membership.roles),
            })
        });
        json!({
            "id": self.id, "key": self.key.to_string(), "name": self.name,
            "memberships": members.collect::<Vec<_>>(),
            "last_sync_ms": self.last_sync_ms, "revoked_ms": self.revoked_ms,
        })
    }
    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.name.clone(),
            self.memberships.len().to_string(),
            or_dash(self.last_sync_ms.map(day_and_time).as_deref()),
            or_dash(self.revoked_ms.map(day_and_time).as_deref()),
        ]
    }
}

impl View for HeldChanges {
    const TITLES: &'static [&'static str] =
        &["document", "kind", "device", "reason", "count", "since", "seen"];
    fn json(&self) -> Value {
        json!({
            "document": self.doc.id, "kind": self.doc.kind.name(), "org": self.doc.org,
            "device": self.device, "device_name": self.device_name,
            "reason": self.reason, "count": self.count, "since_ms": self.since_ms, "seen": self.seen,
        })
    }
    fn cells(&self) -> Vec<String> {
        vec![
            self.doc.id.to_string(),
            format!("@doc_kind.{}", self.doc.kind.name()),
            self.device_name.clone(),
            format!("@refusal.{}", self.reason),
            self.count.to_string(),
            day_and_time(self.since_ms),
            self.seen.clone(),
        ]
    }
}

impl View for QuarantinedView {
    const TITLES: &'static [&'static str] = &["document", "reason", "since", "bytes", "device"];
    fn json(&self) -> Value {
        json!({
            "document": self.doc,
            "reason": self.reason,
            "at_ms": self.at_ms,
            "bytes": self.length,
            "device": self.device,
            "device_name": self.device_name,
        })
    }
    fn cells(&self) -> Vec<String> {
        vec![
            self.doc.to_string(),
            format!("@refusal.{}", self.reason),
            day_and_time(self.at_ms),
            self.length.to_string(),
            or_dash(self.device_name.as_deref()),
        ]
    }
}

impl View for PackView {
    const TITLES: &'static [&'static str] = &["group", "bytes", "since", "standing", "hash"];
    fn json(&self) -> Value {
        json!({
            "hash": self.hash.to_string(), "kind": self.kind, "group": self.group, "bytes": self.bytes,
            "added_ms": self.added_ms, "fault": self.fault.as_ref().map(|fault| fault.reason),
        })
    }
    fn cells(&self) -> Vec<String> {
        let standing = match self.fault.as_ref().map(|fault| fault.reason) {
            None => "@hub.pack.in_use",
            Some("group_version_taken") => "@hub.pack.version_taken",
            Some(_) => "@hub.pack.unreadable",
        };
        vec![
            or_dash(self.group.as_deref()),
            self.bytes.to_string(),
            day_and_time(self.added_ms),
            standing.to_owned(),
            self.hash.to_string(),
        ]
    }
}
