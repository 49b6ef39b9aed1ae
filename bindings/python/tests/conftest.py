"""A real hub on loopback for the day, and a fresh book in a folder of its own for every test."""

import json
import os
import socket
import subprocess
import time
from types import SimpleNamespace

import fieldbook
import pytest

PATIENCE = 20


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def wait_until_listening(port, process):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the hub does not listen")


@pytest.fixture(scope="session")
def hub(tmp_path_factory):
    """HTX Mường Và with its product, 500 leased stamps, and an invitation each for Mai and Hoa."""
    base = [os.environ["FIELDBOOK_HUB"], "--json", "--data", str(tmp_path_factory.mktemp("hub"))]

    def staff(*command):
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

    def invite(name, role):
        person = staff("person", "new", "--org", org, "--name", name, "--role", role)["id"]
        url = f"http://127.0.0.1:{port}"
        return staff("invite", "--org", org, "--person", person, "--url", url)["text"]

    mai, hoa = invite("Lò Thị Mai", "manager"), invite("Cà Thị Hoa", "farmer")
    process = subprocess.Popen([*base, "serve", "--listen", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
    wait_until_listening(port, process)
    yield SimpleNamespace(mai=mai, hoa=hoa, staff=staff)
    process.terminate()
    process.wait(PATIENCE)


@pytest.fixture
def invitation(hub):
    return hub.mai


@pytest.fixture
def config(tmp_path):
    return fieldbook.Config(dir=str(tmp_path / "book"))


@pytest.fixture
def book(config, invitation):
    book = fieldbook.Fieldbook.create(config, invitation, "Điện thoại của Mai")
    yield book
    book.shutdown()


@pytest.fixture
def season(book):
    return book.documents().open_season(fieldbook.NewSeason(name="Vụ mùa 2026")).doc.id
