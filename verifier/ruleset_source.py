"""The text of a ruleset: what it says as plain data, and in which line and column it says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import yaml

from verifier.errors import RulesetError

Step = int | str
KEY = "[key]"  # what pydantic appends to the place of a mapping's key

# What the YAML reader says most often, and what a person has to do about it.
_SYNTAX = {
    "mapping values are not allowed": "此处不应有冒号：请检查缩进，文字中的冒号须将整段文字加引号",
    "could not find expected ':'": "此处缺少冒号，或缩进有误",
    "expected <block end>": "缩进有误，或引号、括号未配对",
    "expected ',' or": "括号内缺少逗号或未闭合",
    "found character '\\t'": "不能用制表符缩进，请改用空格",
    "found unexpected end of stream": "引号未闭合",
    "found undefined alias": "引用（*）的锚点（&）不存在",
    "found unknown escape": "双引号内的反斜杠须写作两个，或改用单引号",
    "but found another document": "一个文件只能有一个规则集，请删去“---”之后的部分",
    "could not determine a constructor": "不能使用“!”开头的标签",
    "found unhashable key": "列表或映射不能作为关键字",
}


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
            raise _unreadable(f"{name} {place}：YAML格式有误：{_told(error.problem or '')}。") from error
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


class _Loader(yaml.SafeLoader):
    """Tells of what looks like a date and is none where it stands."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError) as error:
            raise yaml.constructor.ConstructorError(None, None, f"“{node.value}”：{error}", node.start_mark) from error

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """`<<` would hide which key stands where."""
        for key, _ in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                raise yaml.constructor.ConstructorError(None, None, "规则集中不能使用“<<”", key.start_mark)


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


def _told(problem: str) -> str:
    return next((words for start, words in _SYNTAX.items() if problem.startswith(start)), problem)


def _unreadable(message: str) -> RulesetError:
    return RulesetError("invalid-ruleset", message)
