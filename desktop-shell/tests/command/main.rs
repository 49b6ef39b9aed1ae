//! The `fieldbook` command as people and scripts run it: the real binary, real books, no hub needed.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod keyed;
#[cfg(test)]
mod language;
mod people;
#[cfg(test)]
mod pictures;
#[cfg(test)]
mod proof;
#[cfg(test)]
mod sweep;
#[cfg(test)]
mod walk;
