"""Views of fictional organs for every test of the outputs; `handmade.py` beside this file makes them."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def sample():
    import handmade

    return handmade


@pytest.fixture(scope="session")
def view(sample):
    return sample.make_view(12, roster=True)


@pytest.fixture(scope="session")
def site(view, tmp_path_factory) -> Path:
    from wenzhi.outputs.html import write_html

    out = tmp_path_factory.mktemp("site")
    write_html(view, out)
    return out
