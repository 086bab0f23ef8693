"""A good lesson, and a hundred ways in which a file is none."""

GOOD = """---
title: The 0.5 lie detector
minutes: 6
order: 50
about: What one number does not tell.
---
## Predict
Text with $D(G(z))$ and a [link](https://arxiv.org/abs/1406.2661).

? D(G(z)) has settled at 0.5.
  What do the fakes look like?
- [ ] like the data
  > Only if D is near D*.

  > Compare D with D*.
- [x] one cannot tell
## Run
run: preset=weak-d&seed=7&hide=graph,d_lr
until: step 1500
## Look
point: charts, measures
check: modes <= 2 and abs(d_fake - 0.5) < 0.02
try: set r1_gamma=0.3; until step 2000; step_d 3
```
## not a page
```
## Reveal
| a | b |
|---|---|
| 1 | 2 |
"""


def changed(old, new, line=None):
    """(The good lesson with this in place of that, and the line of the first difference, or another one)."""
    assert old in GOOD, old
    text = GOOD.replace(old, new, 1)
    return text.encode(), line or GOOD[: GOOD.index(old)].count("\n") + 1


def line_of(text):
    return GOOD[: GOOD.index(text)].count("\n") + 1


CHECK = "modes <= 2 and abs(d_fake - 0.5) < 0.02"
CHECKS = [  # that are none
    "modes", "modes <", "modes < 2 and", "and", "(modes < 2", "modes < 2)", "modes = 2", "modes < 2;", "mdoes < 2",
    "loss < 2", "loss == 2", 'loss == "minmax"', 'loss == minimax', 'loss == "minimax', "1 + 2", "not", "not 1",
    "modes < 2 or 3", "modes < (2 < 3)", "abs(modes, 2) > 1", "min(modes) > 1", "max() > 1", "abs > 1", "abs(> 1",
    "modes ** 2 > 1", "modes > 2 modes", "__import__('os') == 1", "modes.real > 1", "[modes] > 1", "modes > 1_000",
    "lambda: 1", "did_fly > 1", "reuse_z > 1", "reuse_z == 1", "(" * 30 + "modes > 1" + ")" * 30, "- - > 1",
    "modes > 2" + " or modes > 2" * 60, 'modes == "a"', "'a' < 'b'", "2 modes > 1", "@", "x" * 300, "confidence > 1",
    "modes > 1 if modes else 2", "modes in modes", "modes is 2",
]  # fmt: skip
RUNS = [
    "preset=nothing", "preset", "preset=weak-d&d_lr=x", "d_lr=-1", "dlr=1", "preset=weak-d&preset=converge",
    "hide=grph", "hide=", "lang=zh", "run=abc", "dataset=nothing", "d_lr=nan", "compare=d_lr:0.002", "compare=x",
    "compare=seed:3", "controls=some", "dataset=points&points=0123456789abcdef", "=", "preset=weak-d;seed=7",
]  # fmt: skip
RUNS.remove("hide=")
UNTILS = [
    "stp 5", "step", "step 0", "step -1", "step 1.5", "step 1e3", "step 5 6", "modes x", "classes 3", "divergence 5",
    "sw1 nan", "sw1 -1", "sw1 1_0", "high_quality 90", "step 99999999999999999999",
]  # fmt: skip
TRIES = [
    "fly", "step 0", "step x", "set", "set d_lr", "set d_lr=x", "set dlr=1", "until", "until stp 5", "experiment x",
    "play 5", "slow", "slow down",
]  # fmt: skip

BAD = {
    **{f"check {text[:20]}": changed(CHECK, text) for text in CHECKS},
    **{f"run {text}": changed("preset=weak-d&seed=7&hide=graph,d_lr", text) for text in RUNS},
    **{f"until {text}": changed("step 1500", text) for text in UNTILS},
    **{f"try {text}": changed("set r1_gamma=0.3; until step 2000; step_d 3", text) for text in TRIES},
    "point none": changed("charts, measures", "charts, mesures"),
    "point empty": changed("point: charts, measures", "point:"),
    "check empty": changed(f"check: {CHECK}", "check:"),
    "check twice": changed("point: charts, measures", f"check: {CHECK}", line_of("check:")),
    "misspelled": changed("until: ", "untill: "),
    "until without a run": changed("run: preset=weak-d&seed=7&hide=graph,d_lr", "", line_of("until:")),
    "no question": changed("? D(G(z))", "D(G(z))", line_of("- [ ] like")),
    "two questions": changed("## Run\n", "\n? Why?\n", line_of("## Run") + 1),
    "one choice": changed("- [ ] like the data\n  > Only if D is near D*.\n\n  > Compare D with D*.\n", "",
                          line_of("? D")),
    "seven choices": changed("- [x] one", "- [ ] a\n  > b\n" * 5 + "- [x] one", line_of("? D")),
    "none is right": changed("- [x] one cannot tell", "- [ ] one cannot tell\n  > why", line_of("? D")),
    "two are right": changed("- [ ] like", "- [x] like", line_of("- [x] one")),
    "no answer": changed("  > Only if D is near D*.\n\n  > Compare D with D*.\n", "", line_of("- [ ] like")),
    "a choice without words": changed("- [x] one cannot tell", "- [x]"),
    "a box of another kind": changed("- [x]", "- [y]"),
    "a box without a space": changed("- [ ] like", "-[ ] like"),
    "an open block": changed("```\n## Reveal", "## Reveal", line_of("```")),
    "a title among the pages": changed("## Run", "# Run"),
    "a page without words": changed("## Run", "##"),
    "a long heading": changed("## Run", "## " + "Run" * 30),
    "text before the pages": changed("## Predict", "Text.\n## Predict"),
    "a directive before the pages": changed("## Predict", "until: step 5\n## Predict"),
    "no pages": (GOOD[: GOOD.index("## Predict")].encode(), 1),
    "many pages": changed("## Reveal", "## Reveal\n" * 40, line_of("## Reveal") + 27),
    "a picture": changed("Text with", "![x](https://a.b/c.png)"),
    "a picture in an answer": changed("Compare D", "![x](c.png) D"),
    "a link to a script": changed("https://arxiv.org/abs/1406.2661", "javascript:alert(1)"),
    "a link to a file": changed("https://arxiv.org/abs/1406.2661", "/etc/passwd"),
    "a bad formula": changed("$D(G(z))$", r"$x_1_2$"),
    "a script in a formula": changed("$D(G(z))$", r"$\text{<script>}$"),
    "a long formula": changed("$D(G(z))$", f"${'x' * 300}$"),
    "a bad formula in a choice": changed("like the data", r"like $x_1_2$"),
    "no head": (b"## Predict\nText.\n", 1),
    "empty": (b"", 1),
    "an open head": (b"---\ntitle: x\nminutes: 5\n", 4),
    "a stray line in the head": changed("order: 50", "order 50"),
    "a field that there is not": changed("order: 50", "author: me"),
    "a field twice": changed("order: 50", "minutes: 5"),
    "no title": changed("title: The 0.5 lie detector\n", "", 1),
    "no minutes": changed("minutes: 6\n", "", 1),
    "an empty title": changed("The 0.5 lie detector", ""),
    "a long title": changed("The 0.5 lie detector", "x" * 61),
    "a long sentence about it": changed("What one number does not tell.", "x" * 161),
    "half a minute": changed("minutes: 6", "minutes: 0.5"),
    "too many minutes": changed("minutes: 6", "minutes: 61"),
    "no order": changed("order: 50", "order: first"),
    "too large": ((GOOD + "x" * 65 * 1024).encode(), 1),
    "not text": (GOOD.encode() + b"\n\xff", GOOD.count("\n") + 2),
    "UTF-16": (GOOD.encode("utf-16"), 1),
    "a control character": changed("one cannot tell", "one\0cannot tell"),
}  # fmt: skip
