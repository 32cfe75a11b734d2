"""Parameters of how productive an organisation is beside others of its sector, and what follows for prices and pay.

Organisations of one narrow sector differ, and go on differing: the plant at the 90th percentile makes about twice as
much of the same inputs as the one at the 10th (Syverson 2004, Review of Economics and Statistics 86: a ratio of total
factor productivity of 1.92 on average over American industries; Syverson 2011, Journal of Economic Literature 49).
"""

from simulation.parameters import ASSUMED, BEHAVIOUR, Parameter

THEMES = {"productivity": BEHAVIOUR, "price": BEHAVIOUR, "labour": BEHAVIOUR}

PARAMETERS = (
    Parameter("productivity.spread", 0.26, "log standard deviation", 0.0, 0.6,
              "Syverson 2004, 2011: 90/10 ratio about 1.9 within narrow sectors [memory, H]: 0.26 = ln(1.95) / 2.56",
              "spread of productivity within a sector", "dispersion de la productivité dans un secteur", off=0.0,
              mechanism=3),
    Parameter("productivity.persistence", 0.87, "share a year", 0.0, 0.999,
              "Foster, Haltiwanger & Syverson 2008, American Economic Review 98: about 0.8 a year [memory, M]",
              "part of a lead in productivity that is left after a year",
              "part d'une avance de productivité conservée après un an", mechanism=3),
    Parameter("productivity.size_link", 0.25, "correlation", 0.0, 1.0, ASSUMED,
              "link of productivity with size at month 0, before burn-in",
              "lien entre productivité et taille au mois 0, avant mise en régime", initial=True),
    Parameter("productivity.newcomer_gap", 0.05, "log", 0.0, 0.5,
              "assumed; newcomers of Foster, Haltiwanger & Syverson 2008 are as productive as others and sell less",
              "what a newcomer has still to learn", "retard de productivité d'une nouvelle organisation", off=0.0,
              mechanism=3),
    Parameter("productivity.learning_months", 24.0, "months", 1.0, 240.0, ASSUMED,
              "months after which a third of that is left to learn", "durée d'apprentissage", mechanism=3),
    Parameter("productivity.equipment_elasticity", 0.15, "1", 0.0, 0.6,
              "assumed; below the share of capital in value added of about a third",
              "answer of productivity to equipment per unit of value added",
              "élasticité de la productivité à l'équipement", off=0.0, mechanism=3),
    Parameter("productivity.equipment_reach", 2.0, "1", 1.0, 10.0, ASSUMED,
              "equipment over (or under) what is needed beyond which nothing changes",
              "équipement relatif au-delà duquel rien ne change", mechanism=3),
    Parameter("price.pass_through", 0.6, "share", 0.0, 1.0,
              "Amiti, Itskhoki & Konings 2019, Review of Economic Studies 86: 0.6 of own cost, 0.4 of competitors'"
              " prices [memory, H]",
              "part of a difference in cost that reaches the price; the rest follows the price outside",
              "part d'un écart de coût répercutée dans le prix", off=1.0, mechanism=3),
    Parameter("labour.rent_sharing", 0.10, "1", 0.0, 0.6,
              "Card, Cardoso, Heining & Kline 2018, Journal of Labor Economics 36: 0.05 to 0.15 [memory, H]",
              "elasticity of an organisation's pay to its value added per full-time equivalent",
              "élasticité de la paie à la valeur ajoutée par équivalent temps plein", off=0.0, mechanism=3),
    Parameter("labour.largest_raise", 0.02, "share a year", 0.0, 0.2,
              "assumed; in constant euros, so that a fall is a pay freeze below inflation",
              "largest change of pay in the yearly review", "variation annuelle maximale de la paie", mechanism=3),
)
