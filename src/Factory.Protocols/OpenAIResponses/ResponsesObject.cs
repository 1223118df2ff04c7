using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIResponses;

/// <summary>The response object: a complete reply, and the content of a stream's first and last events.</summary>
internal static class ResponsesObject
{
    /// <summary>Writes the object.</summary>
    /// <param name="json">Gets the object.</param>
    /// <param name="context">The call.</param>
    /// <param name="items">The output so far, each with its id.</param>
    /// <param name="stop">Why the reply ended; null while it is in progress or after a failure.</param>
    /// <param name="usage">The token counts; null where they are unknown.</param>
    /// <param name="error">The failure that ended the reply; null for none.</param>
    public static void Write(
        Utf8JsonWriter json,
        TranslationContext context,
        IReadOnlyList<(ContentPart Part, string Id)> items,
        StopReason? stop,
        Usage? usage,
        ApiError? error = null)
    {
        json.WriteStartObject();
        json.WriteString("id", $"resp_{context.CallId}");
        json.WriteString("object", "response");
        json.WriteNumber("created_at", context.CreatedUnixSeconds);
        var cut = stop switch { StopReason.MaxTokens => "max_output_tokens", StopReason.Refusal => "content_filter", _ => null };
        json.WriteString("status", error is not null ? "failed" : stop is null ? "in_progress" : cut is null ? "completed" : "incomplete");
        WriteError(json, error);
        WriteIncompleteDetails(json, cut);

        // The SDKs declare the following fields as required; the request's own values are not known here, so these are
        // the defaults.
        json.WriteNull("instructions");
        json.WriteString("model", context.ClientModel);
        json.WriteStartArray("output");
        foreach (var (part, id) in items)
        {
            ResponsesItemWriter.Write(json, part, id);
        }

        json.WriteEndArray();
        json.WriteBoolean("parallel_tool_calls", true);
        json.WriteString("tool_choice", "auto");
        json.WriteStartArray("tools");
        json.WriteEndArray();
        json.WriteStartObject("metadata");
        json.WriteEndObject();
        WriteUsage(json, usage);
        json.WriteEndObject();
    }

    /// <summary>Reads a <c>usage</c> object; counts that are absent are 0.</summary>
    public static Usage ReadUsage(JsonObjectReader usage)
    {
        var input = usage.Object("input_tokens_details");
        return new Usage(
            usage.Take("input_tokens")?.Integer() ?? 0,
            input?.Take("cached_tokens")?.Integer() ?? 0,
            input?.Take("cache_write_tokens")?.Integer() ?? 0,
            usage.Take("output_tokens")?.Integer() ?? 0,
            usage.Object("output_tokens_details")?.Take("reasoning_tokens")?.Integer() ?? 0);
    }

    /// <summary>Why a reply ended, from its status.</summary>
    /// <exception cref="TranslationException">A status or reason that no other API has.</exception>
    public static StopReason ReadStop(JsonObjectReader response)
    {
        var status = response.Text("status") ?? "completed";
        return (status, response.Object("incomplete_details")?.Text("reason")) switch
        {
            ("completed", _) => StopReason.EndOfTurn,
            ("incomplete", null) => StopReason.MaxTokens,

            // A reply that the server calls incomplete is no finished one, whatever the reason.
            ("incomplete", { } reason) => StopReasonReader.Read(reason, "incomplete_details.reason") switch
            {
                StopReason.EndOfTurn => StopReason.MaxTokens,
                var stop => stop,
            },
            var (_, reason) => throw new TranslationException(
                "status",
                $"the provider's reply is {status} ({reason ?? "no reason given"}), which the client's API cannot express"),
        };
    }

    private static void WriteIncompleteDetails(Utf8JsonWriter json, string? reason)
    {
        if (reason is null)
        {
            json.WriteNull("incomplete_details");
            return;
        }

        json.WriteStartObject("incomplete_details");
        json.WriteString("reason", reason);
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, ApiError? error)
    {
        if (error is null)
        {
            json.WriteNull("error");
            return;
        }

        json.WriteStartObject("error");
        json.WriteString("code", VendorErrors.ResponsesCode(error.Kind));
        json.WriteString("message", ContextOverflow.Describe(ModelApi.OpenAIResponses, error));
        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, Usage? usage)
    {
        if (usage is null)
        {
            json.WriteNull("usage");
            return;
        }

        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", usage.Input);
        json.WriteStartObject("input_tokens_details");
        json.WriteNumber("cached_tokens", usage.CacheRead);
        if (usage.CacheWrite > 0)
        {
            json.WriteNumber("cache_write_tokens", usage.CacheWrite);
        }

        json.WriteEndObject();
        json.WriteNumber("output_tokens", usage.Output);
        json.WriteStartObject("output_tokens_details");
        json.WriteNumber("reasoning_tokens", usage.Reasoning);
        json.WriteEndObject();
        json.WriteNumber("total_tokens", usage.Input + usage.Output);
        json.WriteEndObject();
    }
}
