"""The pages of kpis."""
