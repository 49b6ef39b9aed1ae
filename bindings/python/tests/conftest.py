"""A fresh book in a folder of its own for every test."""

import os

import fieldbook
import pytest


@pytest.fixture
def invitation():
    return os.environ["FIELDBOOK_INVITATION"]


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
