//! Shared furniture of the worlds.
