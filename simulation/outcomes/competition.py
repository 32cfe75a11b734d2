"""How organisations differ, which ones lose, and how large they are: what competing works on."""

import numpy as np

from simulation.history import YEAR
from simulation.outcomes.outcome import Outcome

OUTCOMES = (
    Outcome(
        "mean_size",
        "heads",
        "staff of organisations over living organisations",
        "workplace",
        "ratio",
        label_en="mean staff of an organisation",
        label_fr="effectif moyen d'une organisation",
        value=lambda found: found.employed / np.maximum(found.organisations, 1.0),
    ),
    Outcome(
        "jobs_50_plus_share",
        "share",
        "staff of organisations of 50 people and more over staff of all",
        "workplace",
        "ratio",
        label_en="jobs in organisations of 50 and more",
        label_fr="emplois des organisations de 50 personnes et plus",
        value=lambda found: found.large_staff / np.maximum(found.employed, 1.0),
    ),
    Outcome(
        "losing_share",
        "share",
        "organisations with losses over the last year",
        "workplace",
        "ratio",
        label_en="organisations that lose money",
        label_fr="organisations en perte",
        value=lambda found: found.losing / np.maximum(found.organisations, 1.0),
    ),
    Outcome(
        "strain_mean",
        "0-1",
        "mean over organisations of how far margins are lost",
        "workplace",
        "ratio",
        label_en="margins lost, mean",
        label_fr="perte de marge moyenne",
        value=lambda found: found.strain / np.maximum(found.organisations, 1.0),
    ),
    Outcome(
        "productivity_p90_p10",
        "ratio",
        "P90/P10 of productivity over that of the technique, all organisations",
        "workplace",
        "ratio",
        every=YEAR,
        label_en="P90/P10 of productivity within sectors",
        label_fr="rapport P90/P10 de la productivité dans les secteurs",
        value=lambda found: found.high_productivity / found.low_productivity,
    ),
    Outcome(
        "productivity_mean",
        "1",
        "productivity over that of the technique, weighted by work",
        "workplace",
        "ratio",
        label_en="mean productivity relative to the technique",
        label_fr="productivité moyenne relative à la technique",
        value=lambda found: found.productive_work / np.maximum(found.work, 1e-9),
    ),
)
