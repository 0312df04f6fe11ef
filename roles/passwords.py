"""What a password must be, said in our words where Django's Chinese catalogue has none."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    """A password has at least so many characters; 8 unless told."""

    def get_error_message(self) -> str:
        return ngettext(
            "The password is too short: at least %(n)d character.",
            "The password is too short: at least %(n)d characters.",
            self.min_length,
        ) % {"n": self.min_length}
