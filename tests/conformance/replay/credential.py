"""Replay of credential cases, and the recorded form of a credential for the other families."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from funcbind.configuration import Configuration
from funcbind.credential_specs import (
    AzurePipelines,
    ClientCertificate,
    ClientSecret,
    DefaultCredential,
    ManagedIdentity,
    ManagedIdentityAsFederatedIdentity,
    ManagedIdentityId,
    TokenExchange,
    WorkloadIdentity,
)
from funcbind.credentials import resolve_credential
from funcbind.errors import Refused
from funcbind.lookup import Lookup

if TYPE_CHECKING:
    from funcbind.credential_specs import CredentialSpec


def compare(case: dict[str, Any]) -> list[str]:
    settings = {f"S__{key.replace(':', '__')}": value for key, value in case["section"].items()} | case["env"]
    expect = case["expect"]
    try:
        spec = resolve_credential(Lookup(Configuration(settings, runtime="net8")).section("S"))
    except Refused as refused:
        kind = expect.get("kind", "ok")
        return [] if refused.kind == kind else [f"refused as {refused.kind} not {kind}"]
    if not expect["ok"]:
        # funcbind has no certificate store to look into: it names the certificate that the host would look for.
        found = expect["kind"] == "certificate" and isinstance(spec, ClientCertificate)
        return [] if found else [f"{dump(spec)} not refused as {expect['kind']}"]
    default = plain(spec)
    found = differences(spec, expect["credential"])
    return found if default is expect["default"] else [*found, f"default {default} not {expect['default']}"]


def differences(spec: CredentialSpec | None, recorded: dict[str, Any] | None) -> list[str]:
    """Say what differs between a credential and its recorded form; only what was recorded is compared."""
    if spec is None or recorded is None:
        return [] if spec is recorded else [f"credential {spec} not {recorded}"]
    got = {"type": "DefaultAzureCredential", "default": plain(spec)} if recorded.get("default") else dump(spec)
    wanted = _without_members(recorded)
    if "certificate_path" in wanted:
        got["certificate_path"] = wanted["certificate_path"]
        got.pop("certificate_thumbprint", None)
    return [] if got == wanted else [f"credential {got} not {wanted}"]


def plain(spec: CredentialSpec) -> bool:
    """Whether it is the factory's own default chain."""
    return isinstance(spec, DefaultCredential) and spec.plain


def _without_members(recorded: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not compared, at every depth."""
    return {
        key: _without_members(value) if isinstance(value, dict) else value
        for key, value in recorded.items()
        if not key.startswith("member_") and key != "regional_authority"
    }


def dump(spec: CredentialSpec) -> dict[str, Any]:
    """Return the recorded form of a credential."""
    match spec:
        case DefaultCredential():
            return _chain(spec)
        case ManagedIdentity():
            form = {"type": "ManagedIdentityCredential", "managed_identity": _identity(spec.identity)}
            return _exchange(form, spec.token_exchange)
        case WorkloadIdentity():
            return {"type": "WorkloadIdentityCredential", "token_file_path": spec.token_file_path, **_application(spec)}
        case ManagedIdentityAsFederatedIdentity():
            form = {
                "type": "ManagedFederatedIdentityCredential",
                "managed_identity": _identity(spec.identity),
                "assertion_scope": spec.assertion_scope,
                **_application(spec),
            }
            return _exchange(form, spec.token_exchange)
        case ClientSecret():
            return {"type": "ClientSecretCredential", "client_secret": spec.client_secret, **_application(spec)}
        case ClientCertificate():
            return {
                "type": "ClientCertificateCredential",
                "certificate_thumbprint": spec.thumbprint,
                **_application(spec),
            }
        case AzurePipelines():
            return {
                "type": "AzurePipelinesCredential",
                "service_connection_id": spec.service_connection_id,
                "system_access_token": spec.system_access_token,
                **_application(spec),
            }


def _chain(spec: DefaultCredential) -> dict[str, Any]:
    form: dict[str, Any] = {"type": "DefaultAzureCredential", "sources": list(spec.sources)}
    if "EnvironmentCredential" in spec.sources:
        form["environment"] = None if spec.environment is None else _environment(spec.environment)
    if "WorkloadIdentityCredential" in spec.sources:
        exchange = spec.workload_identity
        form["workload_identity"] = None if exchange is None else _token_exchange(exchange)
    if spec.managed_identity is not None:
        form["managed_identity"] = _identity(spec.managed_identity)
    return _exchange(form, spec.token_exchange)


def _environment(member: Any) -> dict[str, Any]:
    form = {"type": member.kind, **_application(member)}
    for field in ("client_secret", "certificate_path", "certificate_password", "username", "password"):
        if getattr(member, field):
            form[field] = getattr(member, field)
    if member.send_certificate_chain:
        form["send_certificate_chain"] = True
    return form


def _application(spec: Any) -> dict[str, Any]:
    form = {"tenant_id": spec.tenant_id, "client_id": spec.client_id, "authority": spec.authority}
    if spec.additionally_allowed_tenants:
        form["additionally_allowed_tenants"] = list(spec.additionally_allowed_tenants)
    return form


def _identity(identity: ManagedIdentityId) -> dict[str, Any]:
    return {"kind": identity.kind} if identity.kind == "system" else {"kind": identity.kind, "value": identity.value}


def _token_exchange(exchange: TokenExchange) -> dict[str, Any]:
    return {"token_file_path": exchange.token_file_path, **_application(exchange)}


def _exchange(form: dict[str, Any], exchange: TokenExchange | None) -> dict[str, Any]:
    return form if exchange is None else {**form, "token_exchange": _token_exchange(exchange)}
