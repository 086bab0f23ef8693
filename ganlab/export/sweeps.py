"""The rows of a sweep as a table: one for each run, with the values of its axes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ganlab.export.files import whole

TABLE = "runs.parquet"


def write(rows: Sequence[Mapping[str, Any]], plan: Mapping[str, Any], path: Path) -> None:
    """Write rows as Parquet, what there is not as nulls, with the plan in its metadata, as JSON."""
    import pyarrow
    from pyarrow import parquet

    names = dict.fromkeys(name for row in rows for name in row)
    table = pyarrow.table({name: pyarrow.array([row.get(name) for row in rows]) for name in names})
    with whole(path) as part:
        parquet.write_table(table.replace_schema_metadata({"ganlab.plan": json.dumps(plan)}), part)
