//! The hub from outside: phones over a real socket, and what staff do.

#[cfg(test)]
mod claims;
#[cfg(test)]
mod command;
#[cfg(test)]
mod enrol;
#[cfg(test)]
mod files;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod http;
mod leases;
#[cfg(test)]
mod packs;
#[cfg(test)]
mod phone;
#[cfg(test)]
mod rate;
#[cfg(test)]
mod registry;
#[cfg(test)]
mod settling;
#[cfg(test)]
mod stamps;
#[cfg(test)]
mod sync;
#[cfg(test)]
mod trust;
#[cfg(test)]
mod world;
