"""The one exception of our services: a sentence that the user can read and act on."""


class NotAllowedNow(Exception):  # noqa: N818 - a sentence, not an error class
    """What was asked for breaks a rule about who and when; the text says which one and what to do."""
