"""The text of a ruleset: what it says as plain data, and in which line and column it says so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Self

import yaml

from verifier.errors import RulesetError

Step = int | str
KEY = "[key]"  # what pydantic appends to the place of a mapping's key


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something is written, both counted from 1."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"第{self.line}行第{self.column}列"


@dataclass(frozen=True, slots=True)
class RulesetSource:
    """A ruleset as written. `name` is how a person knows the file."""

    name: str
    data: Any
    root: yaml.Node | None

    @classmethod
    def read(cls, name: str, content: bytes) -> Self:
        """Raises RulesetError where the file is not YAML in UTF-8."""
        try:
            loader = _Loader(content.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise _unreadable(f"{name} 第{line}行：文件不是UTF-8编码，请另存为UTF-8。") from error
        except yaml.reader.ReaderError as error:
            raise _unreadable(f"{name}：文件含有YAML不允许的字符（第{error.position + 1}个字符）。") from error
        try:
            root = loader.get_single_node()
            return cls(name, loader.construct_document(root) if root is not None else None, root)
        except yaml.MarkedYAMLError as error:
            place = _place(error.problem_mark or error.context_mark)
            raise _unreadable(f"{name} {place}：YAML格式有误：{_told(error)}。") from error
        except RecursionError as error:
            raise _unreadable(f"{name}：YAML嵌套过深。") from error
        finally:
            loader.dispose()

    def place(self, location: tuple[Step, ...], *, of_key: bool = False) -> Place:
        """Where the value of this location stands, or its key; of what is not written the nearest thing around it."""
        of_key = of_key or location[-1:] == (KEY,)
        steps = [step for step in location if step != KEY]
        node, found = self.root, _place(self.root.start_mark if self.root is not None else None)
        for number, step in enumerate(steps, 1):
            entry = _entry(node, step)
            if entry is None:
                break
            key, node = entry
            found = _place((key if of_key and number == len(steps) else node).start_mark)
        return found

    def repeated_keys(self) -> Iterator[tuple[Place, str, Place]]:
        """Keys that stand twice in one mapping, of which YAML silently takes the last; with the place of the first."""
        waiting, seen = [self.root] if self.root is not None else [], set()
        while waiting:
            node = waiting.pop()
            if id(node) in seen:  # an alias
                continue
            seen.add(id(node))
            if isinstance(node, yaml.SequenceNode):
                waiting += node.value
            elif isinstance(node, yaml.MappingNode):
                waiting += [value for _, value in node.value]
                first: dict[str, yaml.Node] = {}
                for key, _ in node.value:
                    if isinstance(key, yaml.ScalarNode) and first.setdefault(key.value, key) is not key:
                        yield _place(key.start_mark), key.value, _place(first[key.value].start_mark)


class _NotTaken(yaml.constructor.ConstructorError):
    """What YAML allows and a ruleset does not, told in Chinese."""

    def __init__(self, told: str, place: yaml.Mark) -> None:
        super().__init__(None, None, told, place)


class _Loader(yaml.SafeLoader):
    """Tells of what looks like a date and is none where it stands."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError) as error:
            raise _NotTaken(f"“{node.value}”不是有效的日期或数字", node.start_mark) from error

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """`<<` would hide which key stands where."""
        for key, _ in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                raise _NotTaken("规则集中不能使用“<<”", key.start_mark)


def _entry(node: yaml.Node | None, step: Step) -> tuple[yaml.Node, yaml.Node] | None:
    """Key and value of an entry; a list's entry is its own key."""
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    if isinstance(node, yaml.MappingNode):
        return next(
            ((key, value) for key, value in node.value if getattr(key, "value", None) == str(step)),
            None,
        )
    return None


def _place(mark: yaml.Mark | None) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark is not None else Place(1, 1)


def _told(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or ""
    return problem if isinstance(error, _NotTaken) else in_chinese("yaml", problem)


@cache
def _told_words() -> Mapping[str, Mapping[str, str]]:
    text = files("verifier").joinpath("ruleset_faults.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return words


def in_chinese(reader: str, problem: str) -> str:
    """What a person has to do about what the reader of `yaml` or of `patterns` says in English."""
    words = _told_words()[reader]
    return next((told for start, told in words.items() if problem.startswith(start)), words["otherwise"])


def _unreadable(message: str) -> RulesetError:
    return RulesetError("invalid-ruleset", message)
