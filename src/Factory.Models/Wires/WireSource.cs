using Factory.Contracts.Errors;
using Factory.Domain.Models;
using Factory.Models.Catalogue;
using Factory.Models.Sessions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Factory.Models.Wires;

/// <summary>Opens chats over one wire format: works out address and key, and puts retries and clear failures in front.</summary>
internal abstract class WireSource(string wire, WireHttp http, IProviderGates gates, IOptions<FactoryModelsOptions> options, TimeProvider time, ILogger log) : IChatClientSource
{
    /// <inheritdoc/>
    public string Wire => wire;

    /// <inheritdoc/>
    public IChatClient Open(ProviderDefinition provider, ModelDefinition model, Action<string>? notice = null)
    {
        var endpoint = ProviderEndpoint.Resolve(provider, Variable)
            ?? throw new FactoryException(ErrorCodes.NoModel, $"{model.Ref}: {provider.BaseUrlVariable ?? "baseUrl"} is no http or https URL.", "Correct it and start the factory again.");
        var key = provider.KeyVariable is { } name ? Variable(name)?.Trim() : null;
        var line = new WireLine(provider, model, endpoint, string.IsNullOrEmpty(key) ? null : key, http.Client);
        return new WireChatClient(Connect(line), line, gates, new CallRetry(provider.Name, time, log, notice), new Redaction(key));
    }

    /// <summary>Looks an environment variable up; null when it is not set.</summary>
    protected string? Variable(string name) => options.Value.Variable(name);

    /// <summary>The bare wire to one model.</summary>
    protected abstract IWire Connect(WireLine line);
}

/// <summary>Where a model is reached.</summary>
/// <param name="Provider">Whose it is.</param>
/// <param name="Model">The model.</param>
/// <param name="Endpoint">The base URL.</param>
/// <param name="Key">The key; null when there is none.</param>
/// <param name="Http">The connections.</param>
internal sealed record WireLine(ProviderDefinition Provider, ModelDefinition Model, Uri Endpoint, string? Key, HttpClient Http);
