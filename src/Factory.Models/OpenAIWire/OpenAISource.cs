using System.ClientModel;
using System.ClientModel.Primitives;
using Factory.Models.Wires;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenAI;

namespace Factory.Models.OpenAIWire;

/// <summary>Opens chats with any server that speaks OpenAI's chat completions.</summary>
internal sealed class OpenAISource(WireHttp http, IOptions<FactoryModelsOptions> options, TimeProvider time, ILogger<OpenAISource> log)
    : WireSource(Catalogue.Wire.OpenAI, http, options, time, log)
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
