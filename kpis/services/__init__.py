"""What changes templates and cards, by the rules about who and when."""
