"""The page for the classroom: explore, predict first; what runs lies in `runs`, what is shown in the other files."""
