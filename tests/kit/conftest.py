"""What tests of the kit share."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

import pytest


@pytest.fixture
def zipped():
    """Makes a zip file of names and contents."""

    def make(entries: dict[str, bytes]) -> bytes:
        buffer = io.BytesIO()
        with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
            for name, content in entries.items():
                archive.writestr(name, content)
        return buffer.getvalue()

    return make
