using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Sessions;

/// <summary>Creates chat clients without a meter, for <see cref="ModelSessions"/> to put one in front.</summary>
internal interface IChatClientFactory
{
    /// <summary>The provider APIs that it has clients for.</summary>
    IReadOnlyList<ModelApi> ModelApis { get; }

    /// <summary>Creates a client for this model; cheap, one for each attempt.</summary>
    IChatClient Create(ProviderDefinition provider, ModelDefinition model);
}
