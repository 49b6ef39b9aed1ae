//! Generates the Kotlin, Swift and Python code from the built library.
fn main() {
    uniffi::uniffi_bindgen_main();
}
