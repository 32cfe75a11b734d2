import math
import re
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from experiments.files import tables as store
from experiments.files.directory import ResultsDirectory
from experiments.numbers.arm_summaries import MEDIAN_RECOVERY
from experiments.pages.comparing import compare
from experiments.pages.report import write_report
from experiments.pages.report.sentences import closing_sentences, effect_sentence, loss_sentences
from experiments.pages.report.whole_run import observed_sentences, summary_cell
from experiments.questions.comparison import PROGRAM, Comparison
from experiments.runs.coordinator import Means
from experiments.words.language import Language


@dataclass
class Row:
    outcome: str = "jobs"
    estimand: str = "R0"
    year: int = 20
    unit: str = "heads"
    mean: float = 4.04
    sd: float = 7.8
    n: int = 40
    low95: float = 1.5
    high95: float = 6.5
    minimum_detectable: float = 3.45
    verdict: str = "more"


def test_a_difference_that_can_be_told_is_said_with_its_interval():
    assert effect_sentence(Row(), Language("en")) == (
        "reciprocity without money (R0): more. The difference in jobs after 20 years is +4.0 heads on "
        "average (95 % interval +1.5 to +6.5; 40 replicates)."
    )


def test_what_cannot_be_told_is_said_with_what_could_have_been():
    row = Row(mean=1.2, low95=-1.3, high95=3.7, verdict="cannot tell")
    sentence = effect_sentence(row, Language("en"))
    assert sentence.startswith("reciprocity without money (R0): cannot tell.")
    assert "only differences of 3.5 heads or more four times in five" in sentence or "3.4 heads" in sentence


def test_exactly_zero_is_said_as_such():
    row = Row(mean=0.0, sd=0.0, low95=0.0, high95=0.0, minimum_detectable=0.0, verdict="exactly zero")
    assert "exactly zero in each of 40 replicates" in effect_sentence(row, Language("en"))


def test_french_sentences_have_decimal_commas():
    assert "+4,0 personnes" in effect_sentence(Row(), Language("fr"))


def test_a_loss_is_named_with_its_group(compared):
    effects = store.StoredTables(compared)["effects"]
    effects = effects[effects["scenario"] == "mono_industry"].copy()
    chosen = (effects["outcome"] == "bottom40_income_share") & (effects["estimand"] == "R0")
    effects.loc[chosen, ["verdict", "mean", "low95", "high95"]] = ["less", -0.01, -0.012, -0.008]
    sentences = loss_sentences(effects, Language("en"))
    assert any(line.startswith("the bottom 40 % by income: ") and "(R0)" in line for line in sentences)


def test_no_loss_is_not_called_a_proof(compared):
    effects = store.StoredTables(compared)["effects"].assign(verdict="cannot tell")
    (sentence,) = loss_sentences(effects, Language("en"))
    assert sentence.endswith("which does not show that nobody loses.")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"accounts": {"max_row_residual": 3, "max_column_residual": 0, "ring_fenced_max": 0}},
            "DO NOT CLOSE",
        ),
        ({"envelopes": {"equal": False, "none_without": True, "any_money": True}}, "ENVELOPES DIFFER"),
        ({"envelopes": {"equal": True, "none_without": True, "any_money": False}}, "no extra public money"),
        (
            {"off_switch": {"largest": 0.5, "outcome": "jobs", "pairs": [], "months": 24, "compared": 9}},
            "FAILS",
        ),
        ({"off_switch": None}, "not checked"),
    ],
)
def test_the_closing_lines_say_what_failed(compared, change, words):
    manifest = store.read_manifest(compared) | change
    assert words in " ".join(closing_sentences(manifest, Language("en")))


def test_the_scope_stands_on_the_first_screen(compared):
    first = (compared / "report.md").read_text().splitlines()[:10]
    assert any("no counterfactual" in line and "students" in line and "one country" in line for line in first)


def test_there_is_one_page_a_scenario_with_its_figures(compared):
    text = (compared / "report.md").read_text()
    assert re.findall(r"^## .*\(`(\w+)`\)$", text, flags=re.MULTILINE) == ["mono_industry", "land_pressure"]
    shown = re.findall(r"!\[.*\]\((.*)\)", text)
    assert len(shown) == 31
    assert all((compared / name).exists() for name in shown)


def test_the_web_page_needs_nothing_beside_itself(compared):
    text = (compared / "report.html").read_text()
    assert set(re.findall(r'src="([^:]*):', text)) == {"data"}
    assert "<link" not in text and "<script" not in text


def test_the_french_report_lies_beside_the_english_one(compared):
    write_report(ResultsDirectory(compared, PROGRAM), "fr")
    text = (compared / "report_fr.md").read_text()
    assert text.startswith("# ptce\u202f: comparaison des régimes")
    assert "replicates" not in re.sub(r"`[^`]*`|\([^)]*\)", "", text)


def test_what_was_observed_stands_on_the_first_screen_beside_what_was_simulated(compared):
    first = "\n".join((compared / "report.md").read_text().splitlines()[:14])
    assert "the rate of the place went from 15.4 % (2011) to 17.2 % (2016), +1.8 points" in first
    assert re.search(r"Simulated unemployment rate, months 180 to 240, .*: market \d", first)
    assert "Careful." in first


def test_a_run_too_short_to_reach_the_observed_dates_says_so(compared):
    monthly = store.StoredTables(compared)["monthly"]
    told = store.read_manifest(compared)["told"]["mono_industry"]
    observed, short, caution = observed_sentences(told, monthly[monthly["month"] <= 200], Language("en"))
    assert "15.4 % (2011) to 17.2 % (2016)" in observed and caution == "Careful."
    assert short == "These runs end before months 180 to 240, with which that compares."


def test_whole_runs_are_told_arm_by_arm(compared):
    lines = (compared / "report.md").read_text().splitlines()
    rows = {
        line.split(" | ")[0].strip("| "): line.strip("| ").split(" | ")[1:] for line in lines if line.count("|") == 9
    }
    assert rows["deepest fall of jobs"] == ["9.00 % (8.06 to 9.94)"] * 7
    assert rows["deepest fall, difference to market"] == ["–"] + ["0 points"] * 6
    assert rows["runs back at 95 % of jobs"] == ["67 %"] * 7
    assert rows["median months until then"] == ["100 (100 to not reached)"] * 7
    assert rows["additional job-years"][0] == "–" and rows["additional job-years"][5].startswith("+1")


@pytest.mark.parametrize(
    ("median", "low", "high", "told"),
    [
        (0.0, math.nan, math.nan, "0"),
        (50.0, 40.0, math.nan, "50 (40 to not reached)"),
        (math.nan, 40.0, math.nan, "not reached"),
    ],
)
def test_a_median_without_an_interval_is_told_without_one(median, low, high, told):
    row = SimpleNamespace(quantity=MEDIAN_RECOVERY, mean=median, low95=low, high95=high)
    assert summary_cell(row, Language("en")) == told


def test_the_life_of_poles_counts_those_alive_as_censored(compared):
    text = (compared / "report.md").read_text()
    assert "- Reciprocity: 48 poles took a legal form in all replicates together; none ended" in text
    assert "- Plural: 48 poles took a legal form in all replicates together and 24 ended." in text
    assert "100 % after 3 years" in text and "50 % after 5 years" in text


def test_exits_are_told_as_an_association_with_the_paired_difference_beside_it(compared):
    text = (compared / "report.md").read_text()
    assert re.search(r"Reciprocity, associational: pooling at any depth: 0\.5\d \(95 % interval", text)
    assert re.search(r"Reciprocity, paired: 7\.\d % of organisations exit in a year; the difference to market is", text)


def test_without_a_study_the_report_says_that_no_ablation_was_run(monkeypatch, tmp_path):
    from experiments.pages.report import sentences

    monkeypatch.setattr(sentences, "ABLATION", tmp_path / "ablation.toml")
    assert sentences.ablation_sentence(Language("en")).endswith("was not run.")
    (tmp_path / "ablation.toml").write_text("")
    monkeypatch.setattr(sentences, "PROJECT", tmp_path)
    assert "`ptce study ablation.toml`" in sentences.ablation_sentence(Language("en"))


def test_what_rests_on_few_replicates_says_so(compared):
    text = (compared / "report.md").read_text()
    rows = re.findall(r"^\| .*, gap to the same run without dated changes \((\d) replicates\) \|", text, re.MULTILINE)
    assert rows == ["2"] * 4, "two quantities of two scenarios"
    assert "run again without them in 2 replicates" in text


def test_dead_weight_stands_between_its_two_readings_and_beside_all_posts(compared):
    text = (compared / "report.md").read_text()
    # As the stand-in has it: 1 and 2.5 of 4 subsidised posts, 10 of 16 posts in all.
    assert "Redistribution: 4.0 posts are subsidised at a time. Over all year ends 25 % of them exist in market" in text
    assert "62 % if all its posts are alike (62 to 62); of all posts of the arm 62 % do. 6 replicates." in text
    assert "Redistribution, after 1 year 25 to 62 % (of all posts 62 %); after 5 years" in text


FIVE = ("market", "redistribution", "reciprocity", "plural", "plural_untargeted")


def report_of(model, directory, replicates=1, regimes=FIVE, scenario="mono_industry", language="en"):
    """Text of the report of a small comparison of five years."""
    asked = Comparison(scenarios=(scenario,), regimes=regimes, replicates=replicates, months=60)
    compare(asked, directory / "out", Means(directory / "store"), language=language)
    return (directory / "out" / f"report{Language(language).ending}.md").read_text()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("replicates", [1, 2])
def test_what_has_no_interval_is_neither_told_nor_said_to_hold_zero(model, tmp_path, replicates, language):
    text = report_of(model, tmp_path, replicates, language=language)
    assert "– to –" not in text and "– à –" not in text
    alone = replicates == 1
    sentences = {
        "en": ("one replicate has no interval", "Every difference of the two primary", "holds zero", "1 replicates"),
        "fr": ("une seule réplique n'a pas d'intervalle", "Chaque écart des deux", "contient zéro", "1 répliques"),
    }
    none, every, zero, wrong = sentences[language]
    assert (none in text) == alone
    assert wrong not in text
    if alone:
        assert every not in text and zero not in text


def test_two_replicates_are_judged_with_their_intervals(model, tmp_path):
    text = report_of(model, tmp_path, 2)
    assert re.search(r"cannot tell\. The difference in jobs after 5 years is .* \(95 % interval ", text)


@pytest.mark.parametrize("regimes", [("market",), ("reciprocity",), ("unseeded", "plural")])
def test_arms_that_cannot_be_compared_leave_no_empty_part(model, tmp_path, regimes):
    text = report_of(model, tmp_path, 3, regimes)
    parts = re.split(r"^### ", text, flags=re.MULTILINE)[1:]
    assert all(part.partition("\n")[2].strip() for part in parts)
    assert text.count("No two arms whose difference is taken were run for a year.") == 5


def test_a_scenario_without_a_dated_change_is_read_from_month_1(model, tmp_path):
    assert "from month 1 where it has none" in report_of(model, tmp_path, 2, scenario="cultural_concentration")


def test_a_difference_that_is_zero_in_one_replicate_is_said_to_be_of_one():
    row = Row(n=1, mean=0.0, sd=math.nan, low95=math.nan, high95=math.nan, verdict="exactly zero")
    assert effect_sentence(row, Language("en")).endswith("exactly zero in the one replicate.")
