"""The pages of notices: the inbox, what one wants to be told how, group bots, the log."""
