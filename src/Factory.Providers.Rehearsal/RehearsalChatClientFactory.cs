using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Providers.Sessions;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Rehearsal;

/// <summary>Creates clients for the rehearsal models.</summary>
internal sealed class RehearsalChatClientFactory : IChatClientFactory
{
    /// <inheritdoc/>
    public IReadOnlyList<ModelApi> ModelApis { get; } = [ModelApi.Rehearsal];

    /// <inheritdoc/>
    public IChatClient Create(ProviderDefinition provider, ModelDefinition model, Action<string>? notice = null) => new RehearsalChatClient(model.Ref.Model);
}
