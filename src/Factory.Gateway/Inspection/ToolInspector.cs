using System.Text;
using System.Text.Json;
using Factory.Domain;

namespace Factory.Gateway.Inspection;

/// <summary>
/// Inspects the tools of a request. Tools that the caller runs pass. Tools that the provider runs (searches, code,
/// remote servers) are rejected: they bill by the use or feed their results back as input, and neither has an upper
/// bound. Unknown kinds count as the provider's.
/// </summary>
internal static class ToolInspector
{
    private static readonly byte[][] ClientToolTypes = Ascii("function", "custom", "namespace", "local_shell", "apply_patch");

    // Anthropic dates the versions of the tools that a client runs: bash_20250124.
    private static readonly byte[][] AnthropicClientToolPrefixes = Ascii("bash_", "text_editor_", "computer_", "memory_");

    /// <summary>Inspects the list at the reader.</summary>
    /// <exception cref="RequestRejectedException">The provider runs one of the tools, or the list is not a list of
    /// objects.</exception>
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
        var search = default(ToolSearch);
        string? unknown = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped)
            {
                throw new RequestRejectedException("The name of a property of a tool contains an escape; write names plainly.");
            }

            if (api == ModelApi.GeminiGenerateContent)
            {
                ReadGeminiProperty(ref reader);
            }
            else
            {
                unknown ??= FindUnknown(reader, api);
                ReadProperty(ref reader, inspection, api, ref search);
            }
        }

        // The search runs on either side. Only an explicit 'execution' leaves it to the caller, and one that is missing
        // or repeated with another value does not.
        if (search is { IsPresent: true, IsCallers: not true })
        {
            throw ProviderToolRejected("tool_search");
        }

        // Last: that a tool runs at the provider says more than that one of its fields is unknown.
        if (unknown is not null)
        {
            throw FieldTable.Unknown(unknown);
        }
    }

    private static string? FindUnknown(Utf8JsonReader reader, ModelApi api)
    {
        var field = RequestProperties.ForTool(api).Find(reader.ValueSpan, out var isExact);
        var path = FieldTable.PathOf("tools[]", reader.ValueSpan);
        if (field is null || !isExact)
        {
            return path;
        }

        reader.Read();
        field.Members?.Check(reader, path);
        return null;
    }

    // A tool of Gemini is an object with one property for each kind of tool.
    private static void ReadGeminiProperty(ref Utf8JsonReader reader)
    {
        if (!reader.ValueTextEquals("functionDeclarations"u8) && !reader.ValueTextEquals("function_declarations"u8))
        {
            throw ProviderToolRejected(reader.GetString());
        }

        reader.Read();
        RequestProperties.ForTool(ModelApi.GeminiGenerateContent).Check(reader, "tools[].functionDeclarations");
        reader.Skip();
    }

    private static void ReadProperty(ref Utf8JsonReader reader, RequestInspection inspection, ModelApi api, ref ToolSearch search)
    {
        var isType = reader.ValueTextEquals("type"u8);
        var isList = reader.ValueTextEquals("tools"u8);
        var isCache = reader.ValueTextEquals("cache_control"u8);
        var isExecution = reader.ValueTextEquals("execution"u8);
        reader.Read();
        if (isType)
        {
            if (IsToolSearch(ref reader, api))
            {
                search.IsPresent = true;
            }
            else
            {
                CheckType(ref reader, api);
            }
        }
        else if (isExecution)
        {
            search.IsCallers = search.IsCallers != false
                && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("client"u8);
            reader.Skip();
        }
        else if (isList)
        {
            // Codex groups tools in namespaces.
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

    private static bool IsToolSearch(ref Utf8JsonReader reader, ModelApi api) =>
        api == ModelApi.OpenAIResponses
        && reader.TokenType == JsonTokenType.String
        && !reader.ValueIsEscaped
        && reader.ValueSpan.SequenceEqual("tool_search"u8);

    private static void CheckType(ref Utf8JsonReader reader, ModelApi api)
    {
        var isCallers = reader.TokenType == JsonTokenType.Null;
        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
        {
            var type = reader.ValueSpan;
            foreach (var prefix in api == ModelApi.AnthropicMessages ? AnthropicClientToolPrefixes : [])
            {
                isCallers |= type.StartsWith(prefix);
            }

            foreach (var known in ClientToolTypes)
            {
                isCallers |= type.SequenceEqual(known);
            }
        }

        if (!isCallers)
        {
            throw ProviderToolRejected(reader.TokenType == JsonTokenType.String ? reader.GetString() : null);
        }
    }

    private static RequestRejectedException ProviderToolRejected(string? type)
    {
        var shown = type is null ? null : VisibleText.Start(type, 60);
        return new($"The tool '{shown}' runs at the provider and has no price in models.json; offer a function of your own instead.");
    }

    private static byte[][] Ascii(params string[] names) => [.. names.Select(Encoding.ASCII.GetBytes)];

    /// <summary>
    /// What the properties of one tool say of OpenAI's <c>tool_search</c>; the properties come in any order.
    /// </summary>
    private record struct ToolSearch(bool IsPresent, bool? IsCallers);
}
