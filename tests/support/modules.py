"""The view's modules, run by Node without a browser: what of them needs no page can be asked from here."""

import json
import shutil
import subprocess

import pytest

from ganlab.web.routes import STATIC

NODE = shutil.which("node")


@pytest.fixture(scope="session")
def ask_module():
    """Give a function that hands a value to an expression of JavaScript over modules, and returns what comes out.

    The modules are named by their paths; in the expression they have their file's name, and the value is `given`.
    """
    if NODE is None:
        pytest.skip("needs Node (Debian: apt install nodejs)")

    def ask_module(modules, expression, given=None):
        names = {name.rsplit("/", 1)[-1]: (STATIC / f"{name}.js").as_uri() for name in modules}
        imports = "".join(f"import * as {name} from {json.dumps(uri)};\n" for name, uri in names.items())
        script = f"{imports}const given = {json.dumps(given)};\nconsole.log(JSON.stringify(await ({expression})));"
        done = subprocess.run(
            [NODE, "--input-type=module"], input=script, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return ask_module
