"""The README's program, run as it is written."""

import datetime
import importlib.metadata
import pathlib
import subprocess
import sys

import pytest

from conftest import Hub

README = pathlib.Path(__file__).parents[1] / "README.md"


def test_the_first_harvest_does_what_the_readme_says(hub: Hub, tmp_path: pathlib.Path) -> None:
    program = README.read_text("utf-8").split("```python\n", 1)[1].split("```", 1)[0]

    def run() -> list[str]:
        command = [sys.executable, "-X", "utf8", "-c", program, str(tmp_path / "book"), hub.mai]
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout.splitlines()

    refused, seen, sent = run()
    assert "không thể lớn hơn 100" in refused
    assert datetime.date.fromisoformat(seen.split()[0]) and seen.endswith(" 2.5 ON_PHONE")
    assert sent == "accepted: 2 waiting: 0"
    assert [line.split()[-1] for line in run()[1:3]] == ["ON_PHONE", "ACCEPTED"], "the book is opened the second time"


def test_the_package_does_not_say_where_it_was_built() -> None:
    try:
        files = importlib.metadata.files("fieldbook")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("runs from a source tree and not from a wheel")
    assert files
    # pip writes down itself what it was asked to install.
    texts = [file for file in files if ".dist-info" in str(file) and file.name not in ("direct_url.json", "RECORD")]
    here = str(README.parents[2])
    assert texts and [str(file) for file in texts if here in file.read_text("utf-8")] == []
