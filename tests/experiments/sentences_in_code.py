"""Every English sentence that figures, reports and the terminal may show."""

import ast
import re
from pathlib import Path

from experiments.drawing import poles
from experiments.numbers import contrasts, costs, displacement, effects, since_founding, unemployment_parts
from experiments.pages import career_table
from experiments.pages.claims import page
from experiments.pages.claims.figures import shown
from experiments.pages.facts import wording
from experiments.pages.figures import cost, lorenz, modules
from experiments.pages.report.sentences import LOSSES
from experiments.pages.report.unemployment import WHY
from experiments.pages.report.who_pays import COUNTERPARTIES
from experiments.pages.report.whole_run import FUNDINGS, QUANTITIES
from experiments.questions.claims import answers, declared
from experiments.questions.claims.register import claims
from experiments.questions.facts import measured
from experiments.questions.facts.declared import read_facts
from experiments.words import language
from experiments.words.language import display_unit
from simulation import refusals
from simulation.columns import ACTIVITY_CAUSES, END_CAUSES
from simulation.declared import PARAMETERS
from simulation.outcomes import OUTCOMES

PACKAGE = Path(contrasts.__file__).parents[1]
MODEL = Path(refusals.__file__).parent


def written_in_code() -> set[str]:
    """First arguments of `.text(...)`, wherever they are written as a constant."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr != "text" or not node.args:
                continue
            choices = [node.args[0]]
            if isinstance(node.args[0], ast.IfExp):
                choices = [node.args[0].body, node.args[0].orelse]
            found |= {one.value for one in choices if isinstance(one, ast.Constant)}
    return {one for one in found if isinstance(one, str)}


def written_in_refusals() -> set[str]:
    """Templates of refusals and of their parts, wherever these are written as a constant."""
    found = set()
    for path in [*PACKAGE.rglob("*.py"), *MODEL.rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                if node.func.id in ("Refusal", "Phrase", "PlanError"):
                    first = node.args[0]
                    choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
                    found |= {one.value for one in choices if isinstance(one, ast.Constant)}
    return {one for one in found if isinstance(one, str)}


def written_in_templates() -> set[str]:
    found = set()
    for path in PACKAGE.rglob("*.j2"):
        found |= set(re.findall(r'_\("((?:[^"\\]|\\.)*)"', path.read_text(encoding="utf-8")))
    return found


def written_in_tables() -> set[str]:
    found = {one.title for one in contrasts.CONTRASTS} | {one.short for one in contrasts.CONTRASTS}
    found |= {effects.MORE, effects.LESS, effects.CANNOT_TELL, effects.EXACTLY_ZERO}
    found |= {costs.NOT_DEFINED, costs.JOBS_LOST, displacement.MEMBER_JOBS, displacement.ALL_JOBS}
    found |= {module.TITLE for module in modules()} | {module.CAPTION for module in modules()}
    found |= set(language.REGIME_LABELS.values())
    found |= set(QUANTITIES.values()) | set(FUNDINGS.values())
    found |= {since_founding.GROWS, since_founding.SHRINKS, since_founding.NO_SLOPE, since_founding.STAYS_ZERO}
    found |= set(COUNTERPARTIES.values())
    found |= {*poles.FORM_NAMES.values(), *poles.BIRTHS.values(), *(label for label, _, _ in poles.MEASURES.values())}
    found |= {label for drawn in (poles.SOURCES, poles.PURPOSES) for label, _, _ in drawn.values()}
    found |= {*career_table.HEADS, *END_CAUSES, *ACTIVITY_CAUSES} - {""}
    found |= {*unemployment_parts.QUANTITIES, *WHY.values()}
    found |= {who for who, _, _ in LOSSES} | set(cost.KINDS.values()) | set(lorenz.PANELS.values())
    found |= {answers.YES, answers.NO, answers.CANNOT_TELL, *declared.CLASSES.values(), *page.SIDES.values()}
    found |= {unit for claim in claims().values() for unit in units_of(claim)}
    found |= {*wording.VERDICTS.values(), *wording.OF_A_DRIFT.values(), *wording.CONFIDENCE.values()}
    found |= {measured.ABSENT, measured.TOO_SHORT, measured.TOO_FEW, measured.TOO_MANY_MISSING, measured.NOTHING}
    found |= {shown for fact in read_facts() if (shown := display_unit(fact.unit, 1.0, False)[1])}
    found |= {outcome.unit for outcome in OUTCOMES.values() if display_unit(outcome.unit, 1.0, False)[1]}
    found |= {parameter.unit for parameter in PARAMETERS.values() if parameter.unit not in language.PURE}
    return found


def units_of(claim):
    told = [shown(claim, part)[1] for part in claim.parts]
    return {unit for unit in told if unit}


def all_sentences() -> set[str]:
    return written_in_code() | written_in_refusals() | written_in_templates() | written_in_tables()
