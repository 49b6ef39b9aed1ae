use std::collections::{BTreeMap, BTreeSet, VecDeque};

use fieldbook_core::identity::ClaimVerdict;
use fieldbook_core::journal::{fold_facts, fold_head, standing};
use fieldbook_core::model::{
    ClaimState, DocId, DocKind, DocRef, FactId, Org, OrgId, Person, PersonId, Product, ProductId,
    RegisterKey, RegisterMap, StampSpan, Trace, TraceConflict, TraceDoc, TraceFact,
};

use super::signer::Signers;
use crate::error::{HubError, Result};
use crate::store::{ClaimRow, Tables};

/// The most seasons and lots a trace goes back through: a lot mixed from more is itself a finding.
const ORIGINS_MAX: usize = 200;

/// A lot's story: itself, what its goods came from, and the names in it.
pub(crate) fn of_lot(tables: &Tables, n: i64) -> Result<Trace> {
    let lot = document(tables, n)?;
    let origins = origins(tables, &lot)?;
    let org = lot.doc.org;
    let product = lot_product(tables, &lot)?;
    let people = people(tables, org, std::iter::once(&lot).chain(&origins))?;
    Ok(Trace {
        product,
        org: org_of(tables, org)?,
        people,
        lot,
        origins,
    })
}

/// One document as it stands.
pub(super) fn document(tables: &Tables, n: i64) -> Result<TraceDoc> {
    let writes = tables.writes_of(n)?;
    let claims: BTreeMap<FactId, ClaimRow> = tables
        .claims_of(n)?
        .into_iter()
        .map(|claim| (claim.fact, claim))
        .collect();
    let doc = tables.doc_at(n)?;
    let authors = tables.fact_authors(n)?;
    let mut signers = Signers::new(tables, doc.org);
    let (of_facts, of_head): (Vec<_>, Vec<_>) = writes
        .iter()
        .filter(|write| !write.replaced)
        .partition(|write| write.key.fact_field().is_some());
    let mut facts = Vec::new();
    for state in fold_facts(&tables.facts_of(n)?, &writes)? {
        let claim = match claims.get(&state.fact.id) {
            Some(claim) => Some(claim_state(claim, &state.fact.stamps)?),
            None => None,
        };
        facts.push(TraceFact {
            doc: doc.id,
            signer: match authors.get(&state.fact.id) {
                Some(author) => signers.of(author)?,
                None => None,
            },
            corrections: signers.corrections(of_facts.iter().filter(|write| {
                let fact = write.key.fact_field().map(|(fact, _)| fact);
                fact == Some(state.fact.id)
            }))?,
            voided: state.voided.is_some(),
            amended: state.amended,
            conflicts: state
                .conflicts
                .into_iter()
                .map(|(field, values)| TraceConflict {
                    field,
                    values: values.into_iter().map(|amendment| amendment.value).collect(),
                })
                .collect(),
            contradicts: None,
            claim,
            fact: state.fact,
        });
    }
    facts.sort_by_key(|fact| (fact.fact.occurred, fact.fact.id));
    Ok(TraceDoc {
        corrections: signers.corrections(of_head.iter())?,
        doc,
        head: fold_head(RegisterMap::Head, &writes)?.values,
        facts,
    })
}

fn claim_state(claim: &ClaimRow, asked: &[StampSpan]) -> Result<(ClaimState, Vec<StampSpan>)> {
    match &claim.verdict {
        Some(verdict) => Ok((claim.state, verdict.read::<ClaimVerdict>()?.stands()?)),
        None => Ok((claim.state, asked.to_vec())),
    }
}

/// The seasons and lots the goods came from, nearest first. Each is visited once, so a circle of origins
/// ends; another organisation's documents are left out, for anybody could name them as origin.
fn origins(tables: &Tables, lot: &TraceDoc) -> Result<Vec<TraceDoc>> {
    let mut seen: BTreeSet<DocId> = BTreeSet::from([lot.doc.id]);
    let mut queue: VecDeque<DocId> = named_origins(lot);
    let mut found = Vec::new();
    while let Some(id) = queue.pop_front() {
        if !seen.insert(id) || found.len() == ORIGINS_MAX {
            continue;
        }
        if let Some((n, doc)) = tables.doc(id)?
            && doc.org == lot.doc.org
            && matches!(doc.kind, DocKind::Season | DocKind::Lot)
        {
            let origin = document(tables, n)?;
            queue.extend(named_origins(&origin));
            found.push(origin);
        }
    }
    Ok(found)
}

fn named_origins(doc: &TraceDoc) -> VecDeque<DocId> {
    let standing = doc.facts.iter().filter(|fact| !fact.voided);
    standing
        .flat_map(|fact| fact.fact.origins.iter().map(|origin| origin.doc))
        .collect()
}

/// A text field of an entry of an organisation's register, as it stands.
fn entry(tables: &Tables, org: OrgId, id: impl std::fmt::Display, field: &str) -> Result<Option<String>> {
    let Some((n, _)) = tables.doc(DocRef::register_of(org).id)? else {
        return Ok(None);
    };
    let writes = tables.writes_to(n, &RegisterKey::entry(id, field))?;
    let values = standing(&writes.iter().collect::<Vec<_>>())?;
    Ok(values.first().map(|amendment| amendment.value.to_string()))
}

/// The product a lot's head names.
fn lot_product(tables: &Tables, lot: &TraceDoc) -> Result<Option<Product>> {
    let named = lot
        .head_text("product")
        .and_then(|id| id.parse::<ProductId>().ok());
    let Some(id) = named else { return Ok(None) };
    let registered = tables.product(id)?.filter(|(org, _)| *org == lot.doc.org);
    let registered = registered.map(|(_, product)| product);
    let Some(name) = entry(tables, lot.doc.org, id, "name")? else {
        return Ok(registered);
    };
    let group = entry(tables, lot.doc.org, id, "group")?;
    let registered_group = registered.as_ref().map(|product| product.group.clone());
    Ok(Some(Product {
        id,
        name,
        group: group.or(registered_group).unwrap_or_default(),
        // Only the hub's staff say which GTIN is whose.
        gtin: registered.and_then(|product| product.gtin),
    }))
}

/// The GTIN-14 of the product a document's head names.
pub(crate) fn lot_gtin(tables: &Tables, n: i64) -> Result<Option<String>> {
    let head = fold_head(RegisterMap::Head, &tables.writes_of(n)?)?;
    let named = head.values.get("product").map(ToString::to_string);
    let Some(id) = named.and_then(|id| id.parse::<ProductId>().ok()) else {
        return Ok(None);
    };
    let org = tables.doc_at(n)?.org;
    let registered = tables.product(id)?.filter(|(owner, _)| *owner == org);
    Ok(registered.and_then(|(_, product)| product.gtin))
}

fn org_of(tables: &Tables, id: OrgId) -> Result<Org> {
    let registered = tables.org(id)?.ok_or_else(|| HubError::not_found("org", &id))?;
    Ok(Org {
        id,
        name: entry(tables, id, id, "name")?.unwrap_or(registered.name),
        address: entry(tables, id, id, "address")?.or(registered.address),
        gln: registered.gln,
    })
}

fn people<'a>(tables: &Tables, org: OrgId, docs: impl Iterator<Item = &'a TraceDoc>) -> Result<Vec<Person>> {
    let facts = docs.flat_map(|doc| &doc.facts).map(|fact| &fact.fact);
    let ids: BTreeSet<PersonId> = facts
        .flat_map(|fact| std::iter::once(fact.recorder).chain(fact.on_behalf_of))
        .collect();
    let mut people = Vec::new();
    for id in ids {
        let named = entry(tables, org, id, "name")?;
        let name = match named {
            Some(name) => Some(name),
            None => tables.person(id)?.map(|person| person.name),
        };
        people.extend(name.map(|name| Person { id, name }));
    }
    Ok(people)
}
