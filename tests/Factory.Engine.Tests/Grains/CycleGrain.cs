using Factory.Engine.Tests.Support;
using Orleans.Runtime;

namespace Factory.Engine.Tests.Grains;

public sealed class CycleGrain(Signals signals) : Grain, ICycleGrain
{
    private int _writers;

    public async Task<string> Plain(string[] way)
    {
        if (++_writers > 1)
        {
            signals.Note("overlap");
        }

        var result = await GoAsync(way);
        _writers--;
        return result;
    }

    public Task<string> Read(string[] way)
    {
        if (_writers > 0)
        {
            signals.Note("overlap");
        }

        return GoAsync(way);
    }

    public Task<string> Always(string[] way) => GoAsync(way);

    public async Task Tell(string[] way) => signals.Set($"told {this.GetPrimaryKeyString()}", await GoAsync(way));

    public Task FromTimer(string[] way, bool interleave)
    {
        RequestContext.Set("who", "the call that set the timer");
        this.RegisterGrainTimer(
            async () =>
            {
                signals.Set("context of the tick", RequestContext.Get("who") ?? "none");
                try
                {
                    signals.Set("ticked", await GoAsync(way));
                }
                catch (OrleansException failure)
                {
                    signals.Set("ticked", failure.Message);
                }
            },
            new GrainTimerCreationOptions(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan) { Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task Fail() => throw new NotSupportedException(this.GetPrimaryKeyString());

    private async Task<string> GoAsync(string[] way)
    {
        await Task.Yield();
        if (way.Length == 0)
        {
            return "end";
        }

        var step = way[0].Split('.');
        var next = GrainFactory.GetGrain<ICycleGrain>(step[0]);
        switch (step[1])
        {
            case nameof(ICycleGrain.Plain): return await next.Plain(way[1..]);
            case nameof(ICycleGrain.Read): return await next.Read(way[1..]);
            case nameof(ICycleGrain.Always): return await next.Always(way[1..]);
            default:
                await next.Tell(way[1..]);
                return "told";
        }
    }
}
