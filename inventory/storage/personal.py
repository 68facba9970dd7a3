"""What is personal: of the findings in a file, those that say something of people. Lists, totals, registers, reports,
risk and the tests for breaches all ask here, in Python or in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from sqlalchemy import ColumnElement, select

from detectors.model import CONTEXTUAL, NEGATIVE, Entity, PeopleEstimate
from inventory.storage.tables import File, FileEntity

IMPERSONAL = frozenset(str(entity) for entity in CONTEXTUAL | NEGATIVE)
"""Entities that say nothing about a person by themselves."""

_OF_SOMEBODY = frozenset(map(str, (Entity.PERSON, Entity.AGE)))
"""Entities that say something only where the content is about somebody: else a name is its author's, in the properties
of the document, and an age is for whom a room or a toy is."""

Found = TypeVar("Found")


def personal(entities: Mapping[str, Found], people: PeopleEstimate) -> dict[str, Found]:
    """The entities that are about people, of those found in what is about so many: company numbers and mere places are
    not, nor is the author of a document that is about nobody."""
    somebody = people.high > 0 or people.beside_high > 0
    return {
        name: found
        for name, found in entities.items()
        if name not in IMPERSONAL and (somebody or name not in _OF_SOMEBODY)
    }


is_personal: ColumnElement[bool] = (
    select(FileEntity.file_id)
    .where(
        FileEntity.file_id == File.id,
        FileEntity.entity.not_in(sorted(IMPERSONAL)),
        (File.people_high > 0) | (File.beside_high > 0) | FileEntity.entity.not_in(sorted(_OF_SOMEBODY)),
    )
    .exists()
)
"""Whether there is any such entity in a file (of ``files``)."""
