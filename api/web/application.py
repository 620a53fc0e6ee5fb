"""The pages' part of the application: their routes and their static files."""

from importlib.resources import files

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope

from api.web.admin.acts import router as acts
from api.web.admin.keys import router as keys
from api.web.admin.notices import router as notices
from api.web.admin.people import router as people
from api.web.admin.rulesets import router as rulesets
from api.web.admin.state import router as state
from api.web.conclusion import router as conclusion
from api.web.dossier import router as dossier
from api.web.letter import router as letter
from api.web.login import router as login
from api.web.queue import router as queue
from api.web.uploading import router as uploading


def add_pages(app: FastAPI) -> None:
    """Everything below `/` that is no part of `/v1`."""
    for router in (
        login, queue, uploading, dossier, letter, conclusion, people, keys, rulesets, notices, state, acts,
    ):  # fmt: skip
        app.include_router(router)
    app.mount("/static", _Static(directory=str(files("api.web").joinpath("static"))), name="static")


class _Static(StaticFiles):
    """Files that a browser keeps, and asks each time whether they have changed."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or 304 for one that the browser has."""
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = "no-cache"
        return answer
