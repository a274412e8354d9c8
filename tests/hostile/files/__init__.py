"""Every hostile or odd file, each made by a small function: FILES, in the order of their kinds."""

from tests.hostile.files import actions, csvs, names, papers, pictures, sheets, structures
from tests.hostile.files.shape import HostileFile, Medium, Right

FILES: tuple[HostileFile, ...] = (
    *sheets.FILES,
    *csvs.FILES,
    *pictures.FILES,
    *papers.FILES,
    *structures.FILES,
    *actions.FILES,
    *names.FILES,
)

__all__ = ["FILES", "HostileFile", "Medium", "Right"]
