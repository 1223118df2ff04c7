using System.Buffers;
using Factory.Gateway.Apis;
using Factory.Gateway.Errors;
using Factory.Gateway.Upstreams;
using Factory.Protocols;
using Factory.Protocols.Ollama;

namespace Factory.Gateway.Calls;

/// <summary>One call between two protocols: the request on the way there, the answer on the way back.</summary>
internal sealed class Translation
{
    private readonly Func<ReadOnlyMemory<byte>, byte[]> _reply;
    private readonly Func<StreamTranslator> _stream;

    /// <exception cref="TranslationException">The provider's protocol cannot say it.</exception>
    public Translation(ReadOnlyMemory<byte> body, CallRequest request, UpstreamCandidate candidate, string call, int cap, DateTimeOffset now)
    {
        var context = new TranslationContext(request.Asked, candidate.Model.Ref.Model, request.Facts.Stream, Plain(call), now.ToUnixTimeSeconds())
        {
            DefaultMaxOutputTokens = cap,
            Reasons = candidate.Model.Capabilities.Contains(ModelDefinition.ReasoningCapability),
            OldMaxTokens = ChatSurface.TakesOldCap(candidate.Connection.Provider),
            ContextTokens = candidate.Model.ContextTokens,
        };
        if (candidate.Surface is OllamaEmbedSurface)
        {
            var embeddings = new OllamaEmbeddings(body, context);
            Body = embeddings.Body;
            _reply = embeddings.Reply;
            _stream = static () => throw new InvalidOperationException("Embeddings do not stream.");
            return;
        }

        var (client, provider) = (Of(request.Surface), Of(candidate.Surface));
        var translated = Translator.Request(client, provider, body, context);
        Body = translated.Body;
        _reply = reply => Translator.Reply(provider, client, reply, context, translated.Map);
        _stream = () => Translator.Stream(provider, client, context, translated.Map);
    }

    /// <summary>The request in the provider's protocol.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>A whole answer in the client's protocol.</summary>
    /// <exception cref="TranslationException">The provider's answer is not in its protocol, or the client's cannot say it.</exception>
    public byte[] Reply(ReadOnlyMemory<byte> body) => _reply(body);

    /// <summary>The stream in the client's protocol.</summary>
    public StreamWriter Writer(SecretScrubber shield, bool asList)
    {
        var writer = new TranslatedWriter(_stream(), shield);
        return asList ? new TranslatedListWriter(writer) : writer;
    }

    private static Protocol Of(Surface surface) => surface.Protocol switch
    {
        ProtocolNames.Chat => Protocol.OpenAIChat,
        ProtocolNames.Responses => Protocol.OpenAIResponses,
        ProtocolNames.Messages => Protocol.AnthropicMessages,
        ProtocolNames.Ollama => Protocol.OllamaChat,
        _ => Protocol.GeminiGenerate,
    };

    private static string Plain(string id) => string.Concat(id.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
}

/// <summary>A stream of another protocol.</summary>
internal sealed class TranslatedWriter(StreamTranslator translator, SecretScrubber shield) : StreamWriter
{
    /// <inheritdoc/>
    public override bool NeedsAll => true;

    /// <inheritdoc/>
    public override void Event(ReadOnlySpan<byte> all, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> output)
    {
        if (data.IsEmpty)
        {
            // A comment keeps the connection alive on both sides.
            output.Write(":\n\n"u8);
            return;
        }

        translator.Event(System.Text.Encoding.UTF8.GetString(name), shield.IsIn(data) ? shield.Clean(data) : data, output);
    }

    /// <inheritdoc/>
    public override void End(IBufferWriter<byte> output) => translator.End(output);

    /// <inheritdoc/>
    public override void Fail(GatewayError refusal, long sequence, IBufferWriter<byte> output) => translator.Fail(ErrorTable.Of(refusal.Kind).Status, refusal.Message, output);
}

/// <summary>Gemini's stream as a JSON list, from a provider of another protocol.</summary>
internal sealed class TranslatedListWriter(TranslatedWriter inner) : StreamWriter
{
    private readonly ListWriter _list = new(default);

    /// <inheritdoc/>
    public override bool NeedsAll => true;

    /// <inheritdoc/>
    public override string ContentType => _list.ContentType;

    /// <inheritdoc/>
    public override void Event(ReadOnlySpan<byte> all, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> output)
    {
        if (!data.IsEmpty)
        {
            var events = new ArrayBufferWriter<byte>();
            inner.Event(all, name, data, events);
            Items(events.WrittenSpan, output);
        }
    }

    /// <inheritdoc/>
    public override void End(IBufferWriter<byte> output)
    {
        var events = new ArrayBufferWriter<byte>();
        inner.End(events);
        Items(events.WrittenSpan, output);
        _list.End(output);
    }

    /// <inheritdoc/>
    public override void Fail(GatewayError refusal, long sequence, IBufferWriter<byte> output) => _list.Fail(refusal, sequence, output);

    private void Items(ReadOnlySpan<byte> events, IBufferWriter<byte> output)
    {
        while (!events.IsEmpty)
        {
            var newline = events.IndexOf((byte)'\n');
            var line = (newline < 0 ? events : events[..newline]).TrimEnd((byte)'\r');
            events = newline < 0 ? default : events[(newline + 1)..];
            if (line.StartsWith("data:"u8))
            {
                _list.Event(default, default, line[5..].TrimStart((byte)' '), output);
            }
        }
    }
}
