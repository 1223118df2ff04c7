using Factory.Gateway.ApiFormats;
using Factory.Gateway.Models;
using Factory.Gateway.Upstreams;
using Factory.Protocols;
using Factory.Protocols.Ollama;

namespace Factory.Gateway.Calls;

/// <summary>
/// Translates one call between two APIs: the request to the provider's, the response to the client's.
/// </summary>
internal sealed class CallTranslation
{
    private readonly Func<ReadOnlyMemory<byte>, byte[]> _translateResponse;
    private readonly Func<StreamTranslator> _createTranslator;

    /// <summary>Translates the request.</summary>
    /// <param name="body">The client's request.</param>
    /// <param name="request">The call.</param>
    /// <param name="candidate">The model and its provider.</param>
    /// <param name="call">The call's id, from which the ids of the response are made.</param>
    /// <param name="cap">The output limit in tokens.</param>
    /// <param name="now">The time of the response.</param>
    /// <exception cref="TranslationException">The provider's API cannot express it.</exception>
    public CallTranslation(
        ReadOnlyMemory<byte> body,
        CallRequest request,
        UpstreamCandidate candidate,
        string call,
        int cap,
        DateTimeOffset now)
    {
        var context = new TranslationContext(
            request.RequestedModel,
            candidate.Model.Ref.Model,
            request.Inspection.Stream,
            SanitizeId(call),
            now.ToUnixTimeSeconds())
        {
            DefaultMaxOutputTokens = cap,
            SupportsReasoning = candidate.Model.Capabilities.Contains(ModelDefinition.ReasoningCapability),
            UsesLegacyMaxTokens = OpenAIChatApiFormat.UsesLegacyMaxTokens(candidate.Connection.Provider),
            InputTokensEstimate = TokenCountEstimate.FromBytes(body.Length),
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
        _translateResponse = response => Translator.TranslateResponse(provider, client, response, context, translated.Map);
        _createTranslator = () => Translator.CreateStreamTranslator(provider, client, context, translated.Map);
    }

    /// <summary>The request in the provider's API.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Translates a response that is not streamed.</summary>
    /// <exception cref="TranslationException">The response is malformed, or the client's API cannot express
    /// it.</exception>
    public byte[] TranslateResponse(ReadOnlyMemory<byte> body) => _translateResponse(body);

    /// <summary>A writer that translates a stream.</summary>
    /// <param name="scrubber">Removes the provider's key.</param>
    /// <param name="asList">True for Gemini's stream as a JSON array.</param>
    public ClientStreamWriter CreateStreamWriter(SecretScrubber scrubber, bool asList)
    {
        var writer = new TranslatingStreamWriter(_createTranslator(), scrubber);
        return asList ? new TranslatingJsonArrayStreamWriter(writer) : writer;
    }

    // Vendors' ids have letters, digits, dashes and underscores only, and some clients check that.
    private static string SanitizeId(string id) => string.Concat(id.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
}
