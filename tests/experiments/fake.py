"""A stand-in for the model: the shapes of its answers, with known effects and no economics.

`install` puts it in the place of `simulation.load_plan` and `simulation.Territory` for tests of statistics,
tables, figures and reports, which must not wait for a model nor depend on its numbers.
"""

from dataclasses import dataclass, replace
from hashlib import sha256
from types import SimpleNamespace

import numpy as np
import pandas as pd

from simulation import followed
from tests.experiments.career_tables import activities, career, no_activities, no_careers

UNITS = {
    "jobs": ("heads", "employment", "stock"),
    "jobs_members": ("heads", "cooperation", "stock"),
    "unemployment_rate": ("%", "employment", "ratio"),
    "labour_force": ("people", "employment", "stock"),
    "employment_resident": ("heads", "employment", "stock"),
    "migration_balance": ("people a year", "employment", "ratio"),
    "activity_balance": ("people a year", "employment", "ratio"),
    "gini_income": ("0-1", "distribution", "ratio"),
    "bottom40_income_share": ("share", "distribution", "ratio"),
    "gini_wealth": ("0-1", "distribution", "ratio"),
    "bottom40_wealth_share": ("share", "distribution", "ratio"),
    "top10_wealth_share": ("share", "distribution", "ratio"),
    "value_added": ("EUR a month", "economy", "flow"),
    "public_cost": ("EUR a month", "public", "flow"),
    "public_net_cost": ("EUR a month", "public", "flow"),
    "richness_0D": ("effective number", "diversity", "ratio"),
    "diversity_2D": ("effective number", "diversity", "ratio"),
    "outside_owner_share": ("share", "diversity", "ratio"),
    "agricultural_area": ("ha", "land", "stock"),
}
ENVELOPE = 3_000_000
JOBS_AT_END = {
    "market": 0,
    "redistribution": 6,
    "gift": 3,
    "unseeded": 1,
    "reciprocity": 5,
    "plural": 14,
    "plural_untargeted": 12,
}
"""Difference in jobs to market at month 240, before noise."""
MONEY = ("redistribution", "plural", "plural_untargeted")
SECTORS = ["Households", "Organisations", "Poles", "Authority", "Bank", "Outside"]
NO_POLES = ("market", "redistribution", "gift")
SHOCK = 12
FOUNDED = 24
"""Month in which the pole of `mono_industry` is founded; the other scenarios declare none."""
SAVED = 12_345
LOST_BY_SHOCK = 25
"""Jobs that a run without dated changes has more, from the month of the shock on."""
LONGEST = 240
SHOP = SimpleNamespace(name={"en": "a shop", "fr": "une boutique"})
POLES = (SimpleNamespace(name="Pole of the file", activities=(SHOP,)),)
OFF = {"pooling.purchase_discount": 0.0, "trust.gain": 0.0}


@dataclass(frozen=True)
class Plan:
    scenario: str
    regime: str
    size: str
    off: bool
    months: int = 240
    levied: bool = False
    still: bool = False

    @property
    def first_change(self) -> int | None:
        return None if self.still or self.scenario == "cultural_concentration" else SHOCK

    @property
    def first_founding(self) -> int | None:
        return FOUNDED if self.scenario == "mono_industry" else None

    @property
    def paired(self) -> "Plan | None":
        return replace(self, regime="reciprocity") if self.regime == "gift" else None

    @property
    def lived_as(self) -> str:
        """Without a declared pole nothing differs between the arm that founds it and the one that does not."""
        return "reciprocity" if self.regime == "unseeded" and self.first_founding is None else self.regime

    def undisturbed(self) -> "Plan":
        return replace(self, still=True)

    @property
    def past(self) -> str:
        """One of its own for every plan: lives are drawn whole and branch off from no other."""
        return repr(self)

    @property
    def determinants(self) -> str:
        return sha256(repr(replace(self, regime=self.lived_as)).encode()).hexdigest()

    @property
    def poles(self) -> tuple[SimpleNamespace, ...]:
        return POLES

    @property
    def text(self) -> str:
        lines = [
            f"# {self.months} {self.levied} {self.still}",
            f'scenario = "{self.scenario}"',
            f'regime = "{self.regime}"',
            "[parameters]",
        ]
        return "\n".join([*lines, *(f'"{path}" = {value}' for path, value in self.values.items())]) + "\n"

    @property
    def values(self) -> dict[str, float]:
        return {"pooling.purchase_discount": 0.0 if self.off else 0.1, "trust.gain": 0.0}

    @property
    def hash(self) -> str:
        return sha256(self.text.encode()).hexdigest()

    @property
    def extras(self) -> dict[str, object]:
        points = [{"month": 180, "year": 2011, "value": 15.4}, {"month": 240, "year": 2016, "value": 17.2}]
        words = {"en": "the rate of the place", "fr": "le taux du lieu"}
        observed = {"outcome": "unemployment_rate", "what": words, "caution": {"en": "Careful.", "fr": "Prudence."}}
        return {"observed": observed | {"points": points}} if self.scenario == "mono_industry" else {}

    @property
    def title(self) -> dict[str, str]:
        return {"en": f"Title of {self.scenario}", "fr": f"Titre de {self.scenario}"}

    @property
    def question(self) -> dict[str, str]:
        return {"en": "Does cooperating help?", "fr": "Coopérer aide-t-il ?"}


def load_plan(scenario, regime="plural", size="class", months=240, overrides=None):
    overrides = dict(overrides or {})
    told = {"off": overrides == OFF, "levied": "policy.funding" in overrides}
    if isinstance(scenario, Plan):
        return replace(scenario, **told)
    return Plan(scenario, regime, size, months=months, **told)


def all_mechanisms_off():
    return dict(OFF)


def mechanisms_state(plan):
    return {5: plan.values["trust.gain"] != 0, 7: plan.values["pooling.purchase_discount"] != 0}


@dataclass(frozen=True)
class BurntIn:
    hash: str


class Ledger:
    def __init__(self, regime: str, months: int):
        self.regime, self.months = regime, months

    def flows(self, month: int, months: int = 1, counterparties: bool = False) -> pd.DataFrame:
        shared = 4_000_000 if self.regime in ("plural", "reciprocity", "plural_untargeted") else 0
        grant = ENVELOPE if self.regime in MONEY else 0
        rows = {
            "consumption, local": [-300_000_000, 300_000_000, 0, 0, 0, 0],
            "exports": [0, 500_000_000, 0, 0, 0, -500_000_000],
            "inputs, outside": [0, -400_000_000, 0, 0, 0, 400_000_000],
            "net wages, private local": [250_000_000, -250_000_000, 0, 0, 0, 0],
            "pensions": [160_000_000, 0, 0, 0, 0, -160_000_000],
            "income tax": [-30_000_000, 0, 0, 0, 0, 30_000_000],
            "pole dues": [0, -shared, shared, 0, 0, 0],
            "grant: envelope": [0, 0, 0, grant, 0, -grant],
            "subsidy to organisation": [0, grant, 0, -grant, 0, 0],
        }
        table = pd.DataFrame.from_dict(rows, orient="index", columns=SECTORS).astype(np.int64)
        table.loc["change in deposits"] = -table.sum()
        return months * table

    def received_by(self, sector: str) -> pd.DataFrame:
        """Dues come in; half of them are paid for an animator."""
        dues = np.full(self.months + 1, self.flows(1).loc["pole dues", sector])
        return pd.DataFrame({"pole dues": dues, "pole animator's wage": -dues // 2})

    def integration(self) -> pd.DataFrame:
        part = 4_000_000 if self.regime not in NO_POLES else 0
        part = part * np.minimum(np.arange(self.months + 1), 120) // 120
        money = ENVELOPE * (self.regime in MONEY)
        return pd.DataFrame(
            {
                "market": np.full(self.months + 1, 1_450_000_000),
                "redistribution": np.full(self.months + 1, 190_000_000 + money),
                "reciprocity": part,
            },
            index=pd.RangeIndex(self.months + 1, name="month"),
        )

    def integration_in_poles(self) -> pd.DataFrame:
        """A tenth of what went by reciprocity, and as much by each other mode, where there are poles."""
        part = np.full(self.months + 1, 400_000 * (self.regime not in NO_POLES))
        index = pd.RangeIndex(self.months + 1, name="month")
        return pd.DataFrame(dict.fromkeys(("market", "redistribution", "reciprocity"), part), index=index)


class Territory:
    """Noise is shared by the arms of a replicate; the paired difference has a small noise of its own."""

    def __init__(self, plan, rng=1, replicate=0, burnt_in=None, choices=None, savings=None):
        plan = replace(plan, regime=plan.lived_as)
        self.plan, self.seed, self.replicate = plan, rng, replicate
        self.burn_in_hash = burnt_in.hash
        self.month = 0

    @staticmethod
    def burnt_in(plan, seed, replicate):
        return BurntIn(sha256(f"{plan.scenario}{seed}{replicate}".encode()).hexdigest())

    def run_for(self, months: int) -> None:
        self.month += months

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.plan.regime, self.month)

    @property
    def outcomes(self) -> pd.DataFrame:
        plan, months = self.plan, self.month
        common = np.random.default_rng([self.seed, self.replicate, 0])
        own = np.random.default_rng([self.seed, self.replicate, *plan.regime.encode()])
        time = np.arange(months + 1)
        effect = 0 if plan.off else 1
        on = effect * np.minimum(time / 240, 1.0)
        level = 2500 + common.normal(0, 20) + np.cumsum(common.normal(0, 3, months + 1))
        noise = effect * np.cumsum(own.normal(0, 0.3, months + 1)) * (plan.regime != "market") * (time > 0)
        jobs = np.round(level + on * (JOBS_AT_END[plan.regime] - 10 * plan.levied) + noise)
        jobs += LOST_BY_SHOCK * plan.still * (time >= SHOCK)
        poor = 0.2 + common.normal(0, 0.002) + on * 0.001 * ("plural" in plan.regime) + noise * 1e-5
        members = plan.regime not in NO_POLES
        money = ENVELOPE / 100 * (plan.regime in MONEY) * (time > 0)
        values = {
            "jobs": jobs,
            "jobs_members": members * np.round(60 * np.minimum(time / 240, 1.0)),
            "unemployment_rate": 100 * (1 - jobs / 2900),
            # Where people may cooperate, one more leaves each year.
            "labour_force": 2900.0 - members * effect * (time // 12),
            "employment_resident": jobs + 100,
            "migration_balance": np.full(months + 1, -1.0 * members * effect),
            "activity_balance": np.zeros(months + 1),
            "gini_income": 0.29 - noise * 1e-4 + common.normal(0, 0.003),
            "bottom40_income_share": poor,
            "gini_wealth": np.full(months + 1, 0.652 + common.normal(0, 0.003)),
            "bottom40_wealth_share": np.full(months + 1, 0.03),
            "top10_wealth_share": np.full(months + 1, 0.475),
            "value_added": jobs * 4300.0,
            "public_cost": money,
            "public_net_cost": money - on * 800 * JOBS_AT_END[plan.regime],
            "richness_0D": 40 + np.round(noise),
            "diversity_2D": np.where(time % 50 == 7, np.nan, 22 + noise),
            "outside_owner_share": np.full(months + 1, 0.3),
            "agricultural_area": 4000 - time * 1.0,
        }
        outcomes = pd.DataFrame(values, index=pd.RangeIndex(months + 1, name="month"), dtype=np.float64)
        outcomes.attrs = {
            "units": {name: UNITS[name][0] for name in values},
            "groups": {name: UNITS[name][1] for name in values},
            "levels": {name: UNITS[name][2] for name in values},
        }
        return outcomes

    def snapshot(self, name: str) -> np.ndarray:
        return np.random.default_rng([self.replicate, self.month]).lognormal(
            10, 0.5 if name == "income_12_months" else 1.2, 500
        )

    def land_map(self):
        rows, columns = np.indices((12, 16))
        return {
            "use": (rows + columns + self.month // 60) // 7 % 4,
            "rent": 10 / (1 + np.hypot(rows - 6, columns - 8)),
            "uses": ["farming", "housing", "second homes", "activities"],
        }

    @property
    def events_log(self) -> pd.DataFrame:
        """Poles take a legal form each year; in `plural` those of uneven number end four years later."""
        formal = [(12 * year, "pole_formalisations", year) for year in range(1, 9) if self.reciprocity]
        ended = [(month + 48, "pole_ends", uid) for month, _, uid in formal if uid % 2 and self.plan.regime == "plural"]
        table = pd.DataFrame(formal + ended, columns=["month", "kind", "uid"]).astype({"month": int, "uid": int})
        return table[table["month"] <= self.month].assign(what="told")

    @property
    def reciprocity(self) -> bool:
        return self.plan.regime not in NO_POLES

    @property
    def savings(self) -> np.ndarray:
        """The same cents each month where there are poles; suppliers here, lenders and landlords give up nothing."""
        saved = np.zeros((self.month, 5), np.int64)
        saved[:, :2] = SAVED * self.reciprocity
        return saved

    @property
    def organisation_years(self) -> pd.DataFrame:
        """Hazard of exit: 0.10 alone, 0.05 at depth 1 and in half as many organisation-years at depth 2."""
        depths = (0, 1, 2) if self.reciprocity else (0,)
        rows = [
            (depth, sector, 2, 3, 200 - 50 * depth, (20, 8, 5)[depth] + self.replicate % 2)
            for depth in depths
            for sector in ("trade", "culture")
        ]
        return pd.DataFrame(rows, columns=["depth", "sector", "staff_from", "age_from", "years", "exits"])

    @property
    def pole_careers(self) -> pd.DataFrame:
        """A declared pole from month 12 on, and one that emerges in month 24 and in `plural` ends 30 months later."""
        if not self.reciprocity:
            return no_careers()
        emerged = {"ended": "vote", "months": 30} if self.plan.regime == "plural" else {"months": LONGEST - 24}
        poles = [career("pole 0", 0, 12, LONGEST - 12, declared=1), career("pole 1", 1, 24, **emerged)]
        together = pd.concat(poles).sort_values(["month", "uid"])
        return together[together["month"] <= self.month].reset_index(drop=True)

    @property
    def activities(self) -> pd.DataFrame:
        """A shop that the declared pole starts, and something that partners outside poles give up."""
        if not self.reciprocity:
            return no_activities()
        return activities(
            {"declared": 1, "pole_uid": 0, "pole_declared": 1, "planned": 14, "started": 20},
            {"pole_uid": -1, "planned": 30, "given_up": 40, "cause": "no money"},
        )

    @property
    def posts_by_year(self) -> pd.DataFrame:
        """Two organisations: one grows by two posts where there is money and has three subsidised, one is new then."""
        money = self.plan.regime in MONEY
        rows = [
            row
            for year in range(1, self.month // 12 + 1)
            for row in [(year, 0, 3, 7, 10 + 2 * money, 3 * money), (year, 5, 3, 0, 4, 1 * money)][: 1 + money]
        ]
        return pd.DataFrame(rows, columns=["year", "founded", "sector", "number", "staff", "subsidised"])

    @property
    def summary(self) -> dict[str, float]:
        cost = self.outcomes[["public_cost", "public_net_cost"]].iloc[1:].sum()
        return {
            "jobs_before_shock": 2500.0,
            "drawdown": 8.0 + self.replicate % 3,
            "area_lost": 0.5,
            "fell_below": 1.0,
            "recovered": float(self.replicate % 3 > 0),
            "time_to_recover": 100.0 if self.replicate % 3 else 228.0,
            "job_years": float(self.outcomes["jobs"].iloc[1:].sum() / 12),
            "public_cost": float(cost["public_cost"]),
            "public_net_cost": float(cost["public_net_cost"]),
        }

    @property
    def closure(self):
        return {"max_row_residual": 0, "max_column_residual": 0, "ring_fenced_max": 0}

    @property
    def envelope(self) -> np.ndarray:
        return np.full(self.month + 1, ENVELOPE * (self.plan.regime in MONEY), dtype=np.int64)


def grouped_adults(_territory) -> pd.DataFrame:
    uid = np.arange(20)
    words = {"tenth": (uid // 2 + 1).astype(str), "tenure": np.where(uid % 2, "owner", "tenant")}
    return pd.DataFrame({"uid": uid, "employer": "unemployed"} | words).astype({"uid": np.int64})


def standing_of_adults(territory) -> pd.DataFrame:
    """Where there are poles the last adult has left, and every other one has 100 EUR more."""
    more = 100.0 * territory.reciprocity * (territory.month > 0)
    uid = np.arange(19 if more else 20)
    values = dict.fromkeys(followed.COMPONENTS, 1_000.0 + more)
    return pd.DataFrame({"uid": uid, "income": 12_000.0 + 10 * territory.replicate + more} | values)


def grouped_organisations(_territory) -> pd.DataFrame:
    return pd.DataFrame({"uid": np.arange(6), "group": [followed.FOUNDING, followed.COMPETITOR, followed.OTHER] * 2})


def standing_of_organisations(territory) -> pd.DataFrame:
    """Where there are poles the first competitor has closed."""
    table = pd.DataFrame({"uid": np.arange(6), "staff": 3.0 + territory.replicate % 2, "sales": 90_000.0})
    return table[table["uid"] != 1] if territory.reciprocity and territory.month else table


def install(monkeypatch) -> None:
    """Have `experiments` meet this stand-in instead of the model."""
    import simulation
    from experiments.runs import address, living
    from simulation import outcomes, plan

    address.resolved.cache_clear()
    address.determinants_of.cache_clear()
    monkeypatch.setattr(living, "STATES", living.BurntInStates(2))
    # Those that the stand-in has, called as the model declares them.
    monkeypatch.setattr(outcomes, "OUTCOMES", {name: outcomes.OUTCOMES[name] for name in UNITS})
    # Written into the module itself: names of `simulation` are imported when they are first asked for.
    monkeypatch.setitem(vars(simulation), "load_plan", load_plan)
    monkeypatch.setitem(vars(simulation), "Territory", Territory)
    monkeypatch.setattr(plan, "all_mechanisms_off", all_mechanisms_off)
    monkeypatch.setattr(followed, "months_followed", lambda _territory: {0: 0, 12: 5})
    for one in (grouped_adults, standing_of_adults, grouped_organisations, standing_of_organisations):
        monkeypatch.setattr(followed, one.__name__, one)
    monkeypatch.setattr(plan, "mechanisms_state", mechanisms_state)
