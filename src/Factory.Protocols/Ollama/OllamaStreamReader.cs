using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.Ollama;

/// <summary>Lines of a stream, each a JSON object; the last says <c>done</c>.</summary>
internal sealed class OllamaStreamReader(RequestMap map, TranslationContext context) : IStreamReader
{
    private readonly OllamaReply _reply = new($"call_{context.Id}_", map);

    public void Read(string? name, ReadOnlySpan<byte> data, IReplySink sink)
    {
        var line = JsonText.Parse(data, "line", isReply: true).Object();
        if (line.Text("error") is { Length: > 0 } error)
        {
            sink.Failed(new Failure(FailureKind.Server, error));
            return;
        }

        foreach (var part in line.Object("message") is { } message ? _reply.Parts(message) : [])
        {
            Say(part, sink);
        }

        if (line.Flag("done") == true)
        {
            if (OllamaReply.Count(line) is { } usage)
            {
                sink.Count(usage);
            }

            sink.Stopped(OllamaReply.Stop(line), null);
            sink.End();
        }
    }

    private static void Say(ContentPart part, IReplySink sink)
    {
        switch (part)
        {
            case TextPart text:
                sink.Text(text.Text);
                break;
            case ThinkingPart thoughts:
                sink.Thinking(thoughts.Text);
                break;
            case ToolCallPart call:
                sink.Call(call.Id, call.Name);
                sink.Arguments(call.Arguments);
                sink.Close();
                break;
        }
    }
}
