"""Settings: environment variables `VERIFIER_…`, or a file `verifier.toml` in the working folder."""

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from extractors.intake.limits import Limits
from extractors.ocr.engine import EngineSettings
from extractors.reading.pool import ReadingSettings
from verifier.errors import SettingsError

_DEFAULTS = Limits()
_PROCESS_MEGABYTES = 1_000  # a page process at its peak, with the models that come with the program


class Settings(BaseSettings):
    """What a site may set; README lists it for operators.

    `ocr_engine` is `auto`, `openvino`, `onnxruntime`, `paddle` or `none`. Model folders hold `inference.onnx` and
    `inference.yml`; left out, the models that come with the program are used. `device` is PaddleOCR's word (`cpu`,
    `gpu:0`). `processes` is the number of page processes, 0 for one a core as far as they fit into `memory_megabytes`.
    `detection_side` bounds the longer side of a page as the detector sees it, in pixels.
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
            page_seconds=self.page_seconds,
            cache=self.cache_folder,
            cache_bytes=self.cache_megabytes * 1_000_000,
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
        wrong = "；".join(f"{detail['loc'][0]}＝{detail['input']}" for detail in error.errors())
        raise SettingsError("settings-invalid", f"设置无效：{wrong}。", "各项设置及其取值见README。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError("settings-unreadable", f"设置文件verifier.toml无法读取：{error}。") from error


def _processes(memory_megabytes: int) -> int:
    """One a core that this program may use, as far as they fit into the memory, at least one."""
    return max(1, min(len(os.sched_getaffinity(0)), memory_megabytes // _PROCESS_MEGABYTES))
