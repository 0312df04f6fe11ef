"""What changes the work, and the rules about who may and when."""
