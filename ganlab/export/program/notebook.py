"""The program as a Jupyter notebook: its sections as cells, each with what it is about before it."""

from __future__ import annotations

from ganlab.data import OWN
from ganlab.export.program.facts import Facts
from ganlab.export.program.script import sections, title_of
from ganlab.gan.config import RunConfig


def notebook(config: RunConfig, said: str = "") -> str:
    """Return a config's program as the JSON of a notebook, with what is `said` of the run above it.

    Raise ValueError with one sentence where there is none.
    """
    import nbformat
    from nbformat import v4

    head = f"# {title_of(config)}\n\nA GAN in plain PyTorch: run the cells from top to bottom."
    if config.dataset in OWN and Facts(config).default_data:
        head += f" The data are read from the file {Facts(config).default_data}, which must lie beside this notebook."
    cells = [v4.new_markdown_cell("\n\n".join(filter(None, (head, said.replace("\n", "  \n")))))]
    for section in sections(config, notebook=True):
        cells += [
            v4.new_markdown_cell(f"## {section.title}\n\n{section.prose}"),
            v4.new_code_cell(section.code),
        ]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"  # else it is drawn by chance: equal runs, equal notebooks
    python = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    book = v4.new_notebook(cells=cells, metadata={**python, "language_info": {"name": "python"}})
    nbformat.validate(book)
    return str(nbformat.writes(book))
