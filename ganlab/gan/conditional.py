"""Conditional networks: G makes what a label asks for, D judges a picture given a label (Mirza & Osindero 2014).

A label travels with z, as a one-hot vector behind it: z is (n, latent_dim + CLASSES), and a way from one z to another
passes through mixtures of two labels' embeddings, never through the labels between them. D is told the labels of what
it is about to judge; told none, it judges each sample given the label that suits it best.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ganlab.lazy import torch

CLASSES, EMBEDDED = 10, 16
WAYS = ("none", "concat", "projection")
ACROSS, DOWN, MOST = 10, 8, 64  # columns, rows and pictures of a wall at most


def joined(z: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Return noise (n, latent_dim) with labels (n,) as one-hot vectors behind it."""
    return torch.cat([z, torch.nn.functional.one_hot(labels, CLASSES).to(z.dtype)], 1)


def labels_of(z: torch.Tensor) -> torch.Tensor:
    """Return the labels (n,) that z carries; of a mixture the one that weighs most."""
    return z[:, -CLASSES:].argmax(1)


def wall(classes: int) -> tuple[int, int]:
    """Return the (rows, columns) of a wall of pictures of so many classes, 1 to 10: equally many columns each."""
    columns = ACROSS // classes * classes
    return min(DOWN, MOST // columns), columns


def in_columns(labels: tuple[int, ...]) -> torch.Tensor:
    """Return the labels of a wall's pictures, row by row: the columns of each class stand side by side."""
    rows, columns = wall(len(labels))
    return torch.tensor(labels).repeat_interleave(columns // len(labels)).repeat(rows)


def tell(discriminator: torch.nn.Module, labels: torch.Tensor | None) -> None:
    """Let D judge what comes given these labels (n,), again and again for each n samples; None: given none."""
    if isinstance(discriminator, _Told):
        discriminator.labels = labels


@contextmanager
def told(discriminator: torch.nn.Module, labels: torch.Tensor | None) -> Iterator[None]:
    """Let D judge given these labels for a while."""
    tell(discriminator, labels)
    try:
        yield
    finally:
        tell(discriminator, None)


def generator(body: torch.nn.Module, std: float) -> torch.nn.Module:
    """Wrap a generator of latent_dim + EMBEDDED inputs: an embedding of the label, as wide as z, is joined to z."""

    class Generator(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body, self.embedding = body, torch.nn.Parameter(std * torch.randn(CLASSES, EMBEDDED))

        def forward(self, z: torch.Tensor) -> torch.Tensor:
            made: torch.Tensor = self.body(torch.cat([z[:, :-CLASSES], z[:, -CLASSES:] @ self.embedding], 1))
            return made

    return Generator()


class _Told:
    """Hold what both ways have in common; mixed into a module with `judged(x, labels)`."""

    labels: torch.Tensor | None = None

    def judged(self, x: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Return the logits of samples given their labels."""
        raise NotImplementedError

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.labels is None:
            given = [torch.full((len(x),), k, device=x.device) for k in range(CLASSES)]
            return torch.stack([self.judged(x, labels) for labels in given]).amax(0)
        turns, rest = divmod(len(x), len(self.labels))
        if rest or not turns:
            raise ValueError(f"labels: must be one for each sample; got {len(self.labels)} for {len(x)}")
        return self.judged(x, self.labels.to(x.device).repeat(turns))


def concatenating(body: torch.nn.Module, shape: tuple[int, ...]) -> torch.nn.Module:
    """Wrap a discriminator of one more channel: beside the picture it sees an embedding of the label, as a picture."""

    class Concatenating(_Told, torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body, self.planes = body, torch.nn.Parameter(torch.randn(CLASSES, 1, *shape[1:]))

        def judged(self, x: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
            logits: torch.Tensor = self.body(torch.cat([x, self.planes[labels].to(x.dtype)], 1))
            return logits

    return Concatenating()


def projecting(body: torch.nn.Sequential, head: torch.nn.Module) -> torch.nn.Module:
    """Wrap a discriminator: to the logit is added the inner product of its features with an embedding of the label.

    Miyato & Koyama 2018, arXiv:1802.05637, eq. 3. head: a linear layer without bias whose k-th output is the product
    with the embedding of label k.
    """

    class Projecting(_Told, torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body, self.head = body, head

        def judged(self, x: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
            features = self.body[:-1](x)
            logits: torch.Tensor = self.body[-1](features) + self.head(features).gather(1, labels[:, None])
            return logits

    return Projecting()
