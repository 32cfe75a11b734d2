"""Claims that are not judged any more, and why: a test that could only come out one way is no test."""

from collections.abc import Mapping
from typing import NamedTuple


class Withdrawn(NamedTuple):
    """A claim of the document that this model does not judge."""

    name: str
    title: Mapping[str, str]
    reason: Mapping[str, str]


WITHDRAWN = (
    Withdrawn(
        "self_finance",
        {"en": "Poles can come to finance themselves", "fr": "Les pôles peuvent parvenir à s'autofinancer"},
        {
            "en": "its estimate was exactly 0 in every place, since no pole could end",
            "fr": "l'estimation valait exactement 0 partout, puisqu'aucun pôle ne pouvait prendre fin",
        },
    ),
    Withdrawn(
        "crisis_triggers_cooperation",
        {"en": "A crisis triggers cooperation", "fr": "La crise déclenche la coopération"},
        {
            "en": "nothing in the model lets a crisis act on births, which came after its horizon",
            "fr": "rien ne fait agir une crise sur les naissances, qui venaient après l'horizon",
        },
    ),
    Withdrawn(
        "democratic_frame",
        {
            "en": "A democratic frame does not make entrepreneurs",
            "fr": "Un cadre démocratique ne fait pas entreprendre",
        },
        {
            "en": "it was answered against by an artefact: the arm without entrepreneurs took away the need for them",
            "fr": "un artefact y répondait : l'essai sans entrepreneurs supprimait le besoin d'en avoir",
        },
    ),
    Withdrawn(
        "authority_role",
        {"en": "Authorities that lead have more poles", "fr": "Des collectivités qui mènent ont plus de pôles"},
        {
            "en": "a switch removes the need for a leader, so that the answer was assumed; births are too rare here",
            "fr": "un interrupteur supprime le besoin de leader : réponse supposée ; et naissances trop rares",
        },
    ),
)
