"""What several tests of the web need: options of Streamlit for one test."""

import pytest
from streamlit import config, net_util


@pytest.fixture
def setting(monkeypatch):
    """Set options of Streamlit for one test; this machine's addresses are known without asking for them."""
    monkeypatch.setattr(net_util, "get_internal_ip", lambda: "10.0.0.7")
    monkeypatch.setattr(net_util, "get_external_ip", lambda: "203.0.113.9")
    before = {}

    def setting(name, value):
        before.setdefault(name, config.get_option(name))
        config.set_option(name, value)

    yield setting
    for name, value in before.items():
        config.set_option(name, value)
