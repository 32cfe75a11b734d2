"""Public money: purchases, grants, taxes and transfers, public land, help in kind."""
