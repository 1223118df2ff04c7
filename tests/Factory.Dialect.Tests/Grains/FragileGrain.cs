using Factory.TestKit.Grains;

namespace Factory.Dialect.Tests.Grains;

/// <summary>Fails to activate until the test says that it is healthy; one of them calls while it activates.</summary>
public sealed class FragileGrain(Signals signals) : Grain, IFragileGrain, IAsyncDisposable
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (this.GetPrimaryKeyString() == "fragile-eager")
        {
            await GrainFactory.GetGrain<IFragileGrain>("fragile-friend").PingBack("fragile-eager");
        }
        else if (this.GetPrimaryKeyString() == "fragile-ill" && !signals.IsSet("healthy"))
        {
            throw new NotSupportedException("ill");
        }
    }

    public Task<string> Ping() => Task.FromResult("pong");

    public Task<string> PingBack(string key) => GrainFactory.GetGrain<IFragileGrain>(key).Ping();

    public ValueTask DisposeAsync()
    {
        signals.Set($"disposed {this.GetPrimaryKeyString()}");
        return ValueTask.CompletedTask;
    }
}
