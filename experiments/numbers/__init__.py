"""From tables to tables: pure functions that count, compare and judge, and run nothing."""
