"""The sixteen mechanisms of the model, by number, in English and French.

Every mechanism has an off value: the parameters that carry ``mechanism`` and ``off`` in their declaration.
"""

MECHANISMS: dict[int, dict[str, str]] = {
    1: {"en": "demand", "fr": "demande"},
    2: {"en": "labour", "fr": "travail"},
    3: {"en": "firm dynamics", "fr": "vie des entreprises"},
    4: {"en": "stance", "fr": "posture (coopérer, mutualiser)"},
    5: {"en": "trust", "fr": "confiance"},
    6: {
        "en": "free riding, monitoring, sanctions, vote",
        "fr": "passager clandestin, suivi, sanctions, vote",
    },
    7: {"en": "pooling", "fr": "mutualisation"},
    8: {"en": "joint activities", "fr": "activités communes"},
    9: {"en": "joint bids", "fr": "réponses groupées aux marchés"},
    10: {"en": "animation", "fr": "animation"},
    11: {"en": "scale drift", "fr": "dérive de taille"},
    12: {"en": "land", "fr": "foncier"},
    13: {"en": "concentration", "fr": "concentration"},
    14: {"en": "finance", "fr": "financement"},
    15: {"en": "anchoring", "fr": "ancrage"},
    16: {"en": "households' wealth", "fr": "patrimoine des ménages"},
}
