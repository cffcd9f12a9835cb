"""How the documentation is built: ``make docs``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from oscar_clienti import __version__  # noqa: E402

project = "oscar_clienti"
author = "oscar_clienti contributors"
copyright = author
version = release = __version__

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]

# Headings down to ### can be linked to: [words](install.md#upgrade).
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist"]

html_theme = "furo"
html_title = f"oscar_clienti {version}"
html_show_sourcelink = False
html_copy_source = False
