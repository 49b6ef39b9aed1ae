use super::Code;
use super::quad::{self, Quad};

/// What the steps of a cascade have found in one frame so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    places: Vec<Place>,
}

/// One place in the frame and what was read there.
#[derive(Debug)]
struct Place {
    code: Code,
    /// Two calls read different texts here, so at least one is wrong: nothing is reported.
    disputed: bool,
    /// Two calls read the same text here.
    confirmed: bool,
}

impl Findings {
    /// Adds a code. The same text at the same place is the same print; the same text elsewhere is a second
    /// print of it, which a sweep must see.
    pub(super) fn add(&mut self, code: Code) {
        let known = self
            .places
            .iter_mut()
            .find(|place| quad::same_place(&place.code.corners, &code.corners));
        match known {
            Some(place) if place.code.text == code.text => place.confirmed = true,
            Some(place) => place.disputed = true,
            None => self.places.push(Place {
                code,
                disputed: false,
                confirmed: false,
            }),
        }
    }

    /// Where a text was read twice and nobody disputes it: no decoder needs to look there again.
    pub(super) fn settled(&self) -> impl Iterator<Item = &Quad> {
        let settled = self
            .places
            .iter()
            .filter(|place| place.confirmed && !place.disputed);
        settled.map(|place| &place.code.corners)
    }

    /// The codes nobody disputes, in the order they were found.
    pub(super) fn into_codes(self) -> Vec<Code> {
        self.places
            .into_iter()
            .filter(|place| !place.disputed)
            .map(|place| place.code)
            .collect()
    }
}
