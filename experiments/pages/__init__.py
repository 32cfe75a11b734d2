"""What is read: reports, registers, figures and lines on the terminal, in French and English."""
