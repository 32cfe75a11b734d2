"""Studies: many runs, designed in a TOML file, kept in a common store, resumed by themselves.

The studies that come with the project are the TOML files of this folder. `study_file` reads and checks one,
`runs` lives what it asks for, `store` keeps it, `engines` spreads it over processes or a cluster,
`coordinator` sees it through, `results` writes and reads the tables.
"""
