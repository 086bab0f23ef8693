"""Stories of the page without a browser: the knobs are the config, the address is the config, bad input is said."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ganlab.engine.lab
import ganlab.web.page.address
import ganlab.web.page.changing
import ganlab.web.page.pictures
import ganlab.web.page.points
from ganlab.gan.config import DEFAULT, knobs
from ganlab.gan.knobs import PARTS
from ganlab.gan.networks import NETWORKS
from ganlab.limits import LimitError, message
from ganlab.presets import HOME, PRESETS, alike
from ganlab.web.experiments import named
from ganlab.web.page.text import plain
from ganlab.web.panel import described
from ganlab.web.words import LANGUAGES

PAGE = str(Path(__file__).parents[2] / "ganlab" / "web" / "page" / "main.py")


@pytest.fixture
def visit(lab, monkeypatch):
    page = ganlab.web.page
    for module in (ganlab.engine.lab, page.address, page.changing, page.pictures, page.points):
        monkeypatch.setattr(module, "lab", lab)

    def visit(**query):
        page = AppTest.from_file(PAGE, default_timeout=30)
        for name, value in query.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception
        return page

    return visit


def run_of(page, lab):
    return lab.find(page.session_state["run"])


def shown(element):
    """Return what Markdown shows that has nothing in it but text."""
    return re.sub(r"\\(.)", r"\1", element.value)


def test_the_page_opens_a_run(visit, lab):
    assert run_of(visit(), lab).config == DEFAULT


@pytest.mark.wide
def test_a_page_whose_address_has_too_many_runs_says_so(visit, lab, monkeypatch):
    def full(*arguments):
        raise LimitError(message("runs_per_address"))

    monkeypatch.setattr(lab, "open", full)
    assert [error.value for error in visit().error] == [plain(str(message("runs_per_address")))]


def test_what_is_chosen_brings_along_what_belongs_to_it(lab, monkeypatch):
    """Data of another kind start from that kind's home; another network has its own layers."""
    monkeypatch.setattr(lab, "send_open", lambda *args, **kwargs: None)
    entry = lab.open(DEFAULT.model_copy(update={"packing": 2}))
    for dataset in ("dirac", "moons", "digits"):
        lab.command(entry.run_id, "set", {"dataset": dataset})
        home = PRESETS[HOME[entry.config.kind]].config
        assert entry.config == home.model_copy(update={"dataset": dataset})
    lab.command(entry.run_id, "set", {"g_network": "dcgan"})
    assert (entry.config.g_network, entry.config.g_hidden) == ("dcgan", NETWORKS["dcgan"].g_hidden)
    lab.command(entry.run_id, "set", {"dataset": "mnist"})
    assert (entry.config.dataset, entry.config.g_network) == ("mnist", "dcgan")
    for bad in ({"dataset": "nothing"}, {"dataset": ["dirac"]}, {"g_network": {}}):
        with pytest.raises(ValueError, match="must be"):
            lab.command(entry.run_id, "set", bad)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_knob_is_described_to_the_view(language):
    found = {knob["name"]: knob for knob in described(language)}
    assert set(found) == set(knobs())
    for name, knob in found.items():
        assert knob["part"] == knobs()[name].part
        assert knob["part"] in PARTS
        assert knob["label"]
        assert knob["help"]
        if knob["kind"] == "choice":
            assert getattr(DEFAULT, name) in [key for key, *_ in knob["choices"]]
        elif knob["kind"] in ("whole", "number"):
            assert knob["low"] <= getattr(DEFAULT, name) <= knob["high"]
        else:
            assert knob["kind"] in ("switch", "layers", "text", "classes")


@pytest.mark.wide
def test_an_address_that_is_older_than_the_run_undoes_nothing(visit, lab):
    """A rerun may bring a query string from before the last change: the run's settings stand."""
    page = visit(g_lr="0.01")
    lab.command(run_of(page, lab).run_id, "set", {"n_critic": 3, "d_lr": 0.05})
    page.query_params["run"] = run_of(page, lab).run_id
    page.query_params["g_lr"] = "0.01"
    page.run()
    assert run_of(page, lab).config == DEFAULT.model_copy(update={"g_lr": 0.01, "d_lr": 0.05, "n_critic": 3})


@pytest.mark.wide
@pytest.mark.parametrize("key", PRESETS)
def test_experiments_open_from_their_dialog_and_from_the_address(visit, lab, key, monkeypatch):
    monkeypatch.setattr(lab, "send_open", lambda *args, **kwargs: None)  # nothing is to be downloaded here
    page = visit()
    lab.command(run_of(page, lab).run_id, "experiment", key)
    assert run_of(page, lab).config == PRESETS[key].config
    again = visit(**run_of(page, lab).config.to_query())
    assert run_of(again, lab).config == PRESETS[key].config
    assert run_of(visit(preset=key), lab).config == PRESETS[key].config


@pytest.mark.parametrize("key", [key for key in PRESETS if PRESETS[key].twin])
def test_one_click_leads_to_the_same_in_data_of_the_other_kind_and_back(visit, lab, key, monkeypatch):
    monkeypatch.setattr(lab, "send_open", lambda *args, **kwargs: None)
    entry = run_of(visit(preset=key), lab)
    for there in (PRESETS[key].twin, key):
        twin = named(next(iter(alike(entry.config))), "en")["twin"]
        assert twin["label"] in ("The same with digits", "The same in 2-D")
        lab.command(entry.run_id, "experiment", twin["key"])
        assert entry.config == PRESETS[there].config


def test_a_bad_address_says_one_sentence_for_each_field_and_runs(visit, lab):
    page = visit(d_lr="abc", g_lr="0.01", n_critic="99", lang="xx")
    sentences = [line.strip() for line in shown(page.warning[0]).splitlines()]
    assert len(sentences) == 4  # the stem once, then a line for each
    assert sentences[0] == "The address was read without 3 of its settings:"
    assert any("d_lr: must be a number from 1e-06 to 10.0; got “abc”" in sentence for sentence in sentences)
    lab.command(run_of(page, lab).run_id, "set", {"n_critic": 3})
    page.run()
    assert not page.warning
    lab.command(run_of(page, lab).run_id, "set", {"n_critic": 1})
    assert run_of(page, lab).config == DEFAULT.model_copy(update={"g_lr": 0.01})


def test_a_second_tab_sees_the_same_run(visit, lab):
    first = visit()
    second = visit(run=first.session_state["run"])
    assert run_of(second, lab) is run_of(first, lab)


@pytest.mark.parametrize(("named", "meant"), [("digits-save", "digits-saved"), ("mode_collapse", "mode-collapse")])
def test_an_experiment_that_is_misspelt_is_answered_with_those_that_may_be_meant(named, meant):
    _, _, (error,) = ganlab.web.page.address.read({"preset": named})
    assert meant in str(error) and f"“{named}”" in str(error)
    assert len(str(error)) < 160  # not all of them


def test_an_address_that_asks_for_other_settings_than_the_run_has_offers_them(visit, lab):
    first = visit()
    second = visit(run=first.session_state["run"], d_lr="0.3")
    assert "d_lr = 0.3" in shown(second.info[0])
    assert run_of(first, lab).config.d_lr == DEFAULT.d_lr
    label = "Start a new run with the address's settings"
    next(button for button in second.button if button.label == label).click().run()
    assert run_of(second, lab) is not run_of(first, lab)
    assert run_of(second, lab).config.d_lr == 0.3
    assert not second.info


def test_a_run_that_is_gone_is_said(visit):
    assert any("no longer kept" in shown(warning) for warning in visit(run="nobody-knows-this").warning)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_both_languages(visit, language):
    page = visit(lang=language)
    assert page.radio(key="language_choice").label == {"en": "Language", "zh": "语言"}[language]
    assert next(tab.label for tab in page.tabs) == {"en": "Share", "zh": "分享"}[language]
    assert page.session_state["language"] == language


def sent_by(page):
    """Return all that the page's elements are sent to a browser as."""
    protos = [getattr(element, "proto", None) for element in page]
    return b"".join(proto.SerializeToString() for proto in protos if proto is not None)


def test_a_page_that_watches_holds_no_id_to_steer_by_and_leads_to_a_run_of_ones_own(visit, lab):
    first = run_of(visit(g_lr="0.01", compare="r1_gamma:0.3"), lab)
    page = visit(watch=first.view, d_lr="0.5")  # an address that is older than the run
    assert run_of(page, lab) is first
    sent = sent_by(page)
    assert first.view.encode() in sent
    assert not any(one.run_id.encode() in sent for one in first.together)
    assert [tab.label for tab in page.tabs] == ["Share", "Class", "Language"]
    assert {button.key for button in page.button} == {"own_run", "class_join"}
    assert not page.info and not page.warning
    page.button(key="own_run").click().run()
    assert run_of(page, lab) is not first
    assert run_of(page, lab).config == first.config
    assert run_of(page, lab).run_id.encode() in sent_by(page)
    assert "Your data" in [tab.label for tab in page.tabs]


def test_share_offers_to_watch_before_it_offers_to_steer(visit, lab):
    page = visit()
    entry = run_of(page, lab)
    links = [code.value for code in page.code]
    assert [link.rpartition("?")[2] for link in (links[0], links[3])] == [f"watch={entry.view}", f"run={entry.run_id}"]
    assert links[2].startswith("run: ")  # the line for a lesson of one's own
    assert not any("run=" in code.value for code in visit(watch=entry.view).code)


HOSTILE = "![x](http://evil.test/x) <img src=y> [a](javascript:b) :red[c] $d$ `f` www.evil.test"


@pytest.mark.parametrize("name", ["run", "beside", "compare", "lang", "preset", "hide", "palette", "dataset", "nobody"])
def test_what_an_address_says_is_shown_as_text(visit, name):
    page = visit(**{name: HOSTILE})
    texts = [element.value for element in (*page.warning, *page.info, *page.error, *page.caption, *page.markdown)]
    assert (name == "beside") == (not page.warning)  # of which nothing is quoted
    assert not any(re.search(r"(?<!\\)(?:[\[<$`]|:red)|www\.|http://", text) for text in texts)
