use std::collections::BTreeMap;

use super::names::{Names, OWN};
use crate::model::{DocId, Fact, Quantity, QuantityRole, TraceDoc};

/// Goods of one class, and how much of them, when that is known.
#[derive(Debug, Clone)]
pub(super) struct Goods {
    pub(super) class: String,
    pub(super) quantity: Option<Quantity>,
}

impl Goods {
    pub(super) fn new(class: String, quantity: Option<Quantity>) -> Self {
        Self { class, quantity }
    }
}

/// Follows the goods of one document through its facts, so that what one step gives is what the next one
/// takes and a reader can walk from the stamp back to the field.
///
/// The goods a step gives are named by the step's own fact: a fact that arrives later never renames what
/// an earlier event said.
pub(super) struct Flow<'a> {
    names: &'a Names<'a>,
    doc: &'a TraceDoc,
    /// Loose goods at hand, with the step that gave them.
    loose: Vec<(String, String)>,
    /// The step that first drew on an origin.
    drawn: BTreeMap<DocId, String>,
    packed: bool,
}

impl<'a> Flow<'a> {
    pub(super) fn new(names: &'a Names<'a>, doc: &'a TraceDoc) -> Self {
        Self {
            names,
            doc,
            loose: Vec::new(),
            drawn: BTreeMap::new(),
            packed: false,
        }
    }

    /// The class of the document as a whole: what a season grows, what a lot's bags are.
    pub(super) fn whole(&self) -> String {
        self.names.class_of(self.doc)
    }

    /// The goods received; from now on they are at hand.
    pub(super) fn receive(&mut self, fact: &Fact) -> Vec<Goods> {
        let goods = self.take(fact);
        let received = goods.iter().map(|goods| (goods.class.clone(), fact.step.clone()));
        self.loose.extend(received);
        goods
    }

    /// What a processing step takes and gives.
    pub(super) fn process(&mut self, fact: &Fact) -> (Vec<Goods>, Goods) {
        let taken = self.take(fact);
        self.loose
            .retain(|(class, _)| !taken.iter().any(|goods| goods.class == *class));
        let given = format!("{OWN}goods:{}", fact.id);
        self.loose.push((given.clone(), fact.step.clone()));
        (taken, Goods::new(given, fact.amount(QuantityRole::Out)))
    }

    /// What a packing takes, when something says so, and gives. Loose goods stay at hand: a lot may be
    /// packed over several days.
    pub(super) fn pack(&mut self, fact: &Fact) -> (Option<Vec<Goods>>, Goods) {
        let says =
            !self.loose.is_empty() || !fact.origins.is_empty() || fact.amount(QuantityRole::In).is_some();
        let taken = says.then(|| self.take(fact));
        self.packed = true;
        (taken, Goods::new(self.whole(), fact.amount(QuantityRole::Out)))
    }

    /// The goods as they lie there: loose until packed.
    pub(super) fn present(&self, quantity: Option<Quantity>) -> Vec<Goods> {
        if self.packed || self.loose.is_empty() {
            return vec![Goods::new(self.whole(), quantity)];
        }
        amounts(
            self.loose.iter().map(|(class, _)| class.clone()).collect(),
            quantity,
        )
    }

    /// What a step takes. An origin that another step of this lot has drawn on already is only named
    /// again, and what that step gave is taken instead; drawn on twice by one step it is a second batch,
    /// and what the first batch gave stays.
    fn take(&mut self, fact: &Fact) -> Vec<Goods> {
        let mut fresh: Vec<Goods> = Vec::new();
        for origin in &fact.origins {
            let by = self.drawn.entry(origin.doc).or_insert_with(|| fact.step.clone());
            if *by == fact.step {
                fresh.push(Goods::new(
                    self.names.class_of_origin(origin.doc),
                    origin.quantity,
                ));
            }
        }
        let batch = !fresh.is_empty();
        let loose = self.loose.iter().filter(|(_, by)| !batch || *by != fact.step);
        let loose: Vec<String> = loose.map(|(class, _)| class.clone()).collect();
        let amount = fact.amount(QuantityRole::In);
        if batch {
            if let ([only], true) = (fresh.as_mut_slice(), loose.is_empty()) {
                only.quantity = only.quantity.or(amount);
            }
            fresh.extend(loose.into_iter().map(|class| Goods::new(class, None)));
            return fresh;
        }
        if loose.is_empty() {
            let incoming = format!("{OWN}incoming:{}", self.doc.doc.id);
            return vec![Goods::new(incoming, amount)];
        }
        amounts(loose, amount)
    }
}

/// The amount belongs to the goods when they are of one class; of several it is only their sum.
fn amounts(classes: Vec<String>, amount: Option<Quantity>) -> Vec<Goods> {
    let one = classes.len() == 1;
    let goods = classes.into_iter();
    goods
        .map(|class| Goods::new(class, amount.filter(|_| one)))
        .collect()
}
