"""What strangers send is opened by `common.files` alone, so that its limits cannot be passed by.

A module that opens a workbook, an archive, an XML or a map file in the site's process is a second road: what
it reads is bounded by nothing.
"""

import ast
import re

from tests.rooms import APPLICATIONS, ROOT

# What opens files whose size tells nothing of what they become, and the one room of each.
OPENERS = {
    "python_calamine": {"common/files/packed.py"},
    # The second writes an archive, and reads none.
    "zipfile": {"common/files/packed.py", "data/exports/data_package.py"},
    "ijson": {"common/files/objects.py"},
    # A drawing is written with it; the site's own sprite is read.
    "xml": {"territory/drawn/picture.py", "publishing/pictograms.py"},
    **{
        name: set()
        for name in (
            "tarfile",
            "bz2",
            "lxml",
            "defusedxml",
            "pandas",
            "xlrd",
            "pyxlsb",
            "odf",
            "fiona",
            "pickle",
            "shapefile",
            "geopandas",
            "yaml",
            "marshal",
            "shelve",
            "html5lib",
            "bs4",
            "pypdf",
        )
    },
    # Of ours: the official places of a package, and the national addresses that an operator downloads.
    "lzma": {"places/loading.py"},
    "gzip": {"tools/address_server.py"},
    # Three formats of pictures, whose pixels are counted before they are decoded. The second draws some, and
    # reads none.
    "PIL": {"files/pictures.py", "demonstration/photos.py"},
    # PDFs of ours alone: made a picture, counted, read again; tags packed into a number.
    "pypdfium2": {"territory/takeaway/printed.py", "publishing/typesetter.py", "publishing/book/reread.py"},
    "zlib": {"search/tags.py"},
}
# Names that read where their package also writes.
READERS = re.compile(r"\b(?:load_workbook|DataSource|unpack_archive|read_excel|GDALRaster)\b")
# Only these take files, each handing them to `common.files` or to the bounded process.
UPLOADS = {
    *("data/pages/imports.py", "data/pages/correcting.py", "data/pages/forms.py", "territory/uploads.py"),
    "data/api/sent.py",
    *("mapping/editing/photo_pages.py", "desk/people/territory_pages.py", "desk/people/invitations.py"),
    "network/resources/attachments.py",
    *("evaluation/charter/forms.py", "evaluation/charter/structure_pages.py"),
    "network/gallery/acting.py",
    *("desk/taxonomies/forms.py", "desk/taxonomies/pages.py"),
    *("publishing/editions/forms.py", "publishing/editions/part_pages.py"),
    *("publishing/embedding/forms.py", "publishing/embedding/managing.py"),
}
# JSON of ours, of the site's own database, or of a service that the operator chose: answers of bounded size.
JSON = {
    "common/files/bounded.py", "territory/zone_reader.py", "data/imports/merging.py", "desk/about.py",
    "tools/environment.py", "geocoding/cache.py", "geocoding/providers/http.py",
    "mapping/area_pages.py", "search/engine/nearest.py", "search/engine/remote.py", "territory/worker.py",
    "territory/takeaway/layer.py", "territory/takeaway/offline.py", "history/record_rows.py",
    "evaluation/ledger.py", "evaluation/satisfaction/kept.py", "evaluation/surveys/kept.py",
    # What a hidden box of the form holds, of a bounded length.
    "mapping/editing/hours_typed.py",
    # What our own statements answer.
    "history/visible.py", "history/exposure.py", "layers/towns.py", "search/engine/matching.py",
}  # fmt: skip
# Programs that run in the bounded process: nothing of the site may load them.
PROGRAMS = {
    "common.files.worker",
    "common.files.packed",
    "common.files.objects",
    "territory.zone_reader",
    "publishing.typesetter",
}


def sources() -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): path.read_text()
        for part in APPLICATIONS
        for path in (ROOT / part).rglob("*.py")
    }


def imported(text: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_nothing_else_opens_what_can_grow():
    second = [
        (path, name)
        for path, text in sources().items()
        for name in imported(text)
        if path not in OPENERS.get(name.partition(".")[0], {path})
    ]
    assert second == []


def test_nothing_reads_by_another_name():
    assert [path for path, text in sources().items() if READERS.search(text)] == []


def test_files_come_in_by_known_doors():
    doors = {path for path, text in sources().items() if re.search(r"\.FILES\b|\bFileField\(", text)}
    assert doors == UPLOADS


def test_json_of_strangers_is_read_in_the_bounded_process():
    readers = {path for path, text in sources().items() if re.search(r"\bjson\.loads?\(", text)}
    assert readers <= JSON


def test_the_site_never_loads_what_the_bounded_process_does():
    inside = {f"{name.replace('.', '/')}.py" for name in PROGRAMS}
    loaded = [
        (path, name)
        for path, text in sources().items()
        if path not in inside
        for name in imported(text) & PROGRAMS
    ]
    assert loaded == []
