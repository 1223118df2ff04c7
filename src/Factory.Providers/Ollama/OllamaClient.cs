using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Factory.Providers.Errors;
using Factory.Providers.Http;
using OllamaSharp;
using OllamaSharp.Models;
using OllamaSharp.Models.Chat;

namespace Factory.Providers.Ollama;

/// <summary>
/// OllamaSharp's client with what it lacks: a history that is too long is refused instead of silently cut at its
/// beginning (the agent loop compacts it, and says in the history what it left out); a read ends when its caller
/// cancels; and models that run on another server are recognized.
/// </summary>
internal sealed class OllamaClient : OllamaApiClient
{
    /// <summary>Creates a client that owns nothing.</summary>
    /// <param name="handler">Throws <see cref="ProviderErrorException"/> (see
    /// <see cref="ProviderHttpHandler"/>).</param>
    /// <param name="endpoint">Where the server is, without <c>/api</c>.</param>
    /// <param name="model">The model of its chats.</param>
    public OllamaClient(HttpMessageHandler handler, Uri endpoint, string model = "")
        : base(CreateHttpClient(handler, endpoint), model)
    {
        var types = new DefaultJsonTypeInfoResolver();
        types.Modifiers.Add(ReadRemoteHost);
        IncomingJsonSerializerOptions.TypeInfoResolver = types;
    }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendToOllamaAsync(
        HttpRequestMessage requestMessage,
        OllamaRequest? ollamaRequest,
        HttpCompletionOption completionOption,
        CancellationToken cancellationToken)
    {
        // OllamaSharp reads lines without the caller's token: a cancelled call would go on until the server sends.
        requestMessage.Options.Set(ProviderHttpHandler.CallerToken, cancellationToken);
        if (ollamaRequest is ChatRequest chat)
        {
            var body = JsonSerializer.SerializeToNode(chat, OutgoingJsonSerializerOptions)!.AsObject();

            // Without the two the server cuts the oldest messages, or the oldest tokens while it generates: the
            // system prompt goes first, without an error.
            body["truncate"] = false;
            body["shift"] = false;
            requestMessage.Content = JsonContent.Create<JsonNode>(body, options: OutgoingJsonSerializerOptions);
        }

        return base.SendToOllamaAsync(requestMessage, ollamaRequest, completionOption, cancellationToken);
    }

    private static HttpClient CreateHttpClient(HttpMessageHandler handler, Uri endpoint)
    {
        var http = ProviderHttp.CreateClient(handler);
        http.BaseAddress = new Uri(endpoint.ToString().TrimEnd('/') + "/");
        return http;
    }

    /// <summary>
    /// OllamaSharp's model has no property for the server to which calls of a cloud model are passed on.
    /// </summary>
    private static void ReadRemoteHost(JsonTypeInfo type)
    {
        if (type.Type == typeof(Model))
        {
            type.CreateObject = static () => new InstalledModel();
            var host = type.CreateJsonPropertyInfo(typeof(string), "remote_host");
            host.Set = static (model, value) => ((InstalledModel)model).RemoteHost = (string?)value;
            type.Properties.Add(host);
        }
    }
}
