"""The same envelope raised on the territory itself, beside the one that the State pays.

Money from the State enters the territory; a levy takes it from residents first. The arms in `LEVY_REGIMES` are run
once more with ``policy.funding = levy`` for some of the replicates, from the same burnt-in states; both fundings
are compared over these replicates only, so that nothing else differs between their rows.
"""

from collections.abc import Sequence

import pandas as pd

from experiments.numbers.contrasts import PRIMARY_OUTCOMES
from experiments.numbers.effects import COLUMNS as EFFECT_COLUMNS
from experiments.numbers.effects import paired_effects
from experiments.numbers.measures import OutcomeColumn

LEVY_REGIMES = ("redistribution", "plural")
FUNDING = "policy.funding"
STATE, LEVY = "state", "levy"
BY_LEVY = "levy"
"""What runs are called that are lived beside those compared, with the envelope raised by a local levy."""
SHARE_OF_REPLICATES = 4
"""One replicate in so many is run again with a levy: two arms of five in a quarter of them is a tenth more work."""
COLUMNS = ("funding", *EFFECT_COLUMNS)


def levy_arms(regimes: Sequence[str], overrides: Sequence[tuple[str, object]]) -> tuple[str, ...]:
    """Arms to run again; none where the funding of the whole comparison was set, or where nothing pairs with them."""
    if FUNDING in dict(overrides):
        return ()
    present = tuple(name for name in LEVY_REGIMES if name in regimes)
    paired = len(present) == len(LEVY_REGIMES) or ("market" in regimes and "redistribution" in regimes)
    return present if paired else ()


def levy_effects(
    monthly: pd.DataFrame,
    levied: pd.DataFrame,
    outcomes: Sequence[OutcomeColumn],
    scenarios: Sequence[str],
    regimes: Sequence[str],
    months: int,
) -> pd.DataFrame:
    """Effects on the primary outcomes under both fundings, over the replicates that were run with both.

    Parameters
    ----------
    monthly, levied : pandas.DataFrame
        Monthly outcomes of the comparison, and of the arms run again with a levy.
    outcomes : sequence of OutcomeColumn
    scenarios, regimes : sequence of str
    months : int
    """
    chosen = [outcome for outcome in outcomes if outcome.name in PRIMARY_OUTCOMES]
    kept = [name for name in ("market", *LEVY_REGIMES) if name in regimes]
    tables = []
    for scenario in scenarios:
        again = levied[levied["scenario"] == scenario]
        if again.empty:
            continue
        same = monthly[(monthly["scenario"] == scenario) & monthly["replicate"].isin(again["replicate"].unique())]
        unfunded = same[same["regime"] == "market"]
        for funding, arms in ((STATE, same), (LEVY, pd.concat([unfunded, again]))):
            table = paired_effects(arms, chosen, (scenario,), kept, months)
            tables.append(table.assign(funding=funding))
    if not tables:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(tables, ignore_index=True)[list(COLUMNS)]
