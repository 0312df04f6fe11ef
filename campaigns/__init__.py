"""The work: workflows and their stages."""
