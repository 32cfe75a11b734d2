"""Claims of the founding document as studies declared in advance, one TOML file each.

`declared` reads and checks a file, `register` finds all of them, says which runs each one needs and gives the
verdict, `answers` holds the rule of the verdict, `estimates` what is estimated, `page` what is printed. What counts
as an effect is written down with its reason before anything is run; nothing is adjusted to make a claim come out.
"""
