"""The examples in the package's documentation, run against a real book."""

import doctest
import pathlib
import uuid
from typing import Any

import fieldbook as fb
import pytest
from fieldbook import _book, frames

from conftest import Hub
from field_day import harvest

FINDER = doctest.DocTestFinder(exclude_empty=True)
EXAMPLES = {
    example.name: example
    for module in (fb, _book, frames)
    for example in FINDER.find(module, module.__name__)
    if example.examples
}
for _cls in (fb.Fieldbook, fb.Sync):
    EXAMPLES |= {example.name: example for example in FINDER.find(_cls, _cls.__name__, module=False) if example.examples}


def test_there_are_examples() -> None:
    assert {"fieldbook", "fieldbook.open", "Fieldbook.changes", "Sync.run_and_wait"} <= EXAMPLES.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_does_what_it_says(name: str, hub: Hub, tmp_path: pathlib.Path) -> None:
    example = EXAMPLES[name]
    folder = tmp_path / "example"
    example.globs |= {"fb": fb, "frames": frames, "invitation": hub.mai, "folder": folder}
    if name == "fieldbook":
        return run(example)
    heard: list[fb.Topic] = []
    with fb.create(folder, hub.mai, "Máy tính của xã") as book:
        season = book.documents().open_season(fb.NewSeason(name="Vụ mùa 2026")).doc.id
        made = harvest(season)
        made.fields["moisture"] = fb.FieldValue.NUMBER(fb.parse_quantity("13,5 kg").entered)
        book.journal().record(made)
        example.globs |= {"book": book, "new_harvest": made, "heard": heard}
        if name == "fieldbook.open":
            book.shutdown()
        run(example)


def run(example: doctest.DocTest) -> None:
    said: list[str] = []
    results: Any = doctest.DocTestRunner().run(example, out=said.append)
    assert results.attempted > 0 and results.failed == 0, "".join(said)
