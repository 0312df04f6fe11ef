"""Goals: how each is set, read, coloured, drawn and shown, and which ask for attention."""
