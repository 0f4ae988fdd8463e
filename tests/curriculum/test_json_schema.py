"""The schemas for editors: they take every file there is, and no mistyped key."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lms.config import ROOT
from lms.curriculum.cli import content
from lms.curriculum.faults import Fault, Place
from lms.curriculum.json_schema import FileKind, file_kinds, schema_of
from lms.curriculum.marks import without_marks
from lms.curriculum.nodes import read_yaml
from lms.questions.kinds import KINDS

TYPES = {"string": str, "integer": int, "number": int | float, "boolean": bool, "array": list, "object": dict}
KIND_NAMES = sorted(file_kinds())


def wrong(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "") -> Iterator[str]:
    """What a validator would say, for the few words of JSON Schema that our schemas use."""
    if "$ref" in schema:
        yield from wrong(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root, at)
        return
    if "discriminator" in schema:
        chosen = schema["discriminator"]["mapping"].get(value.get("kind"))
        yield from wrong(value, {"$ref": chosen}, root, at) if chosen else [f"{at}: no such kind"]
        return
    if "type" in schema and not isinstance(value, TYPES[schema["type"]]):
        yield f"{at}: no {schema['type']}"
        return
    if ("const" in schema and value != schema["const"]) or ("enum" in schema and value not in schema["enum"]):
        yield f"{at}: {value!r} may not stand here"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{at}: {value!r} has another form"
    if isinstance(value, list):
        for number, entry in enumerate(value):
            yield from wrong(entry, schema.get("items", {}), root, f"{at}/{number}")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        yield from (f"{at}: {key} is missing" for key in schema.get("required", ()) if key not in value)
        for key, entry in value.items():
            if key in known:
                yield from wrong(entry, known[key], root, f"{at}/{key}")
            elif schema.get("additionalProperties") is False:
                yield f"{at}: unknown {key}"
            else:
                yield from wrong(entry, schema.get("additionalProperties", {}), root, f"{at}/{key}")


def held(path: Path) -> Any:
    text = without_marks(path.read_text())
    faults: list[Fault] = []
    node = read_yaml(text.split("---\n")[1] if path.suffix == ".md" else text, Place(path.name), faults)
    assert node is not None
    return node.plain()


def files(kind: FileKind) -> list[Path]:
    return [path for path in sorted(ROOT.glob(kind.files)) if path.name != "README.md"]


@pytest.mark.parametrize("name", KIND_NAMES)
def test_a_schema_takes_every_file_of_its_kind_and_no_other_key(name: str) -> None:
    kind = file_kinds()[name]
    schema = schema_of(kind)
    assert files(kind)
    for path in files(kind):
        document = held(path)
        assert not list(wrong(document, schema, schema)), path
        first = document[0] if isinstance(document, list) else document
        first["mistyped"] = 1
        assert list(wrong(document, schema, schema)), path


def test_an_item_has_the_keys_of_its_own_kind() -> None:
    schema = schema_of(file_kinds()["pool"])
    assert set(schema["properties"]["items"]["items"]["discriminator"]["mapping"]) == set(KINDS)
    pool = held(ROOT / "quizzes" / "telephone-selling.yaml")
    numeric = next(item for item in pool["items"] if item["kind"] == "numeric")
    numeric["options"] = []
    assert [said.rpartition(": ")[2] for said in wrong(pool, schema, schema)] == ["unknown options"]


def test_they_are_written_to_a_folder_or_printed(tmp_path: Path) -> None:
    folder = tmp_path / "schemas"
    result = CliRunner().invoke(content, ["schema", "--out", str(folder)])
    assert result.exit_code == 0
    assert sorted(path.stem for path in folder.iterdir()) == KIND_NAMES
    assert f"{folder / 'pool'}.json  for quizzes/*.yaml" in result.output
    printed = json.loads(CliRunner().invoke(content, ["schema"]).output)
    assert printed["pool"] == json.loads((folder / "pool.json").read_text())
    (tmp_path / "a-file").write_text("")
    refused = CliRunner().invoke(content, ["schema", "--out", str(tmp_path / "a-file" / "below")])
    assert refused.exit_code == 1
    assert "name another folder" in refused.output
