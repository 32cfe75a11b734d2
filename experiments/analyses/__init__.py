"""Analyses of studies: pure functions from tidy tables to tables and figures, one file each.

They take the table of runs of a study (one row a run: scenario, regime, replicate, point, a column for each
parameter that varies, status, outcomes) and look at the paired difference between two arms, not at levels. A
run that failed is counted and told, never filled in. Libraries that only one analysis needs are imported when
it is asked for (``pip install ptce[studies]``).
"""
