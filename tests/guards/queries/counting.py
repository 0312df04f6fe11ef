"""What every address is held to: as many queries with many rows as with few, and few at that."""

FEW, MANY = 2, 22
# What a page may ask for beyond the frame around it; what a resource may beyond knowing who asks.
MOST = 8
# A session, its person, their memberships.
SIGN_IN = 3

# The queries of an address with few rows, and with many.
Asked = tuple[list[str], list[str]]


def check(asked: Asked, *, around: int, most: int = MOST) -> None:
    few, many = asked
    assert len(few) == len(many), asked_again(few, many)
    assert len(many) - around <= most, "\n".join(query[:300] for query in many)


def asked_again(few: list[str], many: list[str]) -> str:
    """The queries that were asked with many rows and not with few, to read in the failure."""
    return "\n".join(query[:300] for query in many if query not in few)
