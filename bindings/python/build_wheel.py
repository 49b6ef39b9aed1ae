"""The build backend: maturin, with our own generator in the place of UniFFI's.

maturin builds the library, calls `uniffi-bindgen` for the Python code that belongs to it and packs both. Here that
command is `fieldbook-bindgen`, built from the same sources, so that the stubs cannot be of another version either.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any

import maturin  # type: ignore[import-untyped]
from maturin import (
    get_requires_for_build_editable,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

WORKSPACE = pathlib.Path(__file__).resolve().parents[2]


class UnsupportedOperation(Exception):
    """PEP 517's word for a hook that a project does not have."""


@contextlib.contextmanager
def our_generator() -> Iterator[None]:
    """Puts `fieldbook-bindgen` where maturin looks for `uniffi-bindgen`: first on PATH."""
    build = ["cargo", "build", "--package", "fieldbook-ffi", "--features", "bindgen", "--bin", "fieldbook-bindgen"]
    subprocess.run([*build, "--quiet"], check=True, cwd=WORKSPACE)
    suffix = ".exe" if sys.platform == "win32" else ""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", WORKSPACE / "target"))
    path = os.environ["PATH"]
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy2(target / "debug" / f"fieldbook-bindgen{suffix}", pathlib.Path(folder, f"uniffi-bindgen{suffix}"))
        os.environ["PATH"] = folder + os.pathsep + path
        try:
            yield
        finally:
            os.environ["PATH"] = path


def build_wheel(directory: str, settings: Mapping[str, Any] | None = None, metadata: str | None = None) -> str:
    with our_generator():
        return str(maturin.build_wheel(directory, settings, metadata))


def build_editable(directory: str, settings: Mapping[str, Any] | None = None, metadata: str | None = None) -> str:
    with our_generator():
        return str(maturin.build_editable(directory, settings, metadata))


def build_sdist(directory: str, settings: Mapping[str, Any] | None = None) -> str:
    raise UnsupportedOperation("the source is the whole repository: build the wheel from a checkout of it")
