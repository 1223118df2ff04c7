using Factory.TestKit.Grains;

namespace Factory.Dialect.Tests.Grains;

public abstract class ChainBase<TSelf>(Signals signals) : Grain, IChain
    where TSelf : IChain
{
    public async Task<string> Forward(string[] path)
    {
        await Task.Yield();
        signals.Note($"{this.GetPrimaryKeyString()} on thread {Environment.CurrentManagedThreadId}");
        return path.Length == 0
            ? this.GetPrimaryKeyString()
            : this.GetPrimaryKeyString() + " " + await Next(path[0]).Forward(path[1..]);
    }

    public async Task<string> Meet(string other, string signal)
    {
        signals.Set("inside " + this.GetPrimaryKeyString());
        await signals.Opened(signal);
        return await Next(other).Forward([]);
    }

    public async Task StartBackground(string signal)
    {
        var self = Next(this.GetPrimaryKeyString());
        _ = Task.Run(async () => signals.Set("background", await self.Forward([])));
        await signals.Opened(signal);
    }

    private IChain Next(string key) => (IChain)GrainFactory.GetGrain(typeof(TSelf), key);
}
