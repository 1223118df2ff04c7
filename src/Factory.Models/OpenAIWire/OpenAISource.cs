using System.ClientModel;
using System.ClientModel.Primitives;
using Factory.Domain.Models;
using Factory.Models.Wires;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenAI;

namespace Factory.Models.OpenAIWire;

/// <summary>Opens chats with any server that speaks OpenAI's chat completions.</summary>
internal sealed class OpenAISource(WireHttp http, IProviderGates gates, IOptions<FactoryModelsOptions> options, TimeProvider time, ILogger<OpenAISource> log)
    : WireSource(WireNames.OpenAI, http, gates, options, time, log)
{
    protected override IWire Connect(WireLine line) => new OpenAIStream(
        new global::OpenAI.Chat.ChatClient(line.Model.Ref.Model, new ApiKeyCredential(line.Key ?? "none"), new OpenAIClientOptions
        {
            Endpoint = line.Endpoint,
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            Transport = new HttpClientPipelineTransport(line.Http),
        }),
        line);
}
