using Factory.TestKit.Grains;

namespace Factory.Dialect.Tests.Grains;

public abstract class GateBase(Signals signals) : Grain, IGate
{
    public Task Enter(string name) => Pass(name);

    public Task Peek(string name) => Pass(name);

    public Task Read(string name) => Pass(name);

    public Task Tell(string name) => Pass(name);

    public async Task TellBadly(string name)
    {
        await Pass(name);
        throw new NotSupportedException(name);
    }

    private async Task Pass(string name)
    {
        signals.Set("inside " + name);
        await signals.Opened(name);
        signals.Set("outside " + name);
    }
}
