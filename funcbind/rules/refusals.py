"""Pages about what the host itself refuses, and about files that cannot be read: the codes that are no rules.

Each row is the code, what is reported, and why.
"""

from __future__ import annotations

_FUNCTIONS = "https://learn.microsoft.com/azure/azure-functions/functions-reference"
_TOOLS = "https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file"
_SETTINGS = "https://learn.microsoft.com/azure/azure-functions/functions-app-settings"
_IDENTITY = (
    "https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/extensions/Microsoft.Extensions.Azure/src/Internal/"
    "ClientFactory.cs"
)
_BINDINGS = "https://learn.microsoft.com/azure/azure-functions/functions-triggers-bindings"
_SIGNALR = "https://learn.microsoft.com/azure/azure-signalr/signalr-howto-use-multiple-instances"
_PUBSUB = "https://learn.microsoft.com/azure/azure-functions/functions-bindings-web-pubsub"
_EVENT_HUBS = "https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-hubs"
_CHAIN = "https://learn.microsoft.com/dotnet/azure/sdk/authentication/credential-chains"
_PYTHON = "https://learn.microsoft.com/azure/azure-functions/functions-reference-python"
_VAULT = "https://learn.microsoft.com/azure/app-service/app-service-key-vault-references"

# Severity, where it is not an error.
SEVERITIES = {
    "FB111": "warning",
    "FB117": "warning",
    "FB118": "warning",
    "FB119": "warning",
    "FB120": "warning",
    "FB121": "warning",
    "FB123": "warning",
    "FB508": "warning",
    "FB218": "info",
}

REFUSALS: dict[str, tuple[str, str, str]] = {
    "FB101": (
        "The settings file is not the JSON that its reader understands.",
        "Core Tools reads local.settings.json whole or not at all: with a syntax error the app starts "
        "without any of its settings.",
        _TOOLS,
    ),
    "FB102": (
        "A value of local.settings.json is an object or a list.",
        "Core Tools expects text and drops the file with everything in it.",
        _TOOLS,
    ),
    "FB103": (
        "The settings file says that its values are encrypted.",
        "They can be decrypted on the machine and by the user that encrypted them only; nobody else can "
        "check them or start the app with them.",
        _TOOLS,
    ),
    "FB111": (
        "A setting has a name that an environment variable cannot have.",
        "The host gets its settings as environment variables; a name with an equals sign or a NUL never "
        "arrives as it is written.",
        _SETTINGS,
    ),
    "FB112": (
        "A setting has a name that Core Tools sets itself, or the name of another one.",
        "Core Tools stops or skips the setting, depending on the name.",
        _TOOLS,
    ),
    "FB113": ("The port of local.settings.json cannot be used.", "func start stops with an error.", _TOOLS),
    "FB114": (
        "Core Tools leaves a setting out.",
        "The app starts without it, though the file has it.",
        _TOOLS,
    ),
    "FB115": ("A settings file cannot be read.", "Nothing in it can be checked.", _TOOLS),
    "FB116": (
        "The exported settings have no values, only names.",
        "Azure's tools hide values from those who may not see them; what is hidden cannot be checked.",
        "https://learn.microsoft.com/cli/azure/functionapp/config/appsettings",
    ),
    "FB117": (
        "Core Tools turns a value into another text.",
        "JSON values that are no text (dates, numbers) reach the app in .NET's spelling.",
        _TOOLS,
    ),
    "FB118": ("A setting is written twice.", "The last one counts; the others have no effect.", _TOOLS),
    "FB119": ("A member of local.settings.json is read by nobody.", "Settings belong into Values.", _TOOLS),
    "FB120": ("The reader of the file changes a value.", "The app gets another text than the file shows.", _TOOLS),
    "FB121": (
        "A line of a .env file is not NAME=VALUE.",
        "Readers of such files skip the line or read it in different ways.",
        "https://github.com/theskumar/python-dotenv#file-format",
    ),
    "FB122": (
        "The exported settings have a shape that funcbind does not know.",
        "Nothing in the file can be checked.",
        "https://learn.microsoft.com/cli/azure/functionapp/config/appsettings",
    ),
    "FB123": ("There are no settings to check the app against.", "Nothing can be said about its connections.", _TOOLS),
    "FB201": (
        "No setting gives the connection that a binding names.",
        "The host looks for the name, and for groups that begin with it, in a fixed order; when nothing is"
        " there the function does not start.",
        f"{_FUNCTIONS}#connections",
    ),
    "FB207": (
        "The connection has settings, but none that says where the service is.",
        "A group without the service's address is neither a connection string nor an identity-based "
        "connection; the extension refuses it.",
        f"{_FUNCTIONS}#configure-an-identity-based-connection",
    ),
    "FB211": (
        "A connection string cannot be parsed, or lacks a part.",
        "The service's client refuses it when the function starts.",
        f"{_FUNCTIONS}#connections",
    ),
    "FB212": (
        "Settings with different names are one key to the host.",
        "Letter case does not count and __ is the same as a colon; when the values differ, the host takes "
        "one at random.",
        "https://learn.microsoft.com/dotnet/core/extensions/configuration-providers#environment-variable-c"
        "onfiguration-provider",
    ),
    "FB213": ("A binding's connection has no name.", "There is no setting to look for.", f"{_FUNCTIONS}#connections"),
    "FB214": (
        "A name between percent signs stands for no setting.",
        "The host replaces %name% in bindings by app settings; without the setting, or without the second "
        "percent sign, the function does not start.",
        f"{_BINDINGS}#binding-expressions-and-patterns",
    ),
    "FB215": ("A binding has properties that exclude each other.", "The extension refuses the function.", _BINDINGS),
    "FB216": ("An option of an extension has an impossible value.", "The host stops at its start.", f"{_FUNCTIONS}"),
    "FB217": ("A binding lacks a property, or has an impossible one.", "The function does not start.", _BINDINGS),
    "FB218": (
        "A connection is not in the settings, but a variable of this process has its name.",
        "Only the name was looked at. Whoever starts the host needs the variable as well.",
        _TOOLS,
    ),
    "FB221": (
        "No extension of the bundle has this type of binding.",
        "The host does not load the function.",
        "https://learn.microsoft.com/azure/azure-functions/functions-bindings-register",
    ),
    "FB222": ("A binding cannot be read.", "The host does not load the function.", _BINDINGS),
    "FB308": (
        "The address of a service is not one that its client accepts.",
        "The client refuses it when the function starts.",
        f"{_FUNCTIONS}#configure-an-identity-based-connection",
    ),
    "FB309": (
        "An identity is used with an address that is not https.",
        "The client sends no token without encryption and refuses the address.",
        "https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/core/Azure.Core/src/Pipeline/BearerToken"
        "AuthenticationPolicy.cs",
    ),
    "FB403": (
        "A connection names more than one managed identity.",
        "A client id, a resource id and an object id exclude each other; the host refuses the connection.",
        _IDENTITY,
    ),
    "FB411": (
        "A credential lacks one of its parts.",
        "What is named in the connection's credential needs ids and files; the host refuses it without them.",
        _IDENTITY,
    ),
    "FB412": (
        "An object id is given without credential=managedidentity.",
        "The host uses an object id with a managed identity only and refuses it elsewhere.",
        _IDENTITY,
    ),
    "FB413": ("A tenant id has impossible letters.", "Azure Identity refuses it.", _IDENTITY),
    "FB414": (
        "The cloud of a federated identity is none that the host knows.",
        "Known are public, usgov and china; the host refuses the connection.",
        _IDENTITY,
    ),
    "FB508": (
        "A Key Vault reference stands where nobody resolves it, or is spelled wrong.",
        "App Service resolves references in Azure; elsewhere the app gets the text of the reference.",
        _VAULT,
    ),
    "FB611": (
        "An Event Hubs binding names no event hub.",
        "Neither the binding nor the connection string has one.",
        _EVENT_HUBS,
    ),
    "FB613": (
        "The binding and the connection string name different entities.",
        "The extension refuses the function.",
        "https://learn.microsoft.com/azure/azure-functions/functions-bindings-service-bus",
    ),
    "FB614": (
        "Several SignalR endpoints are given where the transient mode takes one.",
        "The extension refuses the connection.",
        _SIGNALR,
    ),
    "FB615": (
        "All SignalR endpoints of a connection are secondary ones.",
        "The extension needs a primary endpoint and refuses the connection.",
        _SIGNALR,
    ),
    "FB616": ("Two Web PubSub connections have one host.", "The extension refuses to tell them apart.", _PUBSUB),
    "FB617": ("The consumer group has an impossible name.", "The client refuses it.", _EVENT_HUBS),
    "FB618": (
        "A request lacks a header that the extension needs.",
        "The extension refuses the request.",
        _PUBSUB,
    ),
    "FB705": (
        "AZURE_TOKEN_CREDENTIALS has a value that Azure Identity does not know.",
        "Everything that signs in by the default credential fails, the host included.",
        f"{_CHAIN}#defaultazurecredential-overview",
    ),
    "FB710": (
        "AZURE_AUTHORITY_HOST is not an https address.",
        "Azure Identity refuses to send a secret there.",
        f"{_CHAIN}#defaultazurecredential-overview",
    ),
    "FB910": (
        "A file of the app cannot be parsed.",
        "The host indexes no function of it.",
        _PYTHON,
    ),
    "FB911": (
        "The app has function_app.py and function.json folders.",
        "The host loads the functions of function_app.py only.",
        _PYTHON,
    ),
}
