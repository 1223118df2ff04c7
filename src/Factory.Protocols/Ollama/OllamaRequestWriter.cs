using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;
using Factory.Protocols.OpenAIChat;

namespace Factory.Protocols.Ollama;

/// <summary>Requests to Ollama's own chat, <c>/api/chat</c>.</summary>
/// <remarks>
/// Its OpenAI-compatible route ignores <c>num_ctx</c>, so the context would be the server's default (4,096 tokens on a
/// small GPU), and a longer request is truncated silently (ollama docs/context-length). Here the context is set, and a
/// request that is too long is rejected.
/// </remarks>
internal static class OllamaRequestWriter
{
    /// <summary>Writes the body of a request.</summary>
    /// <exception cref="TranslationException">The request holds an image at an address.</exception>
    public static byte[] Write(ModelRequest request, TranslationContext context)
    {
        var messages = MessageNormalizer.KeepOwnReasoning(request.Messages, ModelApi.OllamaChat, needsProof: false);
        UnsupportedSetting.RejectImageUrls(request, messages, "Ollama");
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("model", context.UpstreamModel);
            json.WriteBoolean("stream", request.Stream);

            // Both default to true: truncate drops messages from the start, shift drops tokens while the reply is
            // generated. Either way the instructions go first.
            json.WriteBoolean("truncate", false);
            json.WriteBoolean("shift", false);
            json.WriteStartArray("messages");
            foreach (var message in messages)
            {
                OllamaMessageWriter.Write(json, message);
            }

            json.WriteEndArray();
            WriteTools(json, request);
            WriteFormat(json, request.ResponseFormat);
            WriteThinking(json, request.Reasoning, context);
            WriteOptions(json, request, context);
            json.WriteEndObject();
        });
    }

    private static void WriteTools(Utf8JsonWriter json, ModelRequest request)
    {
        // Ollama has no tool_choice. The choice decides which tools the model sees; that a tool must be called
        // cannot be expressed.
        var offered = request.ToolChoice switch
        {
            { Mode: ToolChoiceMode.None } => [],
            { Mode: ToolChoiceMode.Named, Tool: { } chosen } => request.Tools.Where(tool => tool.Name == chosen),
            _ => request.Tools,
        };
        if (!offered.Any())
        {
            return;
        }

        OpenAITools.WriteNested(json, offered, strict: false);
    }

    private static void WriteFormat(Utf8JsonWriter json, ResponseFormat? format)
    {
        if (format?.Schema is { } schema)
        {
            json.WriteRaw("format", schema);
        }
        else if (format is not null)
        {
            json.WriteString("format", "json");
        }
    }

    private static void WriteThinking(Utf8JsonWriter json, Reasoning? reasoning, TranslationContext context)
    {
        if (!context.SupportsReasoning || reasoning is null or { Mode: ReasoningMode.Unspecified, Effort: null, BudgetTokens: null })
        {
            return;
        }

        // gpt-oss takes an effort and ignores true and false; every other model takes true or false and rejects an
        // effort.
        var isOn = reasoning.Mode != ReasoningMode.Off;
        if (isOn && context.UpstreamModel.Contains("gpt-oss", StringComparison.Ordinal))
        {
            var effort = ReasoningBudgets.EffortOf(reasoning) ?? "medium";
            json.WriteString("think", effort switch { "minimal" => "low", "xhigh" or "max" => "high", _ => effort });
        }
        else
        {
            json.WriteBoolean("think", isOn);
        }
    }

    private static void WriteOptions(Utf8JsonWriter json, ModelRequest request, TranslationContext context)
    {
        json.WriteStartObject("options");
        json.WriteNumberIfNotNull("num_ctx", context.ContextTokens);
        json.WriteNumberIfNotNull("num_predict", request.MaxOutputTokens);
        json.WriteNumberIfNotNull("temperature", request.Temperature);
        json.WriteNumberIfNotNull("top_p", request.TopP);
        json.WriteNumberIfNotNull("top_k", request.TopK);
        json.WriteNumberIfNotNull("frequency_penalty", request.FrequencyPenalty);
        json.WriteNumberIfNotNull("presence_penalty", request.PresencePenalty);
        json.WriteNumberIfNotNull("seed", request.Seed);
        json.WriteStringsIfAny("stop", request.StopSequences);
        json.WriteEndObject();
    }
}
