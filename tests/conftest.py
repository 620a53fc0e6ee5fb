pytest_plugins = ["tests.servers", "tests.disks"]
