"""`verifier serve`; `verifier.cli` finds it by name."""

import click

from api.running import run_service
from verifier.settings import read_settings


@click.command()
@click.option("--host", help="监听的地址；默认只在本机。")
@click.option("--port", type=click.IntRange(0, 65_535), help="监听的端口；0为任选。")
@click.option("--workers", type=click.IntRange(0, 64), help="同时启动的工作进程数；0为不启动（另用verifier worker）。")
def serve(*, host: str | None, port: int | None, workers: int | None) -> None:
    """运行服务：接口、数据库和工作进程，一条命令，无需另装软件。"""
    run_service(read_settings(host=host, port=port, workers=workers))
