"""The decorators of azure-functions and azure-functions-durable, as one table.

A row says what a decorator adds to ``function.json``: the binding's type, its direction and the decorator's
parameters in order, because people give them by position too. The JSON property of a parameter is its name in camel
case; what is ``None`` is left out. Sources: ``azure/functions/decorators/function_app.py`` and its neighbours,
``azure/durable_functions/decorators/durable_app.py``. A test compares the rows with the installed packages.
"""

from __future__ import annotations

from funcbind._record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_SASL = (
    "avro_schema key_avro_schema key_data_type username password ssl_key_location ssl_ca_location "
    "ssl_certificate_location ssl_key_password ssl_certificate_pem ssl_key_pem ssl_ca_pem ssl_certificate_and_key_pem "
    "schema_registry_url schema_registry_username schema_registry_password o_auth_bearer_method "
    "o_auth_bearer_client_id o_auth_bearer_client_secret o_auth_bearer_scope o_auth_bearer_token_endpoint_url "
    "o_auth_bearer_extensions "
)
_LEASE_V4 = (
    "lease_connection lease_database_name lease_container_name create_lease_container_if_not_exists "
    "leases_container_throughput lease_container_prefix feed_poll_delay lease_acquire_interval "
    "lease_expiration_interval lease_renew_interval max_items_per_invocation start_from_beginning start_from_time "
    "preferred_locations change_feed_mode data_type"
)
_LEASE_V3 = (
    "lease_collection_name lease_connection_string_setting lease_database_name create_lease_collection_if_not_exists "
    "leases_collection_throughput lease_collection_prefix checkpoint_interval checkpoint_document_count "
    "feed_poll_delay lease_renew_interval lease_acquire_interval lease_expiration_interval max_items_per_invocation "
    "start_from_beginning preferred_locations data_type"
)
_SERVICE_BUS = "data_type access_rights is_sessions_enabled cardinality auto_complete_messages"
_CHAT = "temperature top_p max_tokens is_reasoning_model data_type"
_EMBEDDING = "ai_connection_name embeddings_model max_chunk_length max_overlap data_type"

# decorator -> (binding type, direction, parameters in order)
_ROWS: dict[str, tuple[str, str, str]] = {
    "blob_trigger": ("blobTrigger", "in", "arg_name path connection source data_type"),
    "blob_input": ("blob", "in", "arg_name path connection data_type"),
    "blob_output": ("blob", "out", "arg_name path connection data_type"),
    "queue_trigger": ("queueTrigger", "in", "arg_name queue_name connection data_type"),
    "queue_output": ("queue", "out", "arg_name queue_name connection data_type"),
    "table_input": ("table", "in", "arg_name connection table_name row_key partition_key take filter data_type"),
    "table_output": ("table", "out", "arg_name connection table_name row_key partition_key data_type"),
    "service_bus_queue_trigger": ("serviceBusTrigger", "in", "arg_name connection queue_name " + _SERVICE_BUS),
    "service_bus_topic_trigger": (
        "serviceBusTrigger",
        "in",
        "arg_name connection topic_name subscription_name " + _SERVICE_BUS,
    ),
    "service_bus_queue_output": ("serviceBus", "out", "arg_name connection queue_name data_type access_rights"),
    "service_bus_topic_output": (
        "serviceBus",
        "out",
        "arg_name connection topic_name subscription_name data_type access_rights",
    ),
    "event_hub_message_trigger": (
        "eventHubTrigger",
        "in",
        "arg_name connection event_hub_name data_type cardinality consumer_group",
    ),
    "event_hub_output": ("eventHub", "out", "arg_name connection event_hub_name data_type"),
    "event_grid_trigger": ("eventGridTrigger", "in", "arg_name data_type"),
    "event_grid_output": ("eventGrid", "out", "arg_name topic_endpoint_uri topic_key_setting connection data_type"),
    "cosmos_db_trigger": ("cosmosDBTrigger", "in", "arg_name connection database_name container_name " + _LEASE_V4),
    "cosmos_db_input": (
        "cosmosDB",
        "in",
        "arg_name connection database_name container_name partition_key id sql_query preferred_locations data_type",
    ),
    "cosmos_db_output": (
        "cosmosDB",
        "out",
        "arg_name connection database_name container_name create_if_not_exists partition_key container_throughput "
        "preferred_locations data_type",
    ),
    "cosmos_db_trigger_v3": (
        "cosmosDBTrigger",
        "in",
        "arg_name database_name collection_name connection_string_setting " + _LEASE_V3,
    ),
    "cosmos_db_input_v3": (
        "cosmosDB",
        "in",
        "arg_name database_name collection_name connection_string_setting id sql_query partition_key data_type",
    ),
    "cosmos_db_output_v3": (
        "cosmosDB",
        "out",
        "arg_name database_name collection_name connection_string_setting create_if_not_exists partition_key "
        "collection_throughput use_multiple_write_locations preferred_locations data_type",
    ),
    "sql_trigger": (
        "sqlTrigger",
        "in",
        "arg_name table_name connection_string_setting leases_table_name data_type",
    ),
    "sql_input": (
        "sql",
        "in",
        "arg_name command_text connection_string_setting command_type parameters data_type",
    ),
    "sql_output": ("sql", "out", "arg_name command_text connection_string_setting data_type"),
    "mysql_trigger": (
        "mysqlTrigger",
        "in",
        "arg_name table_name connection_string_setting leases_table_name data_type",
    ),
    "mysql_input": (
        "mysql",
        "in",
        "arg_name command_text connection_string_setting command_type parameters data_type",
    ),
    "mysql_output": ("mysql", "out", "arg_name command_text connection_string_setting data_type"),
    "kafka_trigger": (
        "kafkaTrigger",
        "in",
        "arg_name topic broker_list event_hub_connection_string consumer_group "
        + _SASL
        + "authentication_mode protocol cardinality lag_threshold data_type",
    ),
    "kafka_output": (
        "kafka",
        "out",
        "arg_name topic broker_list "
        + _SASL
        + "max_message_bytes batch_size enable_idempotence message_timeout_ms request_timeout_ms max_retries "
        "authentication_mode protocol linger_ms data_type",
    ),
    "timer_trigger": ("timerTrigger", "in", "arg_name schedule run_on_startup use_monitor data_type"),
    "schedule": ("timerTrigger", "in", "arg_name schedule run_on_startup use_monitor data_type"),
    "warm_up_trigger": ("warmupTrigger", "in", "arg_name data_type"),
    "connector_trigger": ("connectorTrigger", "in", "arg_name data_type"),
    # adds an HTTP output too; see ``emit.py``
    "route": (
        "httpTrigger",
        "in",
        "route trigger_arg_name binding_arg_name methods auth_level trigger_extra_fields binding_extra_fields",
    ),
    "generic_trigger": ("", "in", "arg_name type data_type"),
    "generic_input_binding": ("", "in", "arg_name type data_type"),
    "generic_output_binding": ("", "out", "arg_name type data_type"),
    "orchestration_trigger": ("orchestrationTrigger", "in", "context_name orchestration input_type"),
    "activity_trigger": ("activityTrigger", "in", "input_name activity"),
    "entity_trigger": ("entityTrigger", "in", "context_name entity_name"),
    "durable_client_input": ("durableClient", "in", "client_name task_hub connection_name"),
    "dapr_service_invocation_trigger": ("daprServiceInvocationTrigger", "in", "arg_name method_name data_type"),
    "dapr_binding_trigger": ("daprBindingTrigger", "in", "arg_name binding_name data_type"),
    "dapr_topic_trigger": ("daprTopicTrigger", "in", "arg_name pub_sub_name topic route data_type"),
    "dapr_state_input": ("daprState", "in", "arg_name state_store key dapr_address data_type"),
    "dapr_state_output": ("daprState", "out", "arg_name state_store key dapr_address data_type"),
    "dapr_secret_input": ("daprSecret", "in", "arg_name secret_store_name key metadata dapr_address data_type"),
    "dapr_invoke_output": ("daprInvoke", "out", "arg_name app_id method_name http_verb dapr_address data_type"),
    "dapr_publish_output": ("daprPublish", "out", "arg_name pub_sub_name topic dapr_address data_type"),
    "dapr_binding_output": ("daprBinding", "out", "arg_name binding_name operation dapr_address data_type"),
    "assistant_skill_trigger": (
        "assistantSkillTrigger",
        "in",
        "arg_name function_description function_name parameter_description_json data_type",
    ),
    "text_completion_input": ("textCompletion", "in", "arg_name prompt ai_connection_name chat_model " + _CHAT),
    "assistant_create_output": ("assistantCreate", "out", "arg_name data_type"),
    "assistant_query_input": (
        "assistantQuery",
        "in",
        "arg_name id timestamp_utc chat_storage_connection_setting collection_name data_type",
    ),
    "assistant_post_input": (
        "assistantPost",
        "in",
        "arg_name id user_message ai_connection_name chat_model chat_storage_connection_setting collection_name "
        + _CHAT,
    ),
    "embeddings_input": ("embeddings", "in", "arg_name input input_type " + _EMBEDDING),
    "embeddings_store_output": (
        "embeddingsStore",
        "out",
        "arg_name input input_type store_connection_name collection " + _EMBEDDING,
    ),
    "semantic_search_input": (
        "semanticSearch",
        "in",
        "arg_name search_connection_name collection query ai_connection_name embeddings_model chat_model "
        "system_prompt max_knowledge_count " + _CHAT,
    ),
    # gives the trigger the name "context" and the function's own name as the tool's; see ``emit.py``
    "mcp_tool": ("mcpToolTrigger", "in", "metadata use_result_schema"),
    "mcp_tool_trigger": ("mcpToolTrigger", "in", "arg_name tool_name description tool_properties data_type"),
    "mcp_resource_trigger": (
        "mcpResourceTrigger",
        "in",
        "arg_name uri resource_name title description mime_type size metadata data_type",
    ),
    "mcp_prompt_trigger": (
        "mcpPromptTrigger",
        "in",
        "arg_name prompt_name prompt_arguments title description metadata icons data_type",
    ),
}

_KAFKA = {"key_data_type": "STRING", "authentication_mode": "NOTSET", "protocol": "NOTSET"}
_OPENAI = {
    "ai_connection_name": "",
    "chat_model": "DefaultChatModel",
    "temperature": "0.5",
    "max_tokens": "100",
    "is_reasoning_model": False,
}
_MODEL = {
    "ai_connection_name": "",
    "embeddings_model": "DefaultEmbeddingsModel",
    "max_chunk_length": 8192,
    "max_overlap": 128,
}

# Defaults that are not None. The long default text of semantic_search_input's system_prompt names nothing: left out.
_DEFAULTS: dict[str, dict[str, object]] = {
    "sql_input": {"command_type": "Text"},
    "mysql_input": {"command_type": "Text"},
    "kafka_trigger": {**_KAFKA, "cardinality": "ONE", "lag_threshold": 1000},
    "kafka_output": {
        **_KAFKA,
        "max_message_bytes": 1_000_000,
        "batch_size": 10_000,
        "enable_idempotence": False,
        "message_timeout_ms": 300_000,
        "request_timeout_ms": 5_000,
        "max_retries": 2_147_483_647,
        "linger_ms": 5,
    },
    "route": {"trigger_arg_name": "req", "binding_arg_name": "$return"},
    "text_completion_input": _OPENAI,
    "assistant_query_input": {
        "chat_storage_connection_setting": "AzureWebJobsStorage",
        "collection_name": "ChatState",
    },
    "assistant_post_input": {
        **_OPENAI,
        "chat_storage_connection_setting": "AzureWebJobsStorage",
        "collection_name": "ChatState",
    },
    "embeddings_input": _MODEL,
    "embeddings_store_output": _MODEL,
    "semantic_search_input": {
        **_OPENAI,
        "embeddings_model": "DefaultEmbeddingsModel",
        "max_knowledge_count": 1,
    },
    "mcp_tool": {"use_result_schema": False},
    "mcp_tool_trigger": {"use_result_schema": False},
}

# Names that other libraries use too: without a sure sign of azure-functions they mean nothing.
COMMON_WORDS = frozenset({"route", "schedule", "mcp_tool"})

# Text of these parameters is the name of an enumeration's member, any letter case; JSON gets it in upper case.
ENUM_PARAMETERS = frozenset(
    {
        "data_type",
        "access_rights",
        "cardinality",
        "auth_level",
        "authentication_mode",
        "protocol",
        "key_data_type",
        "o_auth_bearer_method",
        "methods",
    }
)

# JSON gets a member's name, but its value for these two enumerations.
ENUM_VALUES = {
    "BlobSource": {"EVENT_GRID": "EventGrid", "LOGS_AND_CONTAINER_SCAN": "LogsAndContainerScan"},
    "CosmosDBChangeFeedMode": {
        "LATEST_VERSION": "LatestVersion",
        "ALL_VERSIONS_AND_DELETES": "AllVersionsAndDeletes",
    },
}

# JSON properties whose value is the name of a setting or of a connection.
NAMING_PROPERTIES = frozenset(
    {
        "connection",
        "connections",
        "connectionStringSetting",
        "connectionName",
        "leaseConnection",
        "leaseConnectionStringSetting",
        "topicEndpointUri",
        "topicKeySetting",
        "aiConnectionName",
        "chatStorageConnectionSetting",
        "searchConnectionName",
        "storeConnectionName",
        "brokerList",
        "eventHubConnectionString",
    }
)

# Classes that carry the decorators -> whether functions can be indexed from them without being registered.
APP_CLASSES = {
    "azure.functions.FunctionApp": True,
    "azure.functions.AsgiFunctionApp": True,
    "azure.functions.WsgiFunctionApp": True,
    "azure.functions.ExternalHttpFunctionApp": True,
    "azure.functions.Blueprint": False,
    "azure.functions.TriggerApi": False,
    "azure.functions.BindingApi": False,
    "azure.functions.DecoratorApi": False,
    "azure.functions.FunctionRegister": True,
    "azure.durable_functions.DFApp": True,
    "azure.durable_functions.Blueprint": False,
}


class Decorator(Record):
    """One row of the table.

    Attributes:
        name: the decorator's name.
        type: the binding type, empty for a generic binding, whose ``type`` argument says it.
        direction: ``in`` or ``out``.
        parameters: names of the parameters after ``self``, in order.
        defaults: values of the parameters that are not ``None`` when left out, as JSON gets them.
    """

    name: str
    type: str
    direction: str
    parameters: tuple[str, ...]
    defaults: Mapping[str, object]

    @property
    def argument(self) -> str:
        """The parameter that names the function's argument, empty when there is none."""
        first = self.parameters[0]
        return first if first in ("arg_name", "context_name", "input_name", "client_name") else ""


_known: dict[str, Decorator] = {}


def is_decorator(name: str) -> bool:
    """Whether a method of this name adds a binding."""
    return name in _ROWS


def decorator_names() -> tuple[str, ...]:
    """Return the names of the table's rows."""
    return tuple(_ROWS)


def decorator_of(name: str) -> Decorator:
    """Return the row of a name for which :func:`is_decorator` is true."""
    row = _known.get(name)
    if row is None:
        type_, direction, parameters = _ROWS[name]
        row = _known[name] = Decorator(name, type_, direction, tuple(parameters.split()), _DEFAULTS.get(name, {}))
    return row


def camel_case(name: str) -> str:
    """Return a parameter's JSON property, as azure-functions spells it: ``queue_name`` -> ``queueName``."""
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
