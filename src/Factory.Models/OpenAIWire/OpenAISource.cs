using System.ClientModel;
using System.ClientModel.Primitives;
using Factory.Contracts.Errors;
using Factory.Domain.Models;
using Factory.Models.Catalogue;
using Factory.Models.Sessions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenAI;

namespace Factory.Models.OpenAIWire;

/// <summary>Opens chats with any server that speaks OpenAI's chat completions. Connections are shared by all of them.</summary>
internal sealed class OpenAISource(IOptions<FactoryModelsOptions> options, TimeProvider time, ILogger<OpenAISource> log) : IChatClientSource, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        ConnectTimeout = TimeSpan.FromSeconds(15),
        AllowAutoRedirect = false,
    })
    {
        // The pipeline keeps time, per read and not for the whole answer.
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public string Wire => Catalogue.Wire.OpenAI;

    public IChatClient Open(ProviderDefinition provider, ModelDefinition model)
    {
        var variable = options.Value.Variable;
        var endpoint = ProviderEndpoint.Resolve(provider, variable)
            ?? throw new FactoryException(ErrorCodes.NoModel, $"{model.Ref}: {provider.BaseUrlVariable ?? "baseUrl"} is no http or https URL.", "Correct it and start the factory again.");
        var key = provider.KeyVariable is { } name ? variable(name)?.Trim() : null;
        var client = new global::OpenAI.Chat.ChatClient(model.Ref.Model, new ApiKeyCredential(string.IsNullOrEmpty(key) ? "none" : key), new OpenAIClientOptions
        {
            Endpoint = endpoint,
            NetworkTimeout = options.Value.NetworkTimeout,
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            Transport = new HttpClientPipelineTransport(_http),
        });
        return new OpenAIChatClient(client, provider.Name, model, new CallRetry(provider.Name, time, log), new Redaction(key), time);
    }

    public void Dispose() => _http.Dispose();
}
