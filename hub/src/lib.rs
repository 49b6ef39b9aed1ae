//! The Fieldbook hub.
