using System.Buffers;
using Factory.Gateway.ApiFormats;
using Factory.Gateway.Errors;
using Factory.Gateway.Upstreams;
using Factory.Protocols;
using Factory.Protocols.Ollama;

namespace Factory.Gateway.Calls;

/// <summary>One call between two protocols: the request on the way there, the answer on the way back.</summary>
internal sealed class CallTranslation
{
    private readonly Func<ReadOnlyMemory<byte>, byte[]> _translateResponse;
    private readonly Func<StreamTranslator> _createTranslator;

    /// <exception cref="TranslationException">The provider's protocol cannot say it.</exception>
    public CallTranslation(ReadOnlyMemory<byte> body, CallRequest request, UpstreamCandidate candidate, string call, int cap, DateTimeOffset now)
    {
        var context = new TranslationContext(request.RequestedModel, candidate.Model.Ref.Model, request.Inspection.Stream, SanitizeId(call), now.ToUnixTimeSeconds())
        {
            DefaultMaxOutputTokens = cap,
            SupportsReasoning = candidate.Model.Capabilities.Contains(ModelDefinition.ReasoningCapability),
            UsesLegacyMaxTokens = OpenAIChatApiFormat.UsesLegacyMaxTokens(candidate.Connection.Provider),
            ContextTokens = candidate.Model.ContextTokens,
        };
        if (candidate.Format.ModelApi == ModelApi.OllamaEmbeddings)
        {
            var embeddings = new OllamaEmbeddingsTranslator(body, context);
            Body = embeddings.Body;
            _translateResponse = embeddings.TranslateResponse;
            _createTranslator = static () => throw new InvalidOperationException("Embeddings do not stream.");
            return;
        }

        var (client, provider) = (request.Format.ModelApi, candidate.Format.ModelApi);
        var translated = Translator.TranslateRequest(client, provider, body, context);
        Body = translated.Body;
        _translateResponse = reply => Translator.TranslateResponse(provider, client, reply, context, translated.Map);
        _createTranslator = () => Translator.CreateStreamTranslator(provider, client, context, translated.Map);
    }

    /// <summary>The request in the provider's protocol.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>A whole answer in the client's protocol.</summary>
    /// <exception cref="TranslationException">The provider's answer is not in its protocol, or the client's cannot say it.</exception>
    public byte[] TranslateResponse(ReadOnlyMemory<byte> body) => _translateResponse(body);

    /// <summary>The stream in the client's protocol.</summary>
    public ClientStreamWriter CreateStreamWriter(SecretScrubber scrubber, bool asList)
    {
        var writer = new TranslatingStreamWriter(_createTranslator(), scrubber);
        return asList ? new TranslatingJsonArrayStreamWriter(writer) : writer;
    }

    private static string SanitizeId(string id) => string.Concat(id.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
}

/// <summary>A stream of another API.</summary>
internal sealed class TranslatingStreamWriter(StreamTranslator translator, SecretScrubber scrubber) : ClientStreamWriter
{
    /// <inheritdoc/>
    public override bool NeedsUsageEvents => true;

    /// <inheritdoc/>
    public override void WriteEvent(ReadOnlySpan<byte> all, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> output)
    {
        if (data.IsEmpty)
        {
            // A comment keeps the connection alive on both sides.
            output.Write(":\n\n"u8);
            return;
        }

        translator.WriteEvent(System.Text.Encoding.UTF8.GetString(name), scrubber.Contains(data) ? scrubber.Scrub(data) : data, output);
    }

    /// <inheritdoc/>
    public override void Complete(IBufferWriter<byte> output) => translator.Complete(output);

    /// <inheritdoc/>
    public override void WriteError(GatewayError error, long sequence, IBufferWriter<byte> output) => translator.WriteError(ErrorTable.Get(error.Kind).Vendor, error.Message, output);
}

/// <summary>Gemini's stream as a JSON list, from a provider of another API.</summary>
internal sealed class TranslatingJsonArrayStreamWriter(TranslatingStreamWriter inner) : ClientStreamWriter
{
    private readonly JsonArrayStreamWriter _array = new(default);

    /// <inheritdoc/>
    public override bool NeedsUsageEvents => true;

    /// <inheritdoc/>
    public override string ContentType => _array.ContentType;

    /// <inheritdoc/>
    public override void WriteEvent(ReadOnlySpan<byte> all, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> output)
    {
        if (!data.IsEmpty)
        {
            var events = new ArrayBufferWriter<byte>();
            inner.WriteEvent(all, name, data, events);
            WriteItems(events.WrittenSpan, output);
        }
    }

    /// <inheritdoc/>
    public override void Complete(IBufferWriter<byte> output)
    {
        var events = new ArrayBufferWriter<byte>();
        inner.Complete(events);
        WriteItems(events.WrittenSpan, output);
        _array.Complete(output);
    }

    /// <inheritdoc/>
    public override void WriteError(GatewayError error, long sequence, IBufferWriter<byte> output) => _array.WriteError(error, sequence, output);

    private void WriteItems(ReadOnlySpan<byte> events, IBufferWriter<byte> output)
    {
        while (!events.IsEmpty)
        {
            var newline = events.IndexOf((byte)'\n');
            var line = (newline < 0 ? events : events[..newline]).TrimEnd((byte)'\r');
            events = newline < 0 ? default : events[(newline + 1)..];
            if (line.StartsWith("data:"u8))
            {
                _array.WriteEvent(default, default, line[5..].TrimStart((byte)' '), output);
            }
        }
    }
}
