"""The kind of document that a person said a file to be of, and which kind and rule it had after each scan; and what
each document tells of itself in one list.

Until now that was in two: among the dates, as clues of the kind ABOUT, and in the reasons for its class.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_AT_ONCE = 1000
_PLACES = {"LABEL": "", "CONTEXT": "text"}
"""The reasons that quote a word, and where that stood; of a label it was not kept."""


def upgrade() -> None:
    op.add_column("decisions", sa.Column("doc_class", sa.Text(), server_default=sa.text("''"), nullable=False))
    for name in ("doc_class", "rule"):
        op.add_column("file_states", sa.Column(name, sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("files", sa.Column("told", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    files = sa.table("files", sa.column("id"), *(sa.column(n, sa.JSON) for n in ("class_evidence", "clues", "told")))
    connection, last = op.get_bind(), 0
    change = files.update().where(files.c.id == sa.bindparam("b_id"))
    change = change.values(clues=sa.bindparam("b_clues"), told=sa.bindparam("b_told"))
    query = sa.select(files.c.id, files.c.class_evidence, files.c.clues).order_by(files.c.id).limit(_AT_ONCE)
    while found := connection.execute(query.where(files.c.id > last)).all():
        last = found[-1].id
        changed = []
        for row in found:
            told = [[clue[1], ""] for clue in row.clues if clue[0] == "ABOUT"]
            reasons = (reason.partition(" ") for reason in row.class_evidence)
            told += [[word, _PLACES[kind]] for kind, _, word in reasons if kind in _PLACES]
            if told:
                dates = [clue for clue in row.clues if clue[0] != "ABOUT"]
                changed.append({"b_id": row.id, "b_clues": dates, "b_told": told})
        if changed:
            connection.execute(change, changed)
