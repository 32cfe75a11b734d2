"""Cooperation: stance, poles, pooled means, joint projects, trust."""
