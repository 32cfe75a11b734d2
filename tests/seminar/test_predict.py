"""Predict first: answers before curves, locked, laid over the result."""

import re

import pytest

from experiments.refusal import Refusal
from experiments.seminar.predict import OUTCOMES, POINTS, UP, Predictions
from experiments.seminar.view import View
from experiments.words.language import Language
from tests.seminar.conftest import SECONDS_TO_RUN, SMALL

ENGLISH = Language("en")
CHOICES = dict.fromkeys(OUTCOMES, UP)
FLAT = [0.0] * POINTS


def test_an_answer_is_locked():
    prediction = Predictions().open(View())
    prediction.lock("one", CHOICES, FLAT, ENGLISH)
    with pytest.raises(Refusal, match="locked"):
        prediction.lock("one", CHOICES, [10.0] * POINTS, ENGLISH)
    assert prediction.curves() == [tuple(FLAT)]


@pytest.mark.parametrize(
    ("choices", "curve", "sentence"),
    [
        ({}, FLAT, "each question"),
        (CHOICES | {"jobs": "sideways"}, FLAT, "each question"),
        (CHOICES, FLAT[1:], "out of range"),
        (CHOICES, [*FLAT[1:], float("nan")], "out of range"),
        (CHOICES, [*FLAT[1:], 1e9], "out of range"),
    ],
)
def test_what_is_no_answer_changes_nothing(choices, curve, sentence):
    prediction = Predictions().open(View())
    with pytest.raises(Refusal, match=sentence):
        prediction.lock("one", choices, curve, ENGLISH)
    assert prediction.answers == {}


def test_no_answer_is_taken_once_the_result_is_shown():
    prediction = Predictions().open(View())
    prediction.shown = True
    with pytest.raises(Refusal, match="no answer is taken"):
        prediction.lock("one", CHOICES, FLAT, ENGLISH)


def test_the_teachers_page_needs_the_teachers_link():
    predictions = Predictions()
    prediction = predictions.open(View())
    assert predictions.for_teacher(prediction.code, prediction.secret, ENGLISH) is prediction
    with pytest.raises(Refusal, match="no prediction"):
        predictions.for_teacher(prediction.code, "guess", ENGLISH)


def answer(page, address, choice, presses=0):
    page.goto(address)
    for outcome in OUTCOMES:
        page.get_by_test_id(f"ask {outcome}").get_by_role("radio", name=choice).click()
    page.get_by_test_id("draw 4").locator("[tabindex='0']").focus()
    for _ in range(presses):
        page.keyboard.press("ArrowRight")
    page.get_by_test_id("lock").click()
    page.get_by_test_id("locked").wait_for()


def test_a_class_predicts_then_sees_the_result(page, server, browser):
    page.goto(f"{server}/?{SMALL}")
    page.get_by_test_id("predict").click()
    page.get_by_test_id("code").wait_for()
    code = page.get_by_test_id("code").inner_text()
    assert page.get_by_test_id("told").inner_text() == ""
    phones = [browser.new_context(viewport={"width": 390, "height": 844}).new_page() for _ in range(2)]
    answer(phones[0], f"{server}/predict/{code}", "more with B", presses=4)
    answer(phones[1], f"{server}/predict/{code}", "less with B")
    page.get_by_text("2 answers are locked.").wait_for()
    phones[0].reload()
    phones[0].get_by_test_id("locked").wait_for()
    page.get_by_test_id("reveal").click()
    page.get_by_text(re.compile(r"\d of 2 expected it\.")).first.wait_for(timeout=1000 * SECONDS_TO_RUN)
    phones[1].get_by_role("button", name="Somebody else answers").click()
    phones[1].get_by_test_id("lock").click()
    phones[1].get_by_text("no answer is taken any more").wait_for()
    for phone in phones:
        phone.context.close()


def test_a_prediction_that_loses_its_server_for_a_moment_comes_to_its_result(page, server):
    page.goto(f"{server}/?" + SMALL + "&seed=77")
    page.get_by_test_id("predict").click()
    page.get_by_test_id("code").wait_for()
    page.evaluate("window.socket.disconnect()")
    page.wait_for_timeout(1000)
    page.evaluate("window.socket.connect()")
    page.get_by_test_id("reveal").click()
    page.get_by_text("0 of 0 expected it.").first.wait_for(timeout=1000 * SECONDS_TO_RUN)


def test_a_wrong_code_and_a_wrong_secret_are_refused(page, server):
    for path in ("/predict/zzzz", "/predict/zzzz/secret"):
        page.goto(server + path)
        page.get_by_test_id("refused").wait_for()
        assert "There is no prediction under the code" in page.get_by_test_id("refused").inner_text()
