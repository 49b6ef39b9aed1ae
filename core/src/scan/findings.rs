use super::{Code, quad};

/// What the steps of a cascade have found in one frame so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    places: Vec<Place>,
}

/// One place in the frame and what was read there.
#[derive(Debug)]
struct Place {
    code: Code,
    /// Two steps read different texts here, so at least one is wrong: nothing is reported.
    disputed: bool,
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
            Some(place) => place.disputed |= place.code.text != code.text,
            None => self.places.push(Place {
                code,
                disputed: false,
            }),
        }
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
