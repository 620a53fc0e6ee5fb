"""The review page: server-rendered pages, whose modules call `/v1` like any other client."""
