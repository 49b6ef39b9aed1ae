//! What Android's linker is asked for, whoever calls it.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("android") {
        // Packed relocations are known since Android 6, and half a megabyte less; folded twins are a fifth of one.
        // Pages of 16 KB are Google Play's rule; NDK r28 has them by itself.
        for argument in [
            "--pack-dyn-relocs=android",
            "--icf=safe",
            "-z,max-page-size=16384",
        ] {
            println!("cargo:rustc-cdylib-link-arg=-Wl,{argument}");
        }
    }
}
