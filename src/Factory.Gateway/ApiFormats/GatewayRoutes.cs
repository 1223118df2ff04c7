using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.ApiFormats;

/// <summary>The gateway's paths, below <c>/gateway</c>.</summary>
internal static class GatewayRoutes
{
    private const string GeminiRoot = "/v1beta/";
    private const string GeminiPrefix = GeminiRoot + "models/";
    private const string ModelPrefix = "/v1/models/";

    private static readonly ApiFormat Chat = new OpenAIChatApiFormat();
    private static readonly ApiFormat Responses = new OpenAIResponsesApiFormat();
    private static readonly ApiFormat Embeddings = new OpenAIEmbeddingsApiFormat();
    private static readonly ApiFormat Messages = new AnthropicMessagesApiFormat();
    private static readonly ApiFormat MessagesCount = new AnthropicCountTokensApiFormat();
    private static readonly ApiFormat Generate = new GeminiGenerateContentApiFormat();
    private static readonly ApiFormat GenerateCount = new GeminiCountTokensApiFormat();

    /// <summary>
    /// The formats of text generation that a request can be translated to, in order of preference for a provider that
    /// does not serve the client's own.
    /// </summary>
    public static IReadOnlyList<ApiFormat> TextFormats { get; } = [Chat, Messages, Responses, Generate, new OllamaChatApiFormat()];

    /// <summary>The format that embeddings are translated to for Ollama.</summary>
    public static ApiFormat OllamaEmbeddingsFormat { get; } = new OllamaEmbeddingsApiFormat();

    /// <summary>
    /// Matches a request. Never fails: what is not a path of the gateway is an unknown operation, with the API that its
    /// errors are written in.
    /// </summary>
    /// <param name="path">What follows <c>/gateway</c>.</param>
    /// <param name="request">The request, for its headers and query.</param>
    public static GatewayRoute Match(string path, HttpRequest request) => path switch
    {
        "/v1/chat/completions" => new(GatewayOperation.Generate, Chat),
        "/v1/responses" => new(GatewayOperation.Generate, Responses),
        "/v1/embeddings" => new(GatewayOperation.Generate, Embeddings, Stream: false),
        "/v1/messages" => new(GatewayOperation.Generate, Messages),
        "/v1/messages/count_tokens" => new(GatewayOperation.CountTokens, MessagesCount, Stream: false),
        // OpenAI and Anthropic list their models at the same path, in different forms. Only Anthropic's clients send a
        // version.
        "/v1/models" => new(GatewayOperation.ListModels, request.Headers.ContainsKey("anthropic-version") ? Messages : Chat),
        "/v1beta/models" => new(GatewayOperation.ListModels, Generate),
        // Claude Code checks the base URL and /api/hello before its first call, without a key.
        "" or "/" or "/api/hello" => new(GatewayOperation.Ping, Messages),
        _ when path.StartsWith(ModelPrefix, StringComparison.Ordinal) && path.Length > ModelPrefix.Length => new(
            GatewayOperation.GetModel,
            request.Headers.ContainsKey("anthropic-version") ? Messages : Chat,
            Uri.UnescapeDataString(path[ModelPrefix.Length..])),
        _ when path.StartsWith(GeminiPrefix, StringComparison.Ordinal) => MatchGemini(path[GeminiPrefix.Length..], request),

        // Google's own library puts "models/" before a name. The AI SDK and LangChain leave it out where the name has a
        // slash, as names of a model and its provider have here.
        _ when path.StartsWith(GeminiRoot, StringComparison.Ordinal) && path.Contains(':', StringComparison.Ordinal) =>
            MatchGemini(path[GeminiRoot.Length..], request),
        _ =>
            new(
                GatewayOperation.Unknown,
                path.StartsWith("/v1beta", StringComparison.Ordinal)
                    ? Generate
                    : request.Headers.ContainsKey("anthropic-version")
                    ? Messages
                    : Chat),
    };

    // A model's name may contain colons and slashes (lab/qwen3:8b); the operation follows the last colon.
    private static GatewayRoute MatchGemini(string rest, HttpRequest request)
    {
        var colon = rest.LastIndexOf(':');
        var model = Uri.UnescapeDataString(colon < 0 ? rest : rest[..colon]);
        return (colon < 0 ? "" : rest[colon..]) switch
        {
            ":generateContent" => new(GatewayOperation.Generate, Generate, model, Stream: false),
            ":streamGenerateContent" =>
                new(GatewayOperation.Generate, Generate, model, Stream: true, AsJsonArray: request.Query["alt"] != "sse"),
            ":countTokens" => new(GatewayOperation.CountTokens, GenerateCount, model, Stream: false),
            _ when request.Method == HttpMethods.Get && rest.Length > 0 =>
                new(GatewayOperation.GetModel, Generate, Uri.UnescapeDataString(rest)),
            _ => new(GatewayOperation.Unknown, Generate),
        };
    }
}
