using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;

namespace Factory.Engine.Tests.Dialect.Rows;

/// <summary>Row "interfaces" of the dialect: what grain methods may return and take. More in <c>Calls</c> and <c>Enumerations</c>.</summary>
public sealed class InterfacesRow
{
    [Fact]
    public async Task Methods_return_tasks_value_tasks_and_sequences()
    {
        await using var host = await EngineHost.StartAsync();
        var counter = host.Grain<ICounterGrain>("counter-a");

        Task<int> task = counter.Add(1);
        ValueTask<int> value = counter.AddByValue(1);
        ValueTask nothing = counter.Touch();
        Task leave = counter.Keep(TimeSpan.FromMinutes(1));
        IAsyncEnumerable<int> sequence = host.Grain<ISequenceGrain>("sequence-a").Count(2);

        (await task, await value).ShouldBe((1, 2));
        await nothing;
        await leave;
        (await sequence.ToListAsync()).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_token_is_the_last_parameter_and_reaches_the_grain()
    {
        await using var host = await EngineHost.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var call = host.Grain<ICounterGrain>("counter-a").WaitFor("never", cancellation.Token);
        await host.Signals.Wait("inside never");

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
    }
}
