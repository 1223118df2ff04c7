using Factory.TestKit.Grains;

namespace Factory.Dialect.Tests.Grains;

/// <summary>A grain that filters its own calls, behind all registered filters.</summary>
public sealed class FilteredGrain(Signals signals) : Grain, IFilteredGrain, IIncomingGrainCallFilter
{
    public Task<int> Double(int number) => number < 0 ? throw new ArgumentOutOfRangeException(nameof(number)) : Task.FromResult(2 * number);

    public Task Nothing() => Task.CompletedTask;

    public Task<int> AskOther(string key, int number) => GrainFactory.GetGrain<IFilteredGrain>(key).Double(number);

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        signals.Note($"own {context.MethodName}");
        await context.Invoke();
    }
}
