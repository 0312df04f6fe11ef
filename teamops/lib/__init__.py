"""Small modules named for what they know. They know nothing of the apps."""
