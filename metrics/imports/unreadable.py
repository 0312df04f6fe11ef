"""The one exception of reading: a code and its arguments, which ``reasons`` turns into a sentence."""


class Unreadable(Exception):  # noqa: N818 - what happened, with a code
    """This file can't be read, or isn't one that we know."""

    def __init__(self, code: str, **arguments: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.arguments = arguments
