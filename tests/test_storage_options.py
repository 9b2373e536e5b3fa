"""Options of the storage clients that a connection's section sets."""

from __future__ import annotations

import pytest

from funcbind.configuration import Configuration
from funcbind.errors import Refused
from funcbind.extensions.client_options import OPTIONS, bind_options
from funcbind.lookup import Lookup


def bind(service: str, settings: dict[str, str]) -> set[str]:
    """Return the names of the settings that were taken."""
    lookup = Lookup(Configuration({f"C__{key}": value for key, value in settings.items()}))
    bind_options(lookup.section("C"), service)
    return {setting.name.removeprefix("C__") for setting in lookup.used()}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Retry__MaxRetries", "7"),
        ("retry__maxretries", " 0x10 "),
        ("Retry__Delay", "00:00:01.5"),
        ("Retry__MaxDelay", "1"),
        ("Retry__NetworkTimeout", "1.00:00:00"),
        ("Retry__Mode", "exponential"),
        ("Retry__Mode", "1"),
        ("Diagnostics__IsLoggingEnabled", " TRUE "),
        ("Diagnostics__LoggedContentSizeLimit", "-1"),
        ("Diagnostics__ApplicationId", ""),
        ("Diagnostics__LoggedHeaderNames__0", "x-ms-id"),
        ("GeoRedundantSecondaryUri", "https://acct-secondary.blob.core.windows.net"),
        ("GeoRedundantSecondaryUri", ""),
        ("GeoRedundantSecondaryUri", "relative"),
        ("EncryptionScope", "scope"),
        ("EnableTenantDiscovery", "false"),
        ("TransferValidation__Upload__ChecksumAlgorithm", "md5"),
    ],
)
def test_options_that_are_set(key: str, value: str) -> None:
    assert bind("blob", {key: value}) == {key}


@pytest.mark.parametrize("value", ["V2023_11_03", "v2099_01_01", "3"])
def test_the_version_is_converted_but_not_set(value: str) -> None:
    assert bind("blob", {"Version": value}) == set()


@pytest.mark.parametrize(
    ("service", "key", "value", "kind"),
    [
        ("blob", "Retry__MaxRetries", "many", "invalid_option"),
        ("blob", "Retry__MaxRetries", "", "invalid_option"),
        ("queue", "Retry__Delay", "soon", "invalid_option"),
        ("table", "Retry__Mode", "Linear", "invalid_option"),
        ("table", "Diagnostics__IsLoggingEnabled", "maybe", "invalid_option"),
        ("queue", "MessageEncoding", "utf8", "invalid_option"),
        ("blob", "TransferValidation__Download__ChecksumAlgorithm", "crc", "invalid_option"),
        ("blob", "Version", "2023-11-03", "invalid_option"),
        ("blob", "Version", "X2023_11_03", "invalid_option"),
        ("blob", "Version", "", "invalid_option"),
        ("blob", "GeoRedundantSecondaryUri", "https://", "invalid_endpoint"),
        ("blob", "EncryptionScope__x", "1", "invalid_option"),
        ("table", "RetryPolicy__x", "1", "invalid_option"),
    ],
)
def test_values_that_break_the_client(service: str, key: str, value: str, kind: str) -> None:
    with pytest.raises(Refused) as caught:
        bind(service, {key: value})
    assert caught.value.kind == kind
    assert caught.value.key.upper().startswith("C:" + key.upper().removesuffix("__X").replace("__", ":"))


def test_what_is_no_option_is_left_alone() -> None:
    assert bind("table", {"MessageEncoding": "utf8", "Retry": "x", "Retry__Unknown": "x", "RetryPolicy": "x"}) == set()


def test_every_service_has_the_common_options() -> None:
    assert all({"Retry", "Diagnostics"} <= options.keys() for options in OPTIONS.values())
