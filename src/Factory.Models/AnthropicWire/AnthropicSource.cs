using Anthropic;
using Anthropic.Core;
using Factory.Domain.Models;
using Factory.Models.Wires;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Factory.Models.AnthropicWire;

/// <summary>Opens chats with Anthropic's models over their own API, through the official SDK.</summary>
internal sealed class AnthropicSource(WireHttp http, IProviderGates gates, IOptions<FactoryModelsOptions> options, TimeProvider time, ILogger<AnthropicSource> log)
    : WireSource(WireNames.Anthropic, http, gates, options, time, log)
{
    protected override IWire Connect(WireLine line) => new AnthropicStream(new AnthropicClient(new ClientOptions
    {
        ApiKey = line.Key ?? "none",
        BaseUrl = line.Endpoint.ToString().TrimEnd('/'),
        HttpClient = line.Http,
        MaxRetries = 0,
        Timeout = Timeout.InfiniteTimeSpan,
    }).AsIChatClient(line.Model.Ref.Model, line.Model.MaxOutputTokens));
}
