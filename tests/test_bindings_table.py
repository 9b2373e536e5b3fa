"""The decorator table against the installed azure-functions: signatures, defaults, and what the decorators emit."""

from __future__ import annotations

import inspect
import json
import textwrap
from pathlib import Path
from typing import Any

import pytest

from funcbind.bindings import read_app
from funcbind.bindings.decorators import (
    APP_CLASSES,
    ENUM_PARAMETERS,
    ENUM_VALUES,
    NAMING_PROPERTIES,
    camel_case,
    decorator_names,
    decorator_of,
)

func = pytest.importorskip("azure.functions", reason="azure-functions is not installed")
if tuple(map(int, func.__version__.split(".")[:2])) < (1, 26):
    # defaults and parameters of the younger decorators (OpenAI, Kafka) changed on the way
    pytest.skip("the table describes azure-functions from 1.26 on", allow_module_level=True)

# Settings of a function, and methods that are no decorators at all.
NO_BINDING = {
    "function_name",
    "http_type",
    "retry",
    "mcp_tool_property",
    "get_functions",
    "register_functions",
    "register_blueprint",
    "validate_function_names",
}
# Newer than the oldest azure-functions that the project supports.
ADDED_LATER = {"change_feed_mode", "system_prompt"}
CHOICES = {
    "data_type": "string",
    "access_rights": "Listen",
    "cardinality": "many",
    "authentication_mode": "plain",
    "protocol": "ssl",
    "key_data_type": "long",
    "o_auth_bearer_method": "oidc",
    "auth_level": "admin",
    "methods": ["get", "POST"],
    "source": "EventGrid",
    "change_feed_mode": "LatestVersion",
}


def real_decorators() -> dict[str, inspect.Signature]:
    members = inspect.getmembers(func.FunctionApp, inspect.isfunction)
    return {name: inspect.signature(member) for name, member in members if name[0] != "_" and name not in NO_BINDING}


REAL = real_decorators()
DURABLE = {"orchestration_trigger", "activity_trigger", "entity_trigger", "durable_client_input"}


def parameters(signature: inspect.Signature) -> list[inspect.Parameter]:
    return [each for each in signature.parameters.values() if each.name != "self" and each.kind is not each.VAR_KEYWORD]


@pytest.mark.parametrize("name", REAL)
def test_every_decorator_is_in_the_table_with_its_parameters(name: str) -> None:
    assert name in decorator_names(), "a new decorator: add its row to funcbind/bindings/decorators.py"
    row = decorator_of(name)
    real = [each.name for each in parameters(REAL[name])]
    known = [each for each in row.parameters if each in real or each not in ADDED_LATER | {"input_type"}]
    assert known == real


@pytest.mark.parametrize("name", REAL)
def test_defaults_are_the_real_ones(name: str) -> None:
    row = decorator_of(name)
    for each in parameters(REAL[name]):
        default = None if each.default is each.empty else each.default
        default = getattr(default, "name", default)
        if each.name in ENUM_PARAMETERS and isinstance(default, str):
            default = default.upper()
        if each.name != "system_prompt":
            assert row.defaults.get(each.name) == default, each.name


def test_the_table_has_no_decorator_of_its_own() -> None:
    missing = set(decorator_names()) - set(REAL)
    assert not missing


def test_durable_decorators_have_the_parameters_of_the_durable_package() -> None:
    durable = pytest.importorskip("azure.durable_functions")
    for name in DURABLE:
        real = [each.name for each in parameters(inspect.signature(getattr(durable.Blueprint, name)))]
        assert [each for each in decorator_of(name).parameters if each in real or each != "input_type"] == real


def test_app_classes_exist() -> None:
    for dotted in APP_CLASSES:
        package, _, name = dotted.rpartition(".")
        if package == "azure.functions" and name not in ("FunctionRegister", "ExternalHttpFunctionApp"):
            assert hasattr(func, name), name


def test_values_of_enumerations_are_the_real_ones() -> None:
    for enumeration, members in ENUM_VALUES.items():
        real = getattr(func, enumeration, None)
        if real is not None:
            assert {member.name: member.value for member in real} == members


def test_parameters_that_name_a_connection_are_known_as_such() -> None:
    """A new parameter that sounds like a connection or a setting has to be looked at."""
    for name in REAL:
        for each in parameters(REAL[name]):
            if "connection" in each.name or each.name.endswith("_setting"):
                assert camel_case(each.name) in NAMING_PROPERTIES, (name, each.name)


def value_of(parameter: inspect.Parameter) -> Any:
    if parameter.name in CHOICES:
        return CHOICES[parameter.name]
    if isinstance(parameter.default, bool):
        return not parameter.default
    if isinstance(parameter.default, int):
        return parameter.default + 1
    return f"v_{parameter.name}"


def emitted(name: str, arguments: dict[str, Any]) -> list[dict[str, Any]]:
    app = func.FunctionApp()

    def decorated(context: Any = None) -> None:
        """Do nothing."""

    getattr(app, name)(**arguments)(decorated)
    (builder,) = app._function_builders
    return [json.loads(text) for text in builder._function.get_raw_bindings()]


def read(tmp_path: Path, name: str, arguments: dict[str, Any]) -> list[dict[str, Any]]:
    given = ", ".join(f"{key}={value!r}" for key, value in arguments.items())
    (tmp_path / "host.json").write_text("{}")
    (tmp_path / "function_app.py").write_text(
        textwrap.dedent(f"""
        import azure.functions as func
        app = func.FunctionApp()
        @app.{name}({given})
        def decorated(context=None):
            pass
        """)
    )
    app = read_app(str(tmp_path))
    assert not app.problems
    found = []
    for binding in app.bindings:
        assert not binding.unresolved
        found.append(
            {**binding.properties, "type": binding.type, "name": binding.name, "direction": binding.direction.upper()}
        )
    return found


def comparable(binding: dict[str, Any]) -> dict[str, Any]:
    left_out = {"systemPrompt", "description", "toolProperties"} if binding["type"] in ("mcpToolTrigger",) else set()
    if binding["type"] == "semanticSearch" and "\n" in binding.get("systemPrompt", ""):
        left_out = {"systemPrompt"}
    if binding["type"] == "httpTrigger":
        binding = {"route": "decorated", "authLevel": "FUNCTION", **binding}
    return {key: value for key, value in binding.items() if key not in left_out}


def either_or(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """event_grid_output takes either a connection or both of the others."""
    if name == "event_grid_output":
        arguments.pop("topic_endpoint_uri", None)
        arguments.pop("topic_key_setting", None)
        arguments["connection"] = "v_connection"
    return arguments


TESTABLE = sorted(set(REAL) - DURABLE)


@pytest.mark.parametrize("name", TESTABLE)
@pytest.mark.parametrize("which", ["required", "all"])
def test_static_reading_gives_what_the_decorator_emits(name: str, which: str, tmp_path: Path) -> None:
    chosen = [each for each in parameters(REAL[name]) if which == "all" or each.default is each.empty]
    arguments = {each.name: value_of(each) for each in chosen if not each.name.endswith("_extra_fields")}
    if name == "mcp_prompt_trigger":
        arguments.pop("prompt_arguments", None)  # objects, not text
    arguments = either_or(name, arguments)
    real = [comparable(binding) for binding in emitted(name, arguments)]
    assert [comparable(binding) for binding in read(tmp_path, name, arguments)] == real


@pytest.mark.parametrize("name", TESTABLE)
def test_positional_arguments_mean_the_same(name: str, tmp_path: Path) -> None:
    required = [each for each in parameters(REAL[name]) if each.default is each.empty]
    arguments = {each.name: value_of(each) for each in required}
    if name == "event_grid_output":
        return
    by_name = read(tmp_path, name, arguments)
    source = (tmp_path / "function_app.py").read_text()
    given = ", ".join(f"{key}={value!r}" for key, value in arguments.items())
    positional = ", ".join(repr(value) for value in arguments.values())
    (tmp_path / "function_app.py").write_text(source.replace(f"({given})\ndef", f"({positional})\ndef"))
    again = read_app(str(tmp_path))
    assert [dict(binding.properties) for binding in again.bindings] == [
        {key: value for key, value in binding.items() if key not in ("type", "name", "direction")}
        for binding in by_name
    ]


@pytest.mark.parametrize(
    "name", ["generic_trigger", "generic_input_binding", "generic_output_binding", "queue_trigger"]
)
def test_keywords_of_generic_bindings_are_camel_cased(name: str, tmp_path: Path) -> None:
    arguments: dict[str, Any] = {"arg_name": "a", "type": "signalR", "connection_string_setting": "S", "hubName": "h"}
    if name == "queue_trigger":
        arguments = {
            "arg_name": "a",
            "queue_name": "q",
            "connection": "C",
            "some_new_thing": {"a": None, "b": [1, None]},
        }
    assert read(tmp_path, name, arguments) == emitted(name, arguments)
