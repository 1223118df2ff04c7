using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.ApiFormats;

/// <summary>What a request wants, from its address.</summary>
internal enum GatewayOperation
{
    /// <summary>There is nothing at this address.</summary>
    Unknown,

    /// <summary>Whether anybody is there.</summary>
    Ping,

    /// <summary>A model's answer.</summary>
    Generate,

    /// <summary>How many tokens a request has.</summary>
    CountTokens,

    /// <summary>The list of models.</summary>
    ListModels,
}

/// <summary>An address, understood.</summary>
/// <param name="Operation">What is wanted.</param>
/// <param name="Format">In which protocol; also for errors.</param>
/// <param name="Model">The model, where the address names it.</param>
/// <param name="Stream">Whether the address asks for a stream; null where the body says so.</param>
/// <param name="AsJsonArray">Gemini's stream as a JSON list.</param>
internal readonly record struct GatewayRoute(GatewayOperation Operation, ApiFormat Format, string? Model = null, bool? Stream = null, bool AsJsonArray = false);

/// <summary>The gateway's addresses, below <c>/gateway</c>.</summary>
internal static class GatewayRoutes
{
    private const string GeminiPrefix = "/v1beta/models/";

    private static readonly ApiFormat Chat = new OpenAIChatApiFormat();
    private static readonly ApiFormat Responses = new OpenAIResponsesApiFormat();
    private static readonly ApiFormat Embeddings = new OpenAIEmbeddingsApiFormat();
    private static readonly ApiFormat Messages = new AnthropicMessagesApiFormat();
    private static readonly ApiFormat MessagesCount = new AnthropicCountTokensApiFormat();
    private static readonly ApiFormat Generate = new GeminiGenerateContentApiFormat();
    private static readonly ApiFormat GenerateCount = new GeminiCountTokensApiFormat();

    /// <summary>The surfaces that answer in text, by the order in which a provider is asked when it does not speak the client's own.</summary>
    public static IReadOnlyList<ApiFormat> TextFormats { get; } = [Chat, Messages, Responses, Generate, new OllamaChatApiFormat()];

    /// <summary>How an Ollama server is asked for embeddings.</summary>
    public static ApiFormat OllamaEmbeddingsFormat { get; } = new OllamaEmbeddingsApiFormat();

    /// <summary>Understands an address.</summary>
    /// <param name="path">What follows <c>/gateway</c>.</param>
    public static GatewayRoute Match(string path, HttpRequest request) => path switch
    {
        "/v1/chat/completions" => new(GatewayOperation.Generate, Chat),
        "/v1/responses" => new(GatewayOperation.Generate, Responses),
        "/v1/embeddings" => new(GatewayOperation.Generate, Embeddings, Stream: false),
        "/v1/messages" => new(GatewayOperation.Generate, Messages),
        "/v1/messages/count_tokens" => new(GatewayOperation.CountTokens, MessagesCount, Stream: false),
        "/v1/models" => new(GatewayOperation.ListModels, request.Headers.ContainsKey("anthropic-version") ? Messages : Chat),
        "/v1beta/models" => new(GatewayOperation.ListModels, Generate),
        "" or "/" or "/api/hello" => new(GatewayOperation.Ping, Messages),
        _ when path.StartsWith(GeminiPrefix, StringComparison.Ordinal) => MatchGemini(path[GeminiPrefix.Length..], request),
        _ => new(GatewayOperation.Unknown, path.StartsWith("/v1beta", StringComparison.Ordinal) ? Generate : request.Headers.ContainsKey("anthropic-version") ? Messages : Chat),
    };

    // A model's name may hold colons and slashes itself; what is wanted stands behind the last colon.
    private static GatewayRoute MatchGemini(string rest, HttpRequest request)
    {
        var colon = rest.LastIndexOf(':');
        var model = Uri.UnescapeDataString(colon < 0 ? rest : rest[..colon]);
        return (colon < 0 ? "" : rest[colon..]) switch
        {
            ":generateContent" => new(GatewayOperation.Generate, Generate, model, Stream: false),
            ":streamGenerateContent" => new(GatewayOperation.Generate, Generate, model, Stream: true, AsJsonArray: request.Query["alt"] != "sse"),
            ":countTokens" => new(GatewayOperation.CountTokens, GenerateCount, model, Stream: false),
            _ => new(GatewayOperation.Unknown, Generate),
        };
    }
}
