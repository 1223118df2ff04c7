using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Apis;

/// <summary>What a request wants, from its address.</summary>
internal enum GatewayOperation
{
    /// <summary>There is nothing at this address.</summary>
    Nothing,

    /// <summary>Whether anybody is there.</summary>
    Hello,

    /// <summary>A model's answer.</summary>
    Call,

    /// <summary>How many tokens a request has.</summary>
    Count,

    /// <summary>The list of models.</summary>
    Models,
}

/// <summary>An address, understood.</summary>
/// <param name="Wish">What is wanted.</param>
/// <param name="Surface">In which protocol; also for errors.</param>
/// <param name="Model">The model, where the address names it.</param>
/// <param name="Stream">Whether the address asks for a stream; null where the body says so.</param>
/// <param name="AsList">Gemini's stream as a JSON list.</param>
internal readonly record struct GatewayRoute(GatewayOperation Wish, Surface Surface, string? Model = null, bool? Stream = null, bool AsList = false);

/// <summary>The gateway's addresses, below <c>/gateway</c>.</summary>
internal static class GatewayRoutes
{
    private const string GooglePrefix = "/v1beta/models/";

    private static readonly Surface Chat = new ChatSurface();
    private static readonly Surface Responses = new ResponsesSurface();
    private static readonly Surface Embeddings = new EmbeddingsSurface();
    private static readonly Surface Messages = new MessagesSurface();
    private static readonly Surface MessagesCount = new MessagesCountSurface();
    private static readonly Surface Generate = new GenerateSurface();
    private static readonly Surface GenerateCount = new GenerateCountSurface();

    /// <summary>The surfaces that answer in text, by the order in which a provider is asked when it does not speak the client's own.</summary>
    public static IReadOnlyList<Surface> Talking { get; } = [Chat, Messages, Responses, Generate, new OllamaSurface()];

    /// <summary>How an Ollama server is asked for embeddings.</summary>
    public static Surface OllamaEmbeddings { get; } = new OllamaEmbedSurface();

    /// <summary>Understands an address.</summary>
    /// <param name="path">What follows <c>/gateway</c>.</param>
    public static GatewayRoute Find(string path, HttpRequest request) => path switch
    {
        "/v1/chat/completions" => new(GatewayOperation.Call, Chat),
        "/v1/responses" => new(GatewayOperation.Call, Responses),
        "/v1/embeddings" => new(GatewayOperation.Call, Embeddings, Stream: false),
        "/v1/messages" => new(GatewayOperation.Call, Messages),
        "/v1/messages/count_tokens" => new(GatewayOperation.Count, MessagesCount, Stream: false),
        "/v1/models" => new(GatewayOperation.Models, request.Headers.ContainsKey("anthropic-version") ? Messages : Chat),
        "/v1beta/models" => new(GatewayOperation.Models, Generate),
        "" or "/" or "/api/hello" => new(GatewayOperation.Hello, Messages),
        _ when path.StartsWith(GooglePrefix, StringComparison.Ordinal) => OfGoogle(path[GooglePrefix.Length..], request),
        _ => new(GatewayOperation.Nothing, path.StartsWith("/v1beta", StringComparison.Ordinal) ? Generate : request.Headers.ContainsKey("anthropic-version") ? Messages : Chat),
    };

    // A model's name may hold colons and slashes itself; what is wanted stands behind the last colon.
    private static GatewayRoute OfGoogle(string rest, HttpRequest request)
    {
        var colon = rest.LastIndexOf(':');
        var model = Uri.UnescapeDataString(colon < 0 ? rest : rest[..colon]);
        return (colon < 0 ? "" : rest[colon..]) switch
        {
            ":generateContent" => new(GatewayOperation.Call, Generate, model, Stream: false),
            ":streamGenerateContent" => new(GatewayOperation.Call, Generate, model, Stream: true, AsList: request.Query["alt"] != "sse"),
            ":countTokens" => new(GatewayOperation.Count, GenerateCount, model, Stream: false),
            _ => new(GatewayOperation.Nothing, Generate),
        };
    }
}
