using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Domain.Models;
using Factory.Grains.Abstractions.Providers;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Factory.Providers.Sessions;

/// <summary>One attempt's metered chat. Disposing it reports to the provider's grain how its calls went.</summary>
internal sealed partial class ModelSession(
    ModelDefinition model,
    IChatClient client,
    SessionCalls calls,
    IGrainFactory grains,
    ILogger log) : IModelSession
{
    /// <inheritdoc/>
    public IChatClient Client => client;

    /// <inheritdoc/>
    public ModelDefinition Model => model;

    /// <inheritdoc/>
    public TokenUsage Usage => calls.Usage;

    /// <inheritdoc/>
    public Usd Cost => calls.Cost;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        var (count, failures, lastError) = calls.DrainCounts();
        if (count == 0)
        {
            return;
        }

        var provider = ProviderId.Kind + "-" + Model.Ref.Provider;
        try
        {
            await grains.GetGrain<IProviderGrain>(provider).RecordCalls(count, failures, lastError);
        }
        catch (Exception e)
        {
            // Statistics only: an attempt that did its work must not fail because of them.
            LogRecordFailed(provider, count, e);
        }
    }
}
