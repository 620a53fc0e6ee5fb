"""`verifier worker`; `verifier.cli` finds it by name."""

import click

from verifier.logs import configure_logs
from verifier.settings import read_settings
from workers.running import run_worker


@click.command()
@click.option("--attached", is_flag=True, hidden=True, help="标准输入结束时也停止。")
@click.option("--processes", type=click.IntRange(min=0), help="同时读取页面的进程数；0为按CPU核心数和内存自动确定。")
def worker(*, attached: bool, processes: int | None) -> None:
    """运行一个工作进程：从队列中领取任务，读取页面，写出报告。"""
    settings = read_settings(processes=processes)
    configure_logs(settings.log_level)
    run_worker(settings, attached=attached)
