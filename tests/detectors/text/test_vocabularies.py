"""What every vocabulary promises, whatever its words are."""

from __future__ import annotations

from collections import Counter
from importlib import resources

import pytest
import yaml

DATA = resources.files("detectors").joinpath("data")


@pytest.mark.parametrize("name", sorted(f.name for f in DATA.iterdir() if f.name.endswith(".yaml")))
def test_no_key_of_a_vocabulary_is_given_twice(name: str) -> None:
    """The second would hide the first without a word."""
    waiting, twice = [yaml.compose(DATA.joinpath(name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)], []
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            twice += [k for k, n in Counter(key.value for key, _ in node.value).items() if n > 1]
            waiting += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
    assert not twice
