"""``python -m tests.golden``: prints what is found otherwise than is stored, and stores what is found today."""

from __future__ import annotations

from tests import golden


def main() -> None:
    for file, now in ((golden.DOCUMENTS, golden.documents()), (golden.TEXTS, golden.texts())):
        told = golden.changes(golden.stored(file) if file.exists() else [], now)
        print(f"{file.name}: {len(told)} lines differ", *told, sep="\n")
        # Without the corpora nothing is known of them: what is stored stays.
        if now:
            golden.store(file, now)


if __name__ == "__main__":
    main()
