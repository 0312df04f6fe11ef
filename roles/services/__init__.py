"""What changes people, teams, roles and days: one module a noun. Each raises ``NotAllowedNow`` with a sentence."""
