using System.Text;
using System.Text.Json;

namespace Factory.Gateway.Inspection;

/// <summary>
/// The tools of a request. Those that the caller runs itself pass; those that the provider runs (searches, code, remote servers) are refused: they bill by the use or feed
/// their results back as input, and neither has a bound. Unknown kinds count as such. A search for tools is either's: it passes when it says that the caller runs it.
/// </summary>
internal static class ToolInspector
{
    private static readonly byte[][] ClientToolTypes = [.. new[] { "function", "custom", "namespace", "local_shell", "apply_patch" }.Select(Encoding.ASCII.GetBytes)];

    // Anthropic dates the forms of the tools that a client runs: bash_20250124.
    private static readonly byte[][] AnthropicClientToolPrefixes = [.. new[] { "bash_", "text_editor_", "computer_", "memory_" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>Reads the list at the reader.</summary>
    public static void Read(ref Utf8JsonReader reader, RequestInspection inspection, ModelApi api)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        var depth = reader.CurrentDepth;
        while (reader.Read() && !(reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == depth))
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new RequestRejectedException("Each of 'tools' must be an object.");
            }

            inspection.HasTools = true;
            ReadTool(ref reader, inspection, api);
        }
    }

    private static void ReadTool(ref Utf8JsonReader reader, RequestInspection inspection, ModelApi api)
    {
        var isSearch = false;
        bool? isCallers = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped)
            {
                throw new RequestRejectedException("The name of a property of a tool holds an escape; write names plainly.");
            }

            if (api == ModelApi.GeminiGenerateContent)
            {
                if (!reader.ValueTextEquals("functionDeclarations"u8) && !reader.ValueTextEquals("function_declarations"u8))
                {
                    throw ProviderToolRejected(reader.GetString());
                }

                reader.Read();
                reader.Skip();
                continue;
            }

            var isType = reader.ValueTextEquals("type"u8);
            var isList = reader.ValueTextEquals("tools"u8);
            var isCache = reader.ValueTextEquals("cache_control"u8);
            var isExecution = reader.ValueTextEquals("execution"u8);
            reader.Read();
            if (isType)
            {
                if (IsToolSearch(ref reader, api))
                {
                    isSearch = true;
                }
                else
                {
                    CheckType(ref reader, api);
                }
            }
            else if (isExecution)
            {
                isCallers = isCallers != false && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("client"u8);
                reader.Skip();
            }
            else if (isList)
            {
                Read(ref reader, inspection, api);
            }
            else if (isCache)
            {
                PricingRules.ReadCacheControl(ref reader, inspection);
            }
            else
            {
                reader.Skip();
            }
        }

        if (isSearch && isCallers != true)
        {
            throw ProviderToolRejected("tool_search");
        }
    }

    private static bool IsToolSearch(ref Utf8JsonReader reader, ModelApi api) =>
        api == ModelApi.OpenAIResponses && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && reader.ValueSpan.SequenceEqual("tool_search"u8);

    private static void CheckType(ref Utf8JsonReader reader, ModelApi api)
    {
        var isCallers = reader.TokenType == JsonTokenType.Null;
        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
        {
            var type = reader.ValueSpan;
            foreach (var name in api == ModelApi.AnthropicMessages ? AnthropicClientToolPrefixes : [])
            {
                isCallers |= type.StartsWith(name);
            }

            foreach (var name in ClientToolTypes)
            {
                isCallers |= type.SequenceEqual(name);
            }
        }

        if (!isCallers)
        {
            throw ProviderToolRejected(reader.TokenType == JsonTokenType.String ? reader.GetString() : null);
        }
    }

    private static RequestRejectedException ProviderToolRejected(string? type) =>
        new($"The tool '{(type is { Length: > 60 } ? type[..60] : type)}' runs at the provider and has no price in models.json; offer a function of your own instead.");
}
