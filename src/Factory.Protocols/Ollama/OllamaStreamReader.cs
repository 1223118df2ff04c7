using Factory.Protocols.Canonical;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.Ollama;

/// <summary>Lines of a stream, each a JSON object; the last says <c>done</c>.</summary>
internal sealed class OllamaStreamReader(RequestMap map, TranslationContext context) : IResponseStreamReader
{
    private readonly OllamaResponseReader _reader = new($"call_{context.CallId}_", map);

    public void Read(string? name, ReadOnlySpan<byte> data, IResponseStreamSink sink)
    {
        var line = JsonText.Parse(data, "line", isReply: true).Object();
        if (line.Text("error") is { Length: > 0 } error)
        {
            sink.Fail(new ApiError(ApiErrorKind.Server, error));
            return;
        }

        foreach (var part in line.Object("message") is { } message ? _reader.ReadParts(message) : [])
        {
            Emit(part, sink);
        }

        if (line.Flag("done") == true)
        {
            if (OllamaResponseReader.ReadUsage(line) is { } usage)
            {
                sink.SetUsage(usage);
            }

            sink.SetStopReason(OllamaResponseReader.ReadStopReason(line), null);
            sink.Complete();
        }
    }

    private static void Emit(ContentPart part, IResponseStreamSink sink)
    {
        switch (part)
        {
            case TextPart text:
                sink.AppendText(text.Text);
                break;
            case ReasoningPart reasoning:
                sink.AppendReasoning(reasoning.Text);
                break;
            case ToolCallPart call:
                sink.BeginToolCall(call.Id, call.Name);
                sink.AppendToolArguments(call.Arguments);
                sink.EndBlock();
                break;
        }
    }
}
