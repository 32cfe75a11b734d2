"""Land: bids, titles, values and what parcels are used for."""
