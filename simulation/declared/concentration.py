"""Parameters of concentration (mechanism 13) and of anchoring (mechanism 15)."""

from simulation.declared.sectors import SECTORS
from simulation.parameters import ASSUMED, BEHAVIOUR, SHOCKS, Parameter

L146 = "L146-149: movements of concentration and appropriation (a stated perception, facts.md 7)"

THEMES = {"concentration": SHOCKS, "anchoring": BEHAVIOUR}

PARAMETERS = (
    Parameter("concentration.sector", "none", "sector", 0, len(SECTORS), L146,
              "sector in which an outside group is active", "secteur où un groupe extérieur est actif",
              off="none", mechanism=13, choices=("none", *SECTORS)),
    Parameter("concentration.returns", 0.05, "1", 0.0, 0.5,
              "assumed; increasing returns to the size of the group",
              "fall of unit cost with the size of the group (elasticity)",
              "baisse du coût unitaire avec la taille du groupe (élasticité)", off=0.0, mechanism=13),
    Parameter("concentration.lowest_cost", 0.80, "1", 0.3, 1.0, ASSUMED, "lowest unit cost of the group",
              "coût unitaire minimal du groupe", off=1.0, mechanism=13),
    Parameter("concentration.units_elsewhere", 10, "units", 0, 1000, ASSUMED,
              "units of the group outside the territory", "unités du groupe hors du territoire",
              mechanism=13),
    Parameter("concentration.popularity", 0.3, "1", 0.0, 2.0,
              "form: Salganik, Dodds & Watts 2006; size assumed (1 and more: winner takes all)",
              "appeal gained by being popular", "attrait gagné par la popularité", off=0.0, mechanism=13),
    Parameter("concentration.take_over_rate", 0.5, "bids/year", 0.0, 12.0, ASSUMED,
              "take-over bids of the group", "offres de rachat du groupe", off=0.0, mechanism=13, shown_first=5),
    Parameter("concentration.target", "weakest", "rule", 0, 1, ASSUMED, "whom the group bids for",
              "cible des offres du groupe", mechanism=13, choices=("weakest", "most_attractive")),
    Parameter("concentration.years", 5.0, "years", 0.0, 20.0, ASSUMED,
              "years of profit in the price of a business", "années de profit dans le prix d'une entreprise",
              mechanism=13),
    Parameter("concentration.attachment", 0.5, "share", 0.0, 5.0, ASSUMED,
              "premium asked by an owner whose cash flow is healthy",
              "prime demandée par un propriétaire en bonne santé", mechanism=13),
    Parameter("concentration.public_take_over_rate", 0.0, "1/year", 0.0, 12.0, L146,
              "associations taken over by the authority", "reprises d'associations par la collectivité",
              off=0.0, mechanism=13),
    Parameter("concentration.public_support", 0.10, "share of sales", 0.0, 1.0, ASSUMED,
              "largest deficit the authority covers for what it has taken over",
              "déficit maximal couvert par la collectivité", mechanism=13),
    # anchoring
    Parameter("anchoring.relocation_rate", 0.10, "1/year", 0.0, 1.0, ASSUMED,
              "outside-owned plants that leave at a full cost edge elsewhere",
              "départs d'établissements à capitaux extérieurs à plein écart de coût", off=0.0, mechanism=15),
    Parameter("anchoring.resident_weight", 0.05, "1", 0.0, 1.0, ASSUMED,
              "hazard of leaving under resident control, relative",
              "risque relatif de départ sous contrôle résident", off=1.0, mechanism=15),
    Parameter("anchoring.edge_tolerated", 0.05, "share", 0.0, 0.5, ASSUMED,
              "cost edge elsewhere that moves nobody", "écart de coût sans effet", mechanism=15),
    Parameter("anchoring.full_edge", 0.25, "share", 0.01, 1.0, ASSUMED,
              "cost edge at which the hazard is full", "écart de coût à plein effet", mechanism=15),
    Parameter("anchoring.reshoring_rate", 0.10, "plants/year", 0.0, 5.0,
              "L103-107: one automotive activity brought back; rate assumed",
              "plants brought back once the edge has gone",
              "établissements rapatriés une fois l'écart disparu", off=0.0, mechanism=15),
    Parameter("anchoring.reshoring_equity", 150000.0, "EUR", 1000.0, 5000000.0,
              "L103-106: about 20 jobs; capital assumed", "capital of a plant brought back",
              "capital d'un établissement rapatrié", mechanism=15),
)
