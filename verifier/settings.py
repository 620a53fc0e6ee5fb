"""Settings: environment variables `VERIFIER_…`, or a file `verifier.toml` in the working folder."""

import os
import tomllib
from datetime import timedelta
from ipaddress import ip_network
from math import ceil
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from extractors.intake.limits import Limits
from extractors.ocr.engine import EngineSettings
from extractors.reading.confinement import Allowance
from extractors.reading.pool import ReadingSettings
from verifier.errors import SettingsError

_DEFAULTS = Limits()
_BROKERS = ("redis", "rediss", "amqp", "amqps")
_OWN_WORDS = ("broker", "heartbeat", "proxies", "sqlite")
_SQLITE_WORKERS = 4
_PROCESS_MEGABYTES = 1_000  # a page process at its peak, with the models that come with the program


class Settings(BaseSettings):
    """What a site may set; README lists it for operators.

    `ocr_engine` is `auto`, `openvino`, `onnxruntime`, `paddle` or `none`. Model folders hold `inference.onnx` and
    `inference.yml`; left out, the models that come with the program are used. `device` is PaddleOCR's word (`cpu`,
    `gpu:0`). `processes` is the number of page processes, 0 for one a core as far as they fit into `memory_megabytes`.
    One that has grown beyond `process_megabytes` is replaced after its page.
    `detection_side` bounds the longer side of a page as the detector sees it, in pixels.

    The service keeps its files in `store_folder`, or in `s3_bucket`; its database is SQLite in that folder unless
    `database_url` names another, which is waited for at the start (`database_wait_seconds`). `audit_key` (hexadecimal)
    signs the audit log; left out, one is made in the folder. Without `broker_url` workers look for work in the
    database, with it Celery tells them. `workers` is the number of worker processes that `verifier serve` starts, which
    share `processes` between them.

    Of the disk that takes uploads, `disk_free_share` stays free. A key or a person may make `requests_per_minute`, of
    which each of the `api_processes` behind one address gives its part. `trusted_proxies` may say where a request came
    from and how. `waiting_dossiers` bounds what an organisation may have in the queue. `webhook_hosts` lists
    `host:port` of receivers on the internal network. `admin_password` is the first administrator's; left out, one is
    made and printed once. A password that its owner did not set has to be changed within `initial_password_days`. None
    may have one of `password_words` in it.
    """

    model_config = SettingsConfigDict(env_prefix="VERIFIER_", toml_file="verifier.toml", extra="forbid")

    ocr_engine: str = "auto"
    detection_model: Path | None = None
    recognition_model: Path | None = None
    device: str = "cpu"
    detection_side: int = Field(default=1280, ge=320, le=4096)
    batch_size: int = Field(default=6, ge=1, le=512)
    processes: int = Field(default=0, ge=0, le=512)
    memory_megabytes: int = Field(default=3_000, ge=1)
    process_megabytes: int = Field(default=1_500, ge=1)
    page_seconds: float = Field(default=180.0, gt=0)
    cache_folder: Path | None = None
    cache_megabytes: int = Field(default=2000, ge=1)
    file_megabytes: int = Field(default=_DEFAULTS.file_bytes // 1_000_000, ge=1)
    file_pages: int = Field(default=_DEFAULTS.file_pages, ge=1)
    dossier_pages: int = Field(default=_DEFAULTS.dossier_pages, ge=1)
    files: int = Field(default=_DEFAULTS.files, ge=1)
    archive_members: int = Field(default=_DEFAULTS.archive_members, ge=1)
    archive_nesting: int = Field(default=_DEFAULTS.archive_nesting, ge=0)
    archive_ratio: int = Field(default=_DEFAULTS.archive_ratio, ge=1)
    unpacked_megabytes: int = Field(default=_DEFAULTS.unpacked_bytes // 1_000_000, ge=1)
    picture_megapixels: int = Field(default=_DEFAULTS.picture_pixels // 1_000_000, ge=1)
    picture_side: int = Field(default=_DEFAULTS.picture_side, ge=100)
    # the service
    store_folder: Path = Path("verifier-data")
    database_url: SecretStr | None = None
    database_wait_seconds: float = Field(default=300.0, ge=0)
    s3_bucket: str | None = None
    s3_endpoint: str | None = None
    s3_region: str | None = None
    s3_prefix: str | None = None
    audit_key: SecretStr | None = None
    broker_url: SecretStr | None = None
    workers: int = Field(default=1, ge=0, le=64)
    pages_at_once: int = Field(default=4, ge=1, le=50)
    lease_seconds: float = Field(default=60.0, gt=0)
    heartbeat_seconds: float = Field(default=15.0, gt=0)
    sweep_seconds: float = Field(default=15.0, gt=0)
    unseen_seconds: float = Field(default=30.0, gt=0)
    poll_seconds: float = Field(default=0.5, gt=0)
    assembly_seconds: float = Field(default=600.0, gt=0)
    dossier_minutes: float = Field(default=30.0, gt=0)
    retention_days: int = Field(default=180, ge=1)
    # its HTTP side
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ("127.0.0.1",)
    upload_megabytes: int = Field(default=200, ge=1)
    upload_file_megabytes: int = Field(default=50, ge=1)
    upload_files: int = Field(default=200, ge=1)
    disk_free_share: float = Field(default=0.05, ge=0, le=1)
    requests_per_minute: int = Field(default=1_200, ge=1)
    api_processes: int = Field(default=1, ge=1, le=1_000)
    waiting_dossiers: int = Field(default=1000, ge=1)
    session_idle_minutes: int = Field(default=15, ge=1)
    session_hours: int = Field(default=12, ge=1)
    webhook_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    admin_password: SecretStr | None = None
    initial_password_days: int = Field(default=7, ge=1, le=90)
    password_words: Annotated[tuple[str, ...], NoDecode] = ()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- the library's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments before environment before file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @field_validator("webhook_hosts", "trusted_proxies", "password_words", mode="before")
    @classmethod
    def _separated(cls, value: object) -> object:
        """The entries of an environment variable, by commas, as a list."""
        return [entry.strip() for entry in value.split(",") if entry.strip()] if isinstance(value, str) else value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Addresses and networks; a name, or a slip of the pen, would be believed by nobody and told by nothing."""
        for entry in value:
            try:
                ip_network(entry)
            except ValueError as error:
                raise PydanticCustomError("proxies", "应为IP地址或网段，以逗号分隔，如10.0.0.5,10.1.0.0/16") from error
        return value

    @field_validator("broker_url")
    @classmethod
    def _broker(cls, value: SecretStr | None) -> SecretStr | None:
        """Redis or RabbitMQ; the others lose what a killed worker was doing (docs/decisions/0008)."""
        if value is not None and value.get_secret_value().partition(":")[0] not in _BROKERS:
            raise PydanticCustomError("broker", "只支持Redis（redis://）和RabbitMQ（amqp://）；单机运行请不要设置")
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.heartbeat_seconds * 2 > self.lease_seconds:
            raise PydanticCustomError("heartbeat", "heartbeat_seconds须不超过lease_seconds的一半")
        if self.database.startswith("sqlite") and self.workers > _SQLITE_WORKERS:
            raise PydanticCustomError("sqlite", f"SQLite最多{_SQLITE_WORKERS}个工作进程，更多时请用PostgreSQL")
        if self.database.startswith("sqlite") and self.s3_bucket is not None:
            raise PydanticCustomError("sqlite", "使用S3时请用PostgreSQL数据库（database_url）")
        return self

    @property
    def initial_password(self) -> timedelta:
        """For how long a password lasts that its owner did not set."""
        return timedelta(days=self.initial_password_days)

    @property
    def database(self) -> str:
        """The URL of the database."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.store_folder.resolve() / 'verifier.sqlite3'}"

    @property
    def broker(self) -> str | None:
        """The URL of the broker, where there is one."""
        return self.broker_url.get_secret_value() if self.broker_url is not None else None

    @property
    def reading(self) -> ReadingSettings:
        """How pages are read."""
        return ReadingSettings(
            engine=EngineSettings(
                name=self.ocr_engine,
                detection_model=self.detection_model,
                recognition_model=self.recognition_model,
                device=self.device,
                detection_side=self.detection_side,
                batch_size=self.batch_size,
            ),
            limits=self.limits,
            processes=self.processes or _processes(self.memory_megabytes),
            process_bytes=self.process_megabytes * 1_000_000,
            page_seconds=self.page_seconds,
            reading=self._allowance,
            cache=self.cache_folder,
            cache_bytes=self.cache_megabytes * 1_000_000,
        )

    @property
    def _allowance(self) -> Allowance:
        """What reading a page may take: more where larger models were given more time and memory."""
        usual = ReadingSettings()
        return Allowance(
            cpu_seconds=ceil(usual.reading.cpu_seconds * max(1.0, self.page_seconds / usual.page_seconds)),
            memory_bytes=max(usual.reading.memory_bytes, self.process_megabytes * 1_000_000),
        )

    @property
    def limits(self) -> Limits:
        """How much is taken in."""
        return Limits(
            file_bytes=self.file_megabytes * 1_000_000,
            files=self.files,
            file_pages=self.file_pages,
            dossier_pages=self.dossier_pages,
            archive_members=self.archive_members,
            archive_nesting=self.archive_nesting,
            archive_ratio=self.archive_ratio,
            unpacked_bytes=self.unpacked_megabytes * 1_000_000,
            picture_pixels=self.picture_megapixels * 1_000_000,
            picture_side=self.picture_side,
        )


def read_settings(**named: Any) -> Settings:
    """The site's settings, with those that are `named` in their stead. Raises SettingsError."""
    try:
        return Settings(**{name: value for name, value in named.items() if value is not None})
    except ValidationError as error:
        wrong = "；".join(_wrong(detail) for detail in error.errors())
        raise SettingsError("settings-invalid", f"设置无效：{wrong}。", "各项设置及其取值见README。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError("settings-unreadable", f"设置文件verifier.toml无法读取：{error}。") from error


def _wrong(detail: ErrorDetails) -> str:
    """What is wrong with a setting; a secret one is not repeated."""
    name = str(detail["loc"][0]) if detail["loc"] else ""
    if detail["type"] in _OWN_WORDS:
        return f"{name}：{detail['msg']}" if name else detail["msg"]
    return f"{name}＝{detail['input']}"


def _processes(memory_megabytes: int) -> int:
    """One a core that this program may use, as far as they fit into the memory, at least one."""
    return max(1, min(len(os.sched_getaffinity(0)), memory_megabytes // _PROCESS_MEGABYTES))
