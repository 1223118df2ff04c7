using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Sessions;

/// <summary>Opens unmetered chats.</summary>
internal interface IChatClientFactory
{
    /// <summary>The provider APIs that it has clients for.</summary>
    IReadOnlyList<ModelApi> ModelApis { get; }

    /// <summary>A chat with this model; cheap, for one attempt.</summary>
    /// <param name="notice">Receives what users should know while a call goes on, such as a wait; null for nobody.</param>
    IChatClient Create(ProviderDefinition provider, ModelDefinition model, Action<string>? notice = null);
}
