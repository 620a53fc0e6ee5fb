"""Alembic's entry: the migrations run on the connection that `verifier.store.database` hands over."""

from alembic import context

from verifier.store.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
