"""What each actor decides: one file a family of rules, pure kernels, numbers in and numbers out."""
