using Orleans.Concurrency;

namespace Factory.Dialect.Tests.Grains;

/// <summary>Calls that stay inside until the test lets them out.</summary>
public interface IGate : IGrainWithStringKey
{
    Task Enter(string name);

    [AlwaysInterleave]
    Task Peek(string name);

    [ReadOnly]
    Task Read(string name);

    [OneWay]
    Task Tell(string name);

    [OneWay]
    Task TellBadly(string name);
}
