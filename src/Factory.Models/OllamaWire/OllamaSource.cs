using Factory.Domain.Models;
using Factory.Models.Wires;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Factory.Models.OllamaWire;

/// <summary>Opens chats with models that an Ollama server runs.</summary>
internal sealed class OllamaSource(WireHttp http, IProviderGates gates, IOptions<FactoryModelsOptions> options, TimeProvider time, ILogger<OllamaSource> log)
    : WireSource(WireNames.Ollama, http, gates, options, time, log)
{
    /// <value>How long a model stays in memory after a call, unless <c>OLLAMA_KEEP_ALIVE</c> says otherwise: 30 minutes, as an agent's builds and tests take a while between two calls and loading takes long.</value>
    public const string KeepAlive = "30m";

    private const string KeepAliveVariable = "OLLAMA_KEEP_ALIVE";

    protected override IWire Connect(WireLine line) => new OllamaStream(
        new OllamaApi(line.Http, line.Endpoint),
        new OllamaRequests(line.Model, Variable(KeepAliveVariable) is { Length: > 0 } set ? set : KeepAlive));
}
