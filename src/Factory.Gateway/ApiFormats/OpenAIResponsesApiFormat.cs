using System.Text.Json;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.ApiFormats;

/// <summary>OpenAI responses.</summary>
internal sealed class OpenAIResponsesApiFormat : ApiFormat
{
    /// <inheritdoc/>
    public override ModelApi ModelApi => ModelApi.OpenAIResponses;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ForwardedHeaders { get; } = ["openai-beta"];

    /// <inheritdoc/>
    public override string Path(string model, bool stream) => "/responses";

    /// <inheritdoc/>
    public override List<BodyPatch> Rewrite(RequestInspection inspection, string model, int cap, ProviderDefinition provider)
    {
        var patches = new List<BodyPatch>(2);
        ReplaceModel(patches, inspection, model);
        CapOutput(patches, inspection, cap, "max_output_tokens");
        return patches;
    }

    /// <inheritdoc/>
    public override void ReadResponse(ReadOnlySpan<byte> json, ResponseProgress usage)
    {
        if (ResponseJson.ReadUsage(json, "usage"u8) is { } reported)
        {
            usage.AddUsage(reported.AsOpenAIResponses(), isFinal: true);
        }
    }

    /// <inheritdoc/>
    public override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ResponseProgress usage, RequestInspection inspection)
    {
        // Not OpenAI's: some servers that copy the API send chat's end after the terminating event.
        if (data.Trim(" \t"u8).SequenceEqual("[DONE]"u8))
        {
            return;
        }

        if (!ResponseJson.LooksLikeObject(data))
        {
            throw new JsonException("Not an object.");
        }

        usage.EventCount++;
        // Each event names its type twice; servers that copy the API sometimes leave the SSE name out.
        var type = name.IsEmpty ? TypeOf(data) : name;
        if (type.EndsWith(".delta"u8))
        {
            usage.AddOutputBytes(data.Length);
        }
        else if (type.SequenceEqual("response.completed"u8)
            || type.SequenceEqual("response.incomplete"u8)
            || type.SequenceEqual("response.failed"u8))
        {
            // A failed response may report usage, too.
            usage.HasTerminator = true;
            usage.HasError = type.EndsWith("failed"u8);
            if (ResponseJson.ReadUsage(data, "usage"u8, "response"u8) is { } reported)
            {
                usage.AddUsage(reported.AsOpenAIResponses(), isFinal: true);
            }
        }
        else if (type.SequenceEqual("error"u8))
        {
            usage.HasError = true;
        }
    }

    /// <inheritdoc/>
    public override bool IsPreamble(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var type = name.IsEmpty ? TypeOf(data) : name;
        return type.SequenceEqual("response.created"u8)
            || type.SequenceEqual("response.in_progress"u8)
            || type.SequenceEqual("response.queued"u8);
    }

    /// <inheritdoc/>
    public override bool HasAnswer(JsonElement root) => HasProperty(root, "output");

    private static ReadOnlySpan<byte> TypeOf(ReadOnlySpan<byte> data)
    {
        var at = data.IndexOf("\"type\""u8);
        var value = at < 0 ? default : data[(at + 6)..].TrimStart(" \t\r\n:\""u8);
        var end = value.IndexOf((byte)'"');
        return end < 0 ? default : value[..end];
    }
}
