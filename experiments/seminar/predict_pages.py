"""Pages of a prediction: one for those who answer, one for the teacher."""

from typing import TYPE_CHECKING

from nicegui import app, ui

from experiments.numbers.measures import rows_in
from experiments.refusal import Refusal
from experiments.seminar import predict_charts
from experiments.seminar.picture import Picture
from experiments.seminar.predict import CHOICES, OUTCOMES, POINTS, WIDEST, Prediction, Predictions, verdict_choice
from experiments.seminar.qr_code import qr_code
from experiments.seminar.results import empty_chart, show
from experiments.seminar.runs import run_while_watched
from experiments.seminar.sentences import capital, span, told
from experiments.seminar.view import View, scenario_of
from experiments.seminar.worded import difference_of
from experiments.words.language import Language

if TYPE_CHECKING:
    from experiments.seminar.app import Seminar

PREDICTIONS = Predictions()
SECONDS_BETWEEN_LOOKS = 1.0


def opened(_seminar: "Seminar", view: View) -> str:
    """Open a prediction on a view; return the teacher's address."""
    prediction = PREDICTIONS.open(view)
    return f"/predict/{prediction.code}/{prediction.secret}"


def register(seminar: "Seminar") -> None:
    """Register both pages."""
    from experiments.seminar.app import dress

    @ui.page("/predict/{code}", title="ptce")
    def answer(code: str, lang: str = "") -> None:
        found, words = looked_up(seminar, code, None, lang)
        dress(words.code)
        if found is not None:
            AnswerPage(found, words, str(app.storage.browser["id"]))

    @ui.page("/predict/{code}/{secret}", title="ptce")
    def teach(code: str, secret: str, lang: str = "") -> None:
        found, words = looked_up(seminar, code, secret, lang)
        dress(words.code)
        if found is not None:
            TeacherPage(seminar, found, words)


def looked_up(seminar: "Seminar", code: str, secret: str | None, lang: str) -> tuple[Prediction | None, Language]:
    """Find a prediction and the language to speak; say in one sentence where there is none."""
    words = Language(lang if lang in ("en", "fr") else seminar.language)
    try:
        found = PREDICTIONS.named(code, words) if secret is None else PREDICTIONS.of_teacher(code, secret, words)
    except Refusal as refusal:
        with ui.element("div").classes("page"):
            ui.label(str(refusal)).classes("refused").props('role="alert"').props('data-testid="refused"')
        return None, words
    return found, words if lang else Language(found.view.language)


def head(prediction: Prediction, words: Language) -> None:
    """Say what is asked."""
    view = prediction.view
    scenario = scenario_of(view.scenario)
    ui.html(words.typed(scenario.title[words.code]), tag="h1")
    ui.label(words.typed(scenario.question[words.code])).classes("question")
    for side, setting in (("A", view.a), ("B", view.b)):
        with ui.row().classes("items-center gap-2 no-wrap"):
            ui.label(side).classes(f"badge-{side.lower()}")
            ui.label(difference_of(setting, words))


class AnswerPage:
    """Where one participant after another says what they expect."""

    def __init__(self, prediction: Prediction, words: Language, browser: str):
        self.prediction, self.words, self.browser = prediction, words, browser
        self.person = sum(token.startswith(browser) for token in prediction.answers)
        self.locked = self.person > 0
        with ui.element("div").classes("page"):
            head(prediction, words)
            self.refused = ui.label("").classes("refused").props('role="alert"').props('data-testid="refused"')
            self.refused.set_visibility(False)
            self.form = ui.column().classes("w-full gap-2")
        self.show()

    def show(self) -> None:
        """Show the form, or that the answer is locked."""
        self.form.clear()
        with self.form:
            self.thanks() if self.locked else self.questions()

    def questions(self) -> None:
        """Ask each question, and for the curve."""
        words = self.words
        years = self.prediction.view.months // 12
        self.choices: dict[str, str] = {}
        self.curve = [0.0] * POINTS
        ui.html(words.text("After {span}, B compared with A: what do you expect?", span=span(words, years)), tag="h2")
        options = {choice: words.text(predict_charts.CHOICE_WORDS[choice]) for choice in CHOICES}
        for outcome in OUTCOMES:
            ui.label(capital(words.outcome(outcome))).classes("name")
            ui.radio(options, on_change=lambda e, name=outcome: self.choices.update({name: e.value})).props(
                f'inline aria-label="{words.outcome(outcome)}"'
            ).props(f'data-testid="ask {outcome}"')
        ui.html(words.text("Draw the jobs with B less the jobs with A"), tag="h2")
        self.sketch = empty_chart()
        with ui.element("div").classes("w-full"):
            for place in range(POINTS):
                year = (place + 1) * years / POINTS
                label = words.text("after {year} years", year=words.number(year, 0 if year == int(year) else 1))
                with ui.row().classes("w-full items-center no-wrap gap-3"):
                    ui.label(label).classes("small w-28")
                    slider = ui.slider(min=-WIDEST, max=WIDEST, step=5, value=0).props(f'label aria-label="{label}"')
                    slider.classes("grow").props(f'data-testid="draw {place}"')
                    slider.on_value_change(lambda e, place=place: self.draw(place, e.value))
        ui.button(words.text("Lock my answer"), icon="lock", on_click=self.lock).props("no-caps").props(
            'data-testid="lock"'
        )
        self.draw(0, 0.0)

    def draw(self, place: int, value: float) -> None:
        """Move one point of the curve."""
        self.curve[place] = float(value)
        show(self.sketch, predict_charts.sketch(self.words, self.curve, self.prediction.view.months))

    def lock(self) -> None:
        """Hand the answer over for good."""
        try:
            self.prediction.lock(f"{self.browser}/{self.person}", self.choices, self.curve, self.words)
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
        words = self.words
        ui.label(words.text("Your answer is locked. The result is shown when everybody is ready.")).classes(
            "told"
        ).props('data-testid="locked"')

        def another() -> None:
            self.locked = False
            self.show()

        ui.button(words.text("Somebody else answers on this device"), on_click=another).props("outline no-caps")


class TeacherPage:
    """Where answers come in, and from where the result is shown."""

    def __init__(self, seminar: "Seminar", prediction: Prediction, words: Language):
        self.prediction, self.words = prediction, words
        self.runner = seminar.runner
        self.seen = (-1, -1, False)
        self.run()
        address = f"{seminar.address}/predict/{prediction.code}"
        with ui.element("div").classes("page"):
            head(prediction, words)
            with ui.element("div").classes("columns"):
                with ui.column().classes("side gap-2 items-start"):
                    ui.label(words.text("Answer here:"))
                    ui.label(prediction.code).classes("big-code").props('data-testid="code"')
                    ui.html(qr_code(address, words.text("QR code of the room")), sanitize=False).classes("qr")
                    ui.link(address, f"/predict/{prediction.code}", new_tab=True)
                    self.count = ui.label("").classes("question").props('role="status"').props('data-testid="answers"')
                    self.button = ui.button(words.text("Show the result"), icon="visibility", on_click=self.reveal)
                    self.button.props("no-caps").props('data-testid="reveal"')
                    self.progress = ui.label("").classes("small").props('role="status"')
                    ui.button(
                        words.text("To the page with everything"), on_click=lambda: ui.navigate.to(self.everything)
                    ).props("outline no-caps")
                with ui.column().classes("main gap-2"):
                    self.votes = empty_chart()
                    self.cloud = empty_chart("chart tall").props('data-testid="cloud"')
                    self.told = ui.column().classes("told gap-0").props('role="status"').props('data-testid="told"')
        ui.timer(SECONDS_BETWEEN_LOOKS, self.look)
        run_while_watched(ui.context.client, lambda: self.job, lambda: self.runner.cancel(self.job), self.run)

    @property
    def everything(self) -> str:
        """Address of the page to explore, with the same view."""
        return f"/?{self.prediction.view.query}"

    def run(self) -> None:
        """Run what the class predicts."""
        self.job = self.runner.run(self.prediction.view, lambda job: None)

    def reveal(self) -> None:
        """Show the result; from now on no answer is taken."""
        self.prediction.shown = True
        self.look()

    def look(self) -> None:
        """Show the answers; with the result only once it is asked for."""
        prediction, words = self.prediction, self.words
        count = len(self.job.whole)
        now = (len(prediction.answers), count if prediction.shown else -1, prediction.shown)
        if now == self.seen:
            return
        self.seen = now
        self.count.set_text(words.text("{n} answers are locked.", n=len(prediction.answers)))
        self.button.set_enabled(not prediction.shown)
        show(self.votes, predict_charts.votes(words, prediction))
        if not prediction.shown or count == 0:
            show(self.cloud, predict_charts.cloud(words, prediction, None))
            return
        self.progress.set_text(
            words.text("{count} of {wanted} worlds.", count=count, wanted=prediction.view.replicates)
        )
        picture = Picture(*self.job.pairs())
        show(self.cloud, predict_charts.cloud(words, prediction, picture.bands("jobs")))
        self.compare(picture)

    def compare(self, picture: Picture) -> None:
        """Say for each question what came out and how many expected it."""
        words, wanted = self.words, self.prediction.view.replicates
        effects = picture.effects()
        self.told.clear()
        with self.told:
            for outcome in OUTCOMES:
                sentence = capital(told(effects, outcome, wanted, words))
                row = next(rows_in(effects[effects["outcome"] == outcome]))
                if row.n >= wanted:
                    right = self.prediction.counts(outcome)[verdict_choice(row.verdict)]
                    sentence += " " + words.text(
                        "{right} of {n} expected it.", right=right, n=len(self.prediction.answers)
                    )
                ui.html(sentence, tag="p")
