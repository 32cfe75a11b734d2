"""Pages of a prediction: one for those who answer, one for the teacher."""

from typing import Any

from nicegui import app, ui

from experiments.numbers.measures import rows_in
from experiments.refusal import Refusal
from experiments.seminar import predict_charts
from experiments.seminar.chart_element import empty_chart, show
from experiments.seminar.picture import Picture
from experiments.seminar.predict import CHOICES, OUTCOMES, POINTS, WIDEST, Prediction, Predictions, verdict_choice
from experiments.seminar.qr_code import qr_code
from experiments.seminar.runs import run_while_watched
from experiments.seminar.sentences import capital, difference_told, setting_told, span
from experiments.seminar.server import Seminar, dress
from experiments.seminar.view import View, scenario_of
from experiments.words.language import LANGUAGES, Language

PREDICTIONS = Predictions()
SECONDS_BETWEEN_LOOKS = 1.0


def opened(view: View) -> str:
    """Open a prediction on a view; return the teacher's address."""
    prediction = PREDICTIONS.open(view)
    return f"/predict/{prediction.code}/{prediction.secret}"


def register(seminar: Seminar) -> None:
    """Register both pages."""

    @ui.page("/predict/{code}", title="ptce")
    def answer(code: str, lang: str = "") -> None:
        found, language = looked_up(seminar, code, None, lang)
        dress(language.code)
        if found is not None:
            AnswerPage(found, language, str(app.storage.browser["id"]))

    @ui.page("/predict/{code}/{secret}", title="ptce")
    def teach(code: str, secret: str, lang: str = "") -> None:
        found, language = looked_up(seminar, code, secret, lang)
        dress(language.code)
        if found is not None:
            TeacherPage(seminar, found, language)


def looked_up(seminar: Seminar, code: str, secret: str | None, lang: str) -> tuple[Prediction | None, Language]:
    """Find a prediction and the language to speak; say in one sentence where there is none."""
    language = Language(lang if lang in LANGUAGES else seminar.language_code)
    try:
        found = PREDICTIONS.named(code, language) if secret is None else PREDICTIONS.for_teacher(code, secret, language)
    except Refusal as refusal:
        with ui.element("div").classes("page"):
            ui.label(str(refusal)).classes("refused").props('role="alert"').props('data-testid="refused"')
        return None, language
    return found, language if lang else Language(found.view.language_code)


def head(prediction: Prediction, language: Language) -> None:
    """Say what is asked."""
    view = prediction.view
    scenario = scenario_of(view.scenario)
    ui.html(language.typed(scenario.title[language.code]), tag="h1")
    ui.label(language.typed(scenario.question[language.code])).classes("question")
    for side, setting in (("A", view.a), ("B", view.b)):
        with ui.row().classes("items-center gap-2 no-wrap"):
            ui.label(side).classes(f"badge-{side.lower()}")
            ui.label(setting_told(setting, language))


def refusal_label() -> ui.label:
    """Make the place where a refusal is said."""
    label = ui.label("").classes("refused").props('role="alert"').props('data-testid="refused"')
    label.set_visibility(False)
    return label


class AnswerPage:
    """Where one participant after another says what they expect."""

    def __init__(self, prediction: Prediction, language: Language, browser: str):
        self.prediction, self.language, self.browser = prediction, language, browser
        self.person = sum(token.startswith(browser) for token in prediction.answers)
        self.locked = self.person > 0
        with ui.element("div").classes("page"):
            head(prediction, language)
            self.refused = refusal_label()
            self.form = ui.column().classes("w-full gap-2")
        self.show()

    def show(self) -> None:
        """Show the form, or that the answer is locked."""
        self.form.clear()
        with self.form:
            self.thanks() if self.locked else self.questions()

    def questions(self) -> None:
        """Ask each question, and for the curve."""
        language = self.language
        years = self.prediction.view.months // 12
        self.choices: dict[str, str] = {}
        self.curve = [0.0] * POINTS
        ui.html(
            language.text("After {span}, B compared with A: what do you expect?", span=span(language, years)), tag="h2"
        )
        options = {choice: language.text(predict_charts.CHOICE_WORDS[choice]) for choice in CHOICES}
        for outcome in OUTCOMES:
            ui.label(capital(language.outcome(outcome))).classes("name")
            ui.radio(options, on_change=lambda e, name=outcome: self.choices.update({name: e.value})).props(
                f'inline aria-label="{language.outcome(outcome)}"'
            ).props(f'data-testid="ask {outcome}"')
        ui.html(language.text("Draw the jobs with B less the jobs with A"), tag="h2")
        self.sketch = empty_chart()
        with ui.element("div").classes("w-full"):
            for place in range(POINTS):
                year = (place + 1) * years / POINTS
                label = language.text("after {year} years", year=language.number(year, 0 if year == int(year) else 1))
                with ui.row().classes("w-full items-center no-wrap gap-3"):
                    ui.label(label).classes("small w-28")
                    slider = ui.slider(min=-WIDEST, max=WIDEST, step=5, value=0).props(f'label aria-label="{label}"')
                    slider.classes("grow").props(f'data-testid="draw {place}"')
                    slider.on_value_change(lambda e, place=place: self.draw(place, e.value))
        ui.button(language.text("Lock my answer"), icon="lock", on_click=self.lock).props("no-caps").props(
            'data-testid="lock"'
        )
        self.draw(0, 0.0)

    def draw(self, place: int, value: float) -> None:
        """Move one point of the curve."""
        self.curve[place] = float(value)
        show(self.sketch, predict_charts.sketch(self.language, self.curve, self.prediction.view.months))

    def lock(self) -> None:
        """Hand the answer over for good."""
        try:
            self.prediction.lock(f"{self.browser}/{self.person}", self.choices, self.curve, self.language)
        except Refusal as refusal:
            self.refused.set_text(str(refusal))
            self.refused.set_visibility(True)
            return
        self.refused.set_visibility(False)
        self.locked = True
        self.person += 1
        self.show()

    def thanks(self) -> None:
        """Say that the answer is locked; another person may answer on the same device."""
        language = self.language
        ui.label(language.text("Your answer is locked. The result is shown when everybody is ready.")).classes(
            "told"
        ).props('data-testid="locked"')

        def another() -> None:
            self.locked = False
            self.show()

        ui.button(language.text("Somebody else answers on this device"), on_click=another).props("outline no-caps")


class TeacherPage:
    """Where answers come in, and from where the result is shown."""

    def __init__(self, seminar: Seminar, prediction: Prediction, language: Language):
        self.prediction, self.language = prediction, language
        self.runner = seminar.runner
        self.drawn: tuple[Any, ...] | None = None
        self.run()
        address = f"{seminar.address}/predict/{prediction.code}"
        with ui.element("div").classes("page"):
            head(prediction, language)
            self.refused = refusal_label()
            with ui.element("div").classes("columns"):
                with ui.column().classes("side gap-2 items-start"):
                    ui.label(language.text("Answer here:"))
                    ui.label(prediction.code).classes("big-code").props('data-testid="code"')
                    ui.html(qr_code(address, language.text("QR code of the room")), sanitize=False).classes("qr")
                    ui.link(address, f"/predict/{prediction.code}", new_tab=True)
                    self.count = ui.label("").classes("question").props('role="status"').props('data-testid="answers"')
                    self.button = ui.button(language.text("Show the result"), icon="visibility", on_click=self.reveal)
                    self.button.props("no-caps").props('data-testid="reveal"')
                    self.progress = ui.label("").classes("small").props('role="status"')
                    ui.button(
                        language.text("To the page with everything"), on_click=lambda: ui.navigate.to(self.everything)
                    ).props("outline no-caps")
                with ui.column().classes("main gap-2"):
                    self.votes = empty_chart()
                    self.cloud = empty_chart("chart tall").props('data-testid="cloud"')
                    self.told = ui.column().classes("told gap-0").props('role="status"').props('data-testid="told"')
        ui.timer(SECONDS_BETWEEN_LOOKS, self.look)
        run_while_watched(ui.context.client, lambda: self.running, lambda: self.runner.cancel(self.running), self.run)

    @property
    def everything(self) -> str:
        """Address of the page to explore, with the same view."""
        return f"/?{self.prediction.view.query}"

    def run(self) -> None:
        """Run what the class predicts."""
        self.running = self.runner.run(self.prediction.view, lambda running: None)

    def reveal(self) -> None:
        """Show the result; from now on no answer is taken."""
        self.prediction.shown = True
        self.look()

    def look(self) -> None:
        """Show the answers; with the result only once it is asked for."""
        prediction, language = self.prediction, self.language
        count = len(self.running.complete)
        failed = self.running.failed
        now = (len(prediction.answers), count if prediction.shown else -1, prediction.shown, failed)
        if now == self.drawn:
            return
        self.drawn = now
        self.count.set_text(language.text("{n} answers are locked.", n=len(prediction.answers)))
        self.button.set_enabled(not prediction.shown)
        if failed is not None:
            self.refused.set_text(language.text("The run failed: {reason}", reason=language.refusal(failed)))
            self.refused.set_visibility(True)
        show(self.votes, predict_charts.votes(language, prediction))
        if not prediction.shown or count == 0:
            show(self.cloud, predict_charts.cloud(language, prediction, None))
            return
        self.progress.set_text(
            language.text("{count} of {wanted} worlds.", count=count, wanted=prediction.view.replicates)
        )
        picture = Picture(*self.running.pairs())
        show(self.cloud, predict_charts.cloud(language, prediction, picture.bands("jobs")))
        self.compare(picture)

    def compare(self, picture: Picture) -> None:
        """Say for each question what came out and how many expected it."""
        language, wanted = self.language, self.prediction.view.replicates
        effects = picture.effects()
        self.told.clear()
        with self.told:
            for outcome in OUTCOMES:
                sentence = capital(difference_told(effects, outcome, wanted, language))
                row = next(rows_in(effects[effects["outcome"] == outcome]))
                if row.n >= wanted:
                    right = self.prediction.counts(outcome)[verdict_choice(row.verdict)]
                    sentence += " " + language.text(
                        "{right} of {n} expected it.", right=right, n=len(self.prediction.answers)
                    )
                ui.html(sentence, tag="p")
