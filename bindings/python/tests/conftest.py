"""A real hub on loopback for the day, and a fresh book in a folder of its own for every test."""

import json
import os
import pathlib
import re
import signal
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import fieldbook
import pytest

PATIENCE = 20

# What a shell starts in the background ignores Ctrl-C, and so does all that it starts: tests that press it waited for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass
class Hub:
    """The hub of the day: invitations to it, each for one device, and its command for what staff do."""

    invite: Callable[[str], str]
    staff: Callable[..., Any]

    @property
    def mai(self) -> str:
        """A new invitation for Mai, the manager."""
        return self.invite("Lò Thị Mai")

    @property
    def hoa(self) -> str:
        """A new invitation for Hoa, a farmer."""
        return self.invite("Cà Thị Hoa")


def said_address(log: pathlib.Path, process: subprocess.Popen[bytes]) -> str:
    """The hub takes a port that the system gives it, and says which once it listens: one that was asked for beforehand
    could be somebody else's by then."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if said := re.search(r"(http://[0-9.]+:[0-9]+)\. ", log.read_text(encoding="utf-8")):
            return said[1]
        time.sleep(0.02)
    pytest.fail(f"the hub does not listen: {log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """HTX Mường Và with its product, 500 leased stamps, and Mai and Hoa, who can be invited."""
    folder = tmp_path_factory.mktemp("hub")
    base = [os.environ["FIELDBOOK_HUB"], "--json", "--data", str(folder)]

    def staff(*command: str) -> Any:
        return json.loads(subprocess.run([*base, *command], check=True, capture_output=True, text=True).stdout)

    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen([*base, "serve", "--listen", "127.0.0.1:0"], stderr=output)
    url = said_address(log, process)
    org = staff("org", "new", "--name", "HTX Mường Và")["id"]
    product = staff(
        *("product", "new", "--org", org, "--name", "Gạo nếp tan Mường Và"),
        *("--group", "sticky-rice", "--gtin", "08939999000017"),
    )["id"]
    roll = staff(
        *("roll", "new", "--product", product, "--gtin", "08939999000017"),
        *("--from", "HX00000001", "--to", "HX00000500"),
    )["id"]
    staff("lease", "new", "--roll", roll, "--org", org)

    people = {
        name: staff("person", "new", "--org", org, "--name", name, "--role", role)["id"]
        for name, role in (("Lò Thị Mai", "manager"), ("Cà Thị Hoa", "farmer"))
    }

    def invite(name: str) -> str:
        text: str = staff("invite", "--org", org, "--person", people[name], "--url", url)["text"]
        return text

    yield Hub(invite, staff)
    process.terminate()
    process.wait(PATIENCE)


@pytest.fixture
def invitation(hub: Hub) -> str:
    return hub.mai


@pytest.fixture
def config(tmp_path: pathlib.Path) -> fieldbook.Config:
    return fieldbook.Config(dir=str(tmp_path / "book"))


@pytest.fixture
def book(config: fieldbook.Config, invitation: str) -> Iterator[fieldbook.Fieldbook]:
    book = fieldbook.Fieldbook.create(config, invitation, "Điện thoại của Mai")
    yield book
    book.shutdown()


@pytest.fixture
def season(book: fieldbook.Fieldbook) -> uuid.UUID:
    return book.documents().open_season(fieldbook.NewSeason(name="Vụ mùa 2026")).doc.id
