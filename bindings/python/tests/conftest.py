"""A real hub on loopback for the day, and a fresh book in a folder of its own for every test."""

import json
import os
import pathlib
import socket
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import fieldbook
import pytest

PATIENCE = 20


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


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def wait_until_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the hub does not listen")


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """HTX Mường Và with its product, 500 leased stamps, and Mai and Hoa, who can be invited."""
    base = [os.environ["FIELDBOOK_HUB"], "--json", "--data", str(tmp_path_factory.mktemp("hub"))]

    def staff(*command: str) -> Any:
        return json.loads(subprocess.run([*base, *command], check=True, capture_output=True, text=True).stdout)

    port = free_port()
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
        url = f"http://127.0.0.1:{port}"
        text: str = staff("invite", "--org", org, "--person", people[name], "--url", url)["text"]
        return text

    process = subprocess.Popen([*base, "serve", "--listen", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
    wait_until_listening(port, process)
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
