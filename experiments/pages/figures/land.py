"""Map of land use and of rent."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.drawing.bands import regimes_in
from experiments.drawing.style import CATEGORY_COLOURS, new_figure, numbers_on, styled
from experiments.words.language import Language

NAME = "land"
PLACE = 12
TITLE = "Land use and rent"
CAPTION = (
    "Use and rent of every parcel at the start and at the end of one replicate (number 0). One map is an "
    "illustration, not an average."
)
LIGHT = "#DDDDDD"
NEEDS = {"land": ("month", "row", "column", "use", "rent")}


def draw(tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> Figure:
    """Draw uses in the first row, rents (EUR/m2/month) in the second; start, then each arm."""
    table = tables["land"]
    regimes = regimes_in(table, scenario)
    table = table[table["scenario"] == scenario]
    first, last = table["month"].min(), table["month"].max()
    uses = sorted(table["use"].unique())
    maps = [(language.text("at the start"), regimes[0], first)]
    maps += [(language.regime(name), name, last) for name in regimes]
    shades = [LIGHT if use == "unused" else CATEGORY_COLOURS[place] for place, use in enumerate(uses)]
    colours = ListedColormap(shades)
    norm = BoundaryNorm(np.arange(len(uses) + 1) - 0.5, len(uses))
    highest = float(np.nanpercentile(table["rent"], 99))
    shape = (table["row"].max() + 1) / (table["column"].max() + 1)
    with styled():
        figure = new_figure(1.75 * len(maps) + 0.8, 3.4 * shape + 1.2)
        panels = figure.subplots(2, len(maps), squeeze=False)
        for column, (title, regime, month) in enumerate(maps):
            cells = table[(table["regime"] == regime) & (table["month"] == month)]
            codes = np.array([uses.index(use) for use in cells["use"]])
            panels[0, column].imshow(on_grid(cells, codes), cmap=colours, norm=norm, interpolation="nearest")
            rent = panels[1, column].imshow(
                on_grid(cells, cells["rent"].to_numpy()), cmap="cividis", vmin=0, vmax=highest
            )
            panels[0, column].set_title(title, fontsize=8)
            for axes in panels[:, column]:
                axes.set(xticks=[], yticks=[])
                axes.grid(visible=False)
                axes.spines[:].set_visible(False)
        bar = figure.colorbar(rent, ax=list(panels[1]), shrink=0.9, pad=0.01)
        bar.ax.tick_params(labelsize=7)
        numbers_on(bar.ax.yaxis, language)
        bar.set_label(language.text("rent (EUR/m²/month)"), fontsize=7.5)
        handles = [Patch(color=shade, label=language.text(use)) for shade, use in zip(shades, uses, strict=True)]
        figure.legend(handles=handles, loc="outside lower center", ncols=min(len(uses), 6), fontsize=8)
    return figure


def on_grid(cells: pd.DataFrame, values: np.ndarray) -> np.ndarray:
    """Put one value a parcel on the grid; parcels that are not there are missing."""
    grid = np.full((cells["row"].max() + 1, cells["column"].max() + 1), np.nan)
    grid[cells["row"], cells["column"]] = values
    return grid
