"""How the service stands."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from verifier.store.tables import DeliveryState, DossierState, TaskKind


class QueueView(BaseModel):
    """The tasks of one kind, of all organisations."""

    model_config = ConfigDict(from_attributes=True)

    kind: TaskKind = Field(
        description="open：打开文件；read：识读页面；assemble：核验；deliver：发送通知；retain：清理；try：试用规则集"
    )
    waiting: int = Field(description="等待办理")
    later: int = Field(description="到时间后才办理")
    running: int = Field(description="正在办理")
    failed: int = Field(description="多次失败，已放弃")
    oldest_at: datetime | None = Field(description="等待最久的一项从何时起等待")


class WorkerView(BaseModel):
    """A process that does the tasks."""

    name: str = Field(description="主机名和进程号", examples=["verifier-1:4711"])
    program: str = Field(description="程序版本")
    engine: str = Field(description="识别引擎")
    started_at: datetime
    seen_at: datetime = Field(description="最近一次报到")
    present: bool = Field(description="是否按时报到")
    busy: bool = Field(description="是否正在办理")


class StorageView(BaseModel):
    """What is kept. `disk_…` are of the disk that takes uploads."""

    files: int = Field(description="本单位上传的文件数，包括已被替换的")
    bytes: int = Field(description="本单位上传的字节数")
    disk_bytes: int
    disk_free_bytes: int
    full: bool = Field(description="剩余空间已低于限值，不再接收上传")


class StateView(BaseModel):
    """How the service stands at a moment."""

    at: datetime
    queues: list[QueueView]
    workers: list[WorkerView]
    storage: StorageView
    dossiers: dict[DossierState, int] = Field(description="本单位申报材料的份数，按状态", examples=[{"done": 40}])
    deliveries: dict[DeliveryState, int] = Field(description="本单位的通知数，按状态", examples=[{"dead": 1}])
