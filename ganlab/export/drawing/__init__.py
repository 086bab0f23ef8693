"""How what is taken home is drawn: the picture of a run or of two, and each chart, for a slide or a film."""
