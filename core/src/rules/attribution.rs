use crate::model::{
    Certified, Correction, Fact, FactId, Finding, FindingCode, Severity, TraceDoc, TraceFact,
};

/// What a document says of its writers against the certificates of the keys that signed it. Such an entry
/// is authentic, for the key is proven; only the name it gives is somebody else's. So it is found, not
/// refused.
pub(super) fn check_attribution(doc: &TraceDoc) -> Vec<Finding> {
    let head = doc.corrections.iter().filter(|it| it.is_foreign());
    let head = head.map(|correction| corrector(correction, None));
    let facts = doc.facts.iter().flat_map(check_writers);
    head.chain(facts).collect()
}

/// The same for one fact and its corrections. A voided fact no longer speaks, but who voided it still does.
pub fn check_writers(fact: &TraceFact) -> Vec<Finding> {
    let signed = fact.signer.as_ref().filter(|_| !fact.voided);
    let own = signed.map(|signer| attribution(&fact.fact, signer));
    let corrections = fact.corrections.iter().filter(|it| it.is_foreign());
    let corrections = corrections.map(|correction| corrector(correction, Some(fact.fact.id)));
    own.into_iter().flatten().chain(corrections).collect()
}

/// What one fact says of its device and recorder, against the certificate of the key that signed it.
pub fn attribution(fact: &Fact, signer: &Certified) -> Vec<Finding> {
    let warning = |code| Finding::new(code, Severity::Warning, fact.id);
    let device = (fact.device != signer.device).then(|| warning(FindingCode::ForeignDevice));
    let recorder = (!signer.people.contains(&fact.recorder)).then(|| warning(FindingCode::ForeignRecorder));
    device.into_iter().chain(recorder).collect()
}

fn corrector(correction: &Correction, fact: Option<FactId>) -> Finding {
    Finding {
        code: FindingCode::ForeignCorrector,
        severity: Severity::Warning,
        fact,
        args: vec![("field", correction.field.clone())],
    }
}
