VIEW: dict[str, tuple[str, str]] = {}
