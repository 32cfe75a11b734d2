"""What an analysis yields."""

from collections.abc import Iterator

import pandas as pd
from matplotlib.figure import Figure

Found = Iterator[tuple[str, pd.DataFrame, dict[str, Figure]]]
"""Name of the table, the table, and its figures by the end of their names."""
