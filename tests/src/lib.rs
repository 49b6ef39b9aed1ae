//! Worlds: many devices and a real hub over real HTTP in one process, driven by printed seeds.

pub mod clocks;
pub mod frames;
pub mod gate;
pub mod hostile;
pub mod keyed;
pub mod offline;
pub mod rogue;
pub mod sealed;
pub mod stamps;
pub mod world;
