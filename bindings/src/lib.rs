//! The core's public API for Kotlin, Swift and Python.
uniffi::setup_scaffolding!();
