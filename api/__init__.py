"""The service over HTTP: `create_app`, one module a resource. Sends work to the workers and reads the store."""
