//! The `fieldbook` command.

#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the commands that read and print pictures call it")
)]
mod picture;

fn main() {}
