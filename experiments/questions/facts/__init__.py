"""Facts that the model is held against, as tables of a TOML file: each with its band, source and strength.

`lines` says where things stand in the file, `declared` reads and checks it, `measures` holds what can be measured, one
file a kind, `asked` says which runs that takes, `measured` lives them and gives the numbers and verdicts. A fact that
was used to set the model is measured and marked, and is no success.
"""
