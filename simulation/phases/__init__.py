"""What happens: one file a phase of the month, in the order of `simulation.schedule.SCHEDULE`."""
