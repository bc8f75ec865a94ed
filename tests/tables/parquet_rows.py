"""What DuckDB and pyarrow read of a Parquet file, as JSON; with a second argument, counts alone."""

import json
import sys

import duckdb
import pyarrow.parquet

path = sys.argv[1]
file = pyarrow.parquet.ParquetFile(path)
said = {
    "created_by": file.metadata.created_by,
    "metadata": [str(key) for key in file.metadata.metadata or {}],
    "groups": [file.metadata.row_group(at).num_rows for at in range(file.metadata.num_row_groups)],
    "schema": [[field.name, str(field.type), field.nullable] for field in file.schema_arrow],
}
if len(sys.argv) > 2:
    ids = duckdb.sql(f"SELECT count(*), count(DISTINCT id), sum(position) FROM '{path}'").fetchall()[0]
    said["counts"] = [int(number) for number in ids]
else:
    table = duckdb.sql(f"SELECT * FROM '{path}' ORDER BY position")
    said["duckdb_types"] = [str(kind) for kind in table.types]
    said["duckdb"] = [dict(zip(table.columns, row)) for row in table.fetchall()]
    said["pyarrow"] = file.read().to_pylist()
json.dump(said, sys.stdout)
