using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Domain.Models;
using Factory.Grains.Abstractions.Providers;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Factory.Providers.Sessions;

/// <summary>One attempt's metered chat. Disposing tells the provider's grain how its calls went.</summary>
internal sealed class ModelSession : IModelSession
{
    private readonly SessionMeter _meter;
    private readonly IGrainFactory _grains;
    private readonly ILogger _log;

    public ModelSession(ModelDefinition model, IChatClient inner, SessionMeter meter, IGrainFactory grains, TimeProvider time, ILogger log)
    {
        (Model, _meter, _grains, _log) = (model, meter, grains, log);
        Client = new MeteredChatClient(inner, model, meter, time);
    }

    public IChatClient Client { get; }

    public ModelDefinition Model { get; }

    public TokenUsage Usage => _meter.Usage;

    public Usd Cost => _meter.Cost;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        var (calls, failures, lastError) = _meter.DrainCounts();
        if (calls == 0)
        {
            return;
        }

        var provider = ProviderId.Kind + "-" + Model.Ref.Provider;
        try
        {
            await _grains.GetGrain<IProviderGrain>(provider).RecordCalls(calls, failures, lastError);
        }
        catch (Exception e)
        {
            // Statistics only: an attempt that did its work must not fail over them.
            ModelsLog.RecordFailed(_log, provider, calls, e);
        }
    }
}
