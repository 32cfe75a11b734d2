"""Where a page offers a lever: prints it as JSON, to be run on a copy of the project that declares one more."""

import json

from experiments.seminar.controls import offered
from experiments.seminar.rooms import wording
from experiments.seminar.rooms.desk import parameters_told
from experiments.seminar.rooms.offers import expanded, options_for
from experiments.seminar.view import read_view
from experiments.words.language import Language
from simulation import Territory, load_plan
from simulation.choices import AUTHORITY
from simulation.parameters import LEVERS

SMALL = {"population.labour_force": 600, "population.burn_in_months": 1, "sector.main_industry.mean_size": 5.0}
NEW = "policy.open_books"


def main():
    territory = Territory(load_plan("mono_industry", regime="reciprocity", overrides=SMALL), rng=1)
    option = next(one for one in options_for(territory, AUTHORITY, 0) if one.name == NEW)
    territory.impose(expanded(AUTHORITY, 0, 1, NEW, option.values[-1]))
    territory.run_for(1)
    french = Language("fr")
    told = {
        "explore": NEW in [one.path for one in offered(LEVERS)],
        "address": read_view([("lang", "en"), (f"b.{NEW}", "0.5")]).b.value_from_start(NEW),
        "values": option.values,
        "question": wording.question(french, NEW),
        "said": [wording.value(french, NEW, one) for one in option.values],
        "desk": parameters_told(french)[NEW],
        "in_force": next(one.present for one in options_for(territory, AUTHORITY, 0) if one.name == NEW),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
