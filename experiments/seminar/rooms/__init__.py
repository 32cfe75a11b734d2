"""Rooms where a class plays the actors of a territory: seats, rounds, replays, and one file to leave with."""
