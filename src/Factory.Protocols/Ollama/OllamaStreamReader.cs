using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Ollama;

/// <summary>Streams of Ollama's chat: lines, each a JSON object; the last has <c>done</c>.</summary>
/// <param name="map">Restores the client's tool names.</param>
/// <param name="context">The call; ids of tool calls are made from its id.</param>
internal sealed class OllamaStreamReader(RequestMap map, TranslationContext context) : IResponseStreamReader
{
    private readonly BlockSequencer _blocks = new($"call_{context.CallId}_");
    private readonly OllamaResponseReader _reader = new($"call_{context.CallId}_", map);

    /// <inheritdoc/>
    public void Read(string? name, ReadOnlySpan<byte> data, IResponseStreamSink sink)
    {
        var line = JsonText.Parse(data, "line", isReply: true).Object();

        foreach (var part in line.Object("message") is { } message ? _reader.ReadParts(message) : [])
        {
            _blocks.AppendPart(part, ModelApi.OllamaChat, sink);
        }

        if (line.Flag("done") == true)
        {
            if (OllamaResponseReader.ReadUsage(line) is { } usage)
            {
                sink.SetUsage(usage);
            }

            _blocks.CloseAll(sink);
            sink.SetStopReason(OllamaResponseReader.ReadStopReason(line), null);
            sink.Complete();
        }
    }
}
