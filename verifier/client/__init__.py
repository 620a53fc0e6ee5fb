"""A client of the service for other Python programs; docs/service.md shows a whole round.

    with Client("https://verifier.example.cn", key) as client:
        dossier = client.submit([Path("申报材料.zip")], reference="2026-0153")
        for event in client.watch(dossier.id):
            print(event.name, event.data)
        report = json.loads(client.report(dossier.id))

What the service refuses is raised as `ServiceError`.
"""

from verifier.client.answers import Comparison, Dossier, Event, Notice, ServiceError, read_notice
from verifier.client.calls import Client, named_files
from verifier.webhooks.signing import SignatureError

__all__ = [
    "Client",
    "Comparison",
    "Dossier",
    "Event",
    "Notice",
    "ServiceError",
    "SignatureError",
    "named_files",
    "read_notice",
]
