"""Rules about the identity keys of a connection: words and sets that the host passes over in silence."""

from __future__ import annotations

from funcbind.credential_specs import ClientSecret, DefaultCredential
from funcbind.dotnet.text import is_blank
from funcbind.rules.common import CREDENTIAL_KEYS
from funcbind.rules.model import Example, Finding, Rule
from funcbind.rules.uses import find, is_known, key_of, named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.rules.model import Context
    from funcbind.rules.uses import Use
    from funcbind.settings.model import Setting

_KNOWN = ("managedidentity", "workloadidentity", "managedidentityasfederatedidentity", "azurepipelines")
_SECRETS = {"clientSecret": "secret", "clientCertificate": "certificate"}
_IDENTITIES = ("clientId", "managedIdentityClientId", "managedIdentityResourceId", "managedIdentityObjectId")
_FACTORY = (
    "https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/extensions/Microsoft.Extensions.Azure/src/Internal/"
    "ClientFactory.cs"
)
_GUID = "11111111-1111-1111-1111-111111111111"
_TENANT = "22222222-2222-2222-2222-222222222222"
_ORDERS = {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}


def _unknown_credential(context: Context) -> Iterator[Finding]:
    for use in context.identities():
        setting = key_of(context, use, "credential")
        if setting is None or not use.took(setting) or not is_known(setting) or setting.value.lower() in _KNOWN:
            continue
        # "Default" asks for what is used anyway.
        harmless = isinstance(use.spec, DefaultCredential) and "default" in setting.value.lower()
        yield find(
            use,
            setting,
            f"{named(setting)} has a value that the host does not know; it goes on as if the setting were not there",
            "remove it" if harmless else _spelling(setting.value),
            "info" if harmless else "",
        )


def _spelling(value: str) -> str:
    from funcbind.nearest import nearest

    folded = value.strip().lower()
    if folded in _KNOWN:
        return f'write "{folded}", without blanks around it'
    near = next((word for word in _KNOWN if folded.startswith(word)), None) or nearest(folded, _KNOWN)
    if near is not None:
        return f'did you mean "{near}"?'
    return "write " + ", ".join(f'"{word}"' for word in _KNOWN[:-1]) + f' or "{_KNOWN[-1]}", or remove it'


def _service_principal_incomplete(context: Context) -> Iterator[Finding]:
    for use in context.identities():
        if not isinstance(use.spec, DefaultCredential) or not use.written:
            continue
        missing = [f'"{use.prefix}__{key}"' for key in ("tenantId", "clientId") if key_of(context, use, key) is None]
        for key, word in _SECRETS.items():
            setting = context.setting(f"{use.section}:{key}")
            if setting is None or is_blank(setting.value) == bool(missing):
                continue
            if missing:
                names = " and ".join(missing)
                message = f"{named(setting)} is ignored, because {names} {'is' if len(missing) == 1 else 'are'} missing"
                hint = f"add {names}, or remove the {word}"
            else:
                message = f"{named(setting)} is empty, so there is no service principal to sign in as"
                hint = f"give it the {word}, or remove it together with the tenant and the client id"
            outcome = (
                "the host goes on to its default chain"
                if key_of(context, use, "clientId") is None
                else "the host goes on to its default chain and takes the client id for a managed identity's"
            )
            yield find(use, setting, f"{message}; {outcome}", hint)
            break


def _ignored_key(context: Context) -> Iterator[Finding]:
    for use in context.identities():
        credential = key_of(context, use, "credential")
        if not use.written or (credential is not None and credential.value.lower() not in _KNOWN):
            continue  # FB405 is the cause
        for key in CREDENTIAL_KEYS:
            setting = key_of(context, use, key)
            if setting is None or key == "credential":
                continue
            other = _winner(context, use) if key == "clientId" else None
            if use.took(setting) and (other is None or other.value == setting.value):
                continue
            if isinstance(use.spec, DefaultCredential) and key in _SECRETS:
                continue  # FB406
            asked = key in _SECRETS or key in _IDENTITIES
            yield find(
                use,
                setting,
                f"{named(setting)} is not read: {_instead(use, other)}",
                "remove it, or the settings that win over it",
                "warning" if asked else "",
            )


def _winner(context: Context, use: Use) -> Setting | None:
    """The other client id of a default chain, which wins; where no managed identity is asked for, neither counts."""
    chain = isinstance(use.spec, DefaultCredential) and context.deployed
    return key_of(context, use, "managedIdentityClientId") if chain else None


def _instead(use: Use, other: Setting | None) -> str:
    if other is not None:
        return f"{named(other)} wins"
    match use.spec:
        case DefaultCredential():
            return "without a credential that takes it, the host uses its default chain"
        case ClientSecret():
            return f'the host signs in with "{use.prefix}__clientSecret"'
    return f'the credential that "{use.prefix}__credential" asks for does not take it'


RULES: tuple[Rule, ...] = (
    Rule(
        "FB405",
        "unknown-credential-value",
        "error",
        what="A connection names a kind of credential that does not exist.",
        why="The host compares __credential without letter case and without trimming; an unknown word is not an error, "
        "so another credential is built than the one that was asked for.",
        source=_FACTORY,
        bad=Example({**_ORDERS, "Orders__credential": "ManagedIdentityCredential"}, (("serviceBus", "Orders"),)),
        good=Example({**_ORDERS, "Orders__credential": "ManagedIdentity"}, (("serviceBus", "Orders"),)),
        check=_unknown_credential,
    ),
    Rule(
        "FB406",
        "service-principal-incomplete",
        "error",
        what="A connection has a client secret or certificate that the host cannot use, because the set is incomplete.",
        why="Only tenantId, clientId and the secret or certificate together are a service principal. With a part "
        "missing the host says nothing and uses its default chain, where clientId means a managed identity.",
        source=_FACTORY,
        bad=Example(
            {**_ORDERS, "Orders__clientId": _GUID, "Orders__clientSecret": "obviously-not-real"},
            (("serviceBus", "Orders"),),
            target="local",
        ),
        good=Example(
            {
                **_ORDERS,
                "Orders__tenantId": _TENANT,
                "Orders__clientId": _GUID,
                "Orders__clientSecret": "obviously-not-real",
            },
            (("serviceBus", "Orders"),),
            target="local",
        ),
        check=_service_principal_incomplete,
    ),
    Rule(
        "FB409",
        "ignored-identity-key",
        "info",
        what="A connection has an identity setting that the host does not read.",
        why="Each credential reads its own keys. A tenant or a secret beside __credential=managedidentity changes "
        "nothing, and of managedIdentityClientId and clientId the first wins. It is a warning when the unread setting "
        "names somebody else.",
        source=_FACTORY,
        bad=Example(
            {**_ORDERS, "Orders__credential": "managedidentity", "Orders__tenantId": _TENANT},
            (("serviceBus", "Orders"),),
        ),
        good=Example({**_ORDERS, "Orders__credential": "managedidentity"}, (("serviceBus", "Orders"),)),
        check=_ignored_key,
    ),
)
