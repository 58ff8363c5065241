"""What a user got wrong, as one sentence."""


class Mistake(Exception):
    """Its text is the whole message: the thing, what is wrong with it, what is allowed."""
