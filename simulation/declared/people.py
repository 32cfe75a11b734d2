"""Parameters of moves of people: migration, and activity of those of working age."""

from simulation.parameters import ASSUMED, BEHAVIOUR, SHOCKS, Parameter

THEMES = {"migration": BEHAVIOUR, "activity": SHOCKS, "population": SHOCKS}

PARAMETERS = (
    Parameter("migration.rate", 0.004, "1/month", 0.0, 0.1, ASSUMED,
              "unemployed who leave the territory, at rest as many as come", "chômeurs qui quittent le territoire",
              off=0.0, mechanism=15),
    Parameter("migration.answer_to_unemployment", 1.0, "1", 0.0, 5.0,
              "assumed; moves answer slowly in Europe (Decressin & Fatas 1995) [memory, M]",
              "answer of arrivals, and inversely of departures, to unemployment",
              "réponse des arrivées au chômage", off=0.0, mechanism=15),
    Parameter("migration.answer_to_pay", 1.0, "1", 0.0, 5.0, ASSUMED,
              "answer of arrivals, and inversely of departures, to offered pay",
              "réponse des arrivées à la paie", off=0.0, mechanism=15),
    Parameter("migration.answer_to_housing", 0.5, "1", 0.0, 5.0, ASSUMED,
              "answer of arrivals, and inversely of departures, to the price of housing",
              "réponse des arrivées au prix du logement", off=0.0, mechanism=15),
    Parameter("migration.largest_pull", 3.0, "1", 1.0, 20.0, ASSUMED,
              "largest arrivals over those at rest", "arrivées maximales relatives au repos", mechanism=15),
    Parameter("population.inactive_share", 0.06, "share of labour force", 0.0, 0.5,
              "assumed: those near the labour force, of the retired and inactive",
              "inactive adults of working age who may begin to look for a post",
              "inactifs susceptibles de chercher un emploi", initial=True),
    Parameter("activity.leaving_rate", 0.02, "1/month", 0.0, 0.2,
              "assumed; below INSEE Premiere 1661, where 20.9 % of the unemployed are inactive a quarter later"
              " (facts.md 3), which counts many who look on and off",
              "unemployed who stop looking for a post, at rest as many as begin",
              "chômeurs qui cessent de chercher", off=0.0, mechanism=2),
    Parameter("activity.answer", 0.5, "1", 0.0, 3.0, ASSUMED, "answer of activity to unemployment",
              "réponse de l'activité au chômage", off=0.0, mechanism=2),
    Parameter("activity.pull", 1.0, "1", 0.0, 5.0, "1 at rest",
              "inactive people who begin to look for a post, relative to rest",
              "inactifs qui se mettent à chercher, relatifs au repos", off=1.0, mechanism=2),
)
