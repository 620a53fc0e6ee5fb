"""What others would try first as a person's password, and passwords without it."""

from api.context import Service
from verifier.store import people
from verifier.store.accounts import HashedPassword, hashed


def near_words(service: Service, organisation_id: str, shown_name: str) -> tuple[str, ...]:
    """Beside the log-in name: what the person and the organisation are called, and what the site has listed."""
    with service.store.read() as session:
        organisation = people.organisation_name(session, organisation_id)
    return (shown_name, organisation, *service.settings.password_words)


def given_password(service: Service, organisation_id: str, password: str, name: str, shown_name: str) -> HashedPassword:
    """The password that an administrator gives to a person. Raises StoreError for one that is no good."""
    return hashed(password, name, *near_words(service, organisation_id, shown_name))
