"""Events by month, and who stands in most of them: `python frames.py [API]`, with `pip install httpx pandas`."""

import io
import sys

import httpx
import pandas as pd

API = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"


def frame(path: str, **asked: str) -> pd.DataFrame:
    """A list of the API as a frame of texts. A list inside a cell has bars between its values."""
    answer = httpx.get(f"{API}{path}", params={**asked, "format": "csv"}, timeout=30).raise_for_status()
    # As texts, or a date such as 1954-03 would become 1 March and an empty cell a NaN.
    return pd.read_csv(io.StringIO(answer.text), dtype=str, keep_default_na=False)


events = frame("/v1/events", date="1954")
months = (
    events[events["date_precision"] == "day"]["date_earliest"].str[:7].value_counts().sort_index().rename_axis(None)
)
actors = events["actors_names"].str.split("|").explode().value_counts().rename_axis(None)
print(f"{len(events)} events of 1954, those known to the day by month:", months.to_string(), sep="\n")
print("In most of them:", actors.head(5).to_string(), sep="\n")
