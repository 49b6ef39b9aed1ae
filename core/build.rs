//! Tells cargo to look at the folder of product groups: `include_dir!` reads it, but cargo cannot see a
//! file that was not there at the last build.

fn main() {
    println!("cargo:rerun-if-changed=src/catalog/groups");
}
