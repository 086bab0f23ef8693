"""Nearest training pictures: those of brute force, by pixels and by features, and what is not yet known."""

import pytest
import torch

from ganlab.data.images import load
from ganlab.observe import classifier, neighbours


@pytest.fixture(scope="module")
def digits():
    return load("digits")


@pytest.fixture(scope="module")
def known(digits):
    """The library of the first 300 digits, with all that it can know."""
    part = neighbours.Part(neighbours.Library(digits.pixels[:300]))
    part.learn()
    assert part.complete
    return part


@pytest.mark.parametrize("seed", range(4))
def test_the_nearest_by_pixels_are_those_of_brute_force(known, digits, seed):
    picture = torch.rand(28, 28, generator=torch.Generator().manual_seed(seed))
    distance = (digits.pixels[:300].double() / 255 - picture.double()).square().sum((1, 2)).sqrt()
    expected = distance.sort()
    found = known.by_pixels(picture)
    assert found.places.tolist() == expected.indices[: neighbours.NEAREST].tolist()
    assert torch.allclose(found.distances, expected.values[: neighbours.NEAREST], atol=1e-5)


def test_a_training_picture_finds_itself_and_without_itself_the_next(known, digits):
    picture = digits.pixels[17].float() / 255
    found = known.by_pixels(picture)
    assert (found.places[0].item(), found.distances[0].item()) == (17, pytest.approx(0, abs=1e-6))
    assert known.by_pixels(picture, without=17).places.tolist()[:3] == found.places.tolist()[1:]


def test_the_nearest_by_features_are_those_of_brute_force(known, digits):
    features = classifier.features(digits.pixels[:300, None].float() / 255).double()
    distance = (features - features[5]).square().sum(1).sqrt().sort()
    found = known.by_features(features[5].float())
    assert found.places[0] == 5
    assert torch.allclose(found.distances.double(), distance.values[: neighbours.NEAREST], atol=1e-3)


def test_references_are_medians_of_real_pictures_to_their_next(known, digits):
    flat = digits.pixels[:300].flatten(1).double() / 255
    distance = torch.cdist(flat, flat).fill_diagonal_(torch.inf)
    probes = torch.randperm(300, generator=torch.Generator().manual_seed(0))[: neighbours.REFERENCES]
    assert known.reference == pytest.approx(distance[probes].min(1)[0].median().item(), rel=1e-5)
    features = classifier.features(digits.pixels[:300, None].float() / 255).double()
    distance = torch.cdist(features, features).fill_diagonal_(torch.inf)
    assert known.feature_reference == pytest.approx(distance[probes].min(1)[0].median().item(), rel=1e-4)


@pytest.mark.parametrize("classes", [(4,), (0, 7)])
def test_of_some_classes_only_these_are_searched(digits, classes):
    chosen = torch.isin(digits.labels, torch.tensor(classes)).nonzero().flatten()
    part = neighbours.Part(neighbours.Library(digits.pixels), chosen)
    part.learn()
    alone = neighbours.Part(neighbours.Library(digits.pixels[chosen]))
    alone.learn()
    picture = torch.rand(28, 28, generator=torch.Generator().manual_seed(1))
    features = classifier.features(picture[None, None])[0]
    for found, expected in (
        (part.by_pixels(picture), alone.by_pixels(picture)),
        (part.by_features(features), alone.by_features(features)),
    ):
        assert found.places.tolist() == chosen[expected.places].tolist()
        assert torch.allclose(found.distances, expected.distances, rtol=1e-5)
        assert found.searched == expected.searched == len(chosen) == len(part)
    assert part.reference == alone.reference
    assert part.feature_reference == pytest.approx(alone.feature_reference, rel=1e-4)


def test_what_is_not_yet_known_is_said(digits):
    library = neighbours.Library(digits.pixels)
    part, some = neighbours.Part(library), neighbours.Part(library, torch.arange(0, 1797, 3))
    assert (part.by_features(torch.zeros(64)), part.reference) == (None, None)
    assert library.study()
    assert part.by_features(torch.zeros(64)).searched == neighbours.PIECE
    assert some.by_features(torch.zeros(64)).searched == neighbours.PIECE / 3
    assert part.feature_reference is None
    assert not part.complete


def test_runs_share_a_library_and_few_are_kept():
    sets = [torch.full((9, 28, 28), k, dtype=torch.uint8) for k in range(3)]
    first = neighbours.part(sets[0])
    assert neighbours.part(sets[0]) is first
    some = neighbours.part(sets[0], (1, 2), torch.arange(4))
    assert some.library is first.library and neighbours.part(sets[0], (1, 2)) is some
    for others in sets[1:]:
        neighbours.part(others)
    assert neighbours.part(sets[0]) is not first
    assert first.library.dropped
