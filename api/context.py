"""What the routes work with; made once by `create_app` and carried by the application."""

from dataclasses import dataclass
from typing import Annotated

from anyio import CapacityLimiter
from fastapi import Depends, Request

from api.allowances import Allowances
from api.uploads import UploadLimits
from verifier.settings import Settings
from verifier.store.database import Store
from workers.sending import Sender


@dataclass(frozen=True, slots=True)
class Service:
    """The store and the settings of this deployment; `sender` tells the workers once there is something to do.

    `allowances` bounds what a caller may ask for. Log-ins run in `door`: they wait for each other's passwords, and
    those that wait would take all the threads that other requests need.
    """

    store: Store
    settings: Settings
    uploads: UploadLimits
    sender: Sender
    allowances: Allowances
    door: CapacityLimiter


def service(request: Request) -> Service:
    """The application's service."""
    found = request.app.state.service
    assert isinstance(found, Service)
    return found


InService = Annotated[Service, Depends(service)]
