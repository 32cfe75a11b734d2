"""How many replicates: so many, or until an interval is narrow enough.

The sequential rule looks after `minimum` replicates and then after every `step` more, and stops a point at the
first look at which the 95 % interval of the mean paired difference, mean +/- t(n - 1) s / sqrt(n), is no wider
than `half_width` on each side, or at `maximum`.

It is biased, and a report must say so. Looking again and again, it tends to stop when the standard deviation s
happens to come out small; so the interval at the stop is somewhat too narrow and covers the truth less often
than 95 times in a hundred (Anscombe 1953, Chow & Robbins 1965: right only as the width goes to zero). The mean
itself is not biased where differences are symmetric, since then it does not depend on s. A `minimum` of ten or
more and a `step` of several replicates keep the loss of cover small, a matter of one or two in a hundred for
normal differences. A difference that is constant so far stops at the minimum.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from experiments.numbers.effects import summarise
from experiments.questions.studies.run_values import value_at
from experiments.questions.studies.study_file import UntilNarrow
from experiments.runs.living import Replicate
from experiments.runs.store import Row


def half_width(differences: Sequence[float]) -> float:
    """Half the 95 % interval of the mean difference; infinite below two pairs."""
    present = np.asarray([one for one in differences if np.isfinite(one)], dtype=np.float64)
    if present.size < 2:
        return float("inf")
    interval = summarise(present[:, None]).iloc[0]
    return float(interval["high95"] - interval["mean"])


def next_count(rule: UntilNarrow, differences: Sequence[float], count: int) -> int:
    """Replicates a point needs, `count` of which are there; `count` itself where it may stop."""
    if count >= rule.maximum or half_width(differences) <= rule.half_width:
        return count
    return min(count + rule.step, rule.maximum)


def difference_of(rule: UntilNarrow, asked: Replicate, rows: Mapping[str, Row]) -> float:
    """Paired difference of a replicate; missing where one of its two runs failed."""
    arms = {order.arm: order.address for order in asked.runs}
    if arms[rule.plus] not in rows or arms[rule.minus] not in rows:
        return float("nan")
    plus, minus = (
        value_at(rule.outcome, rows[arms[regime]].series[rule.outcome], rule.month)
        for regime in (rule.plus, rule.minus)
    )
    return plus - minus
