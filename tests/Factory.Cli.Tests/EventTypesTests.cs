using Factory.Contracts.Events;

namespace Factory.Cli.Tests;

public sealed class EventTypesTests
{
    [Fact]
    public void EventTypes_EveryConstant_IsInTheReference()
    {
        var page = Docs.Read("rest.md");
        var types = typeof(EventTypes).GetFields().Select(f => (string)f.GetRawConstantValue()!).ToList();
        types.ShouldNotBeEmpty();
        types.Where(t => !page.Contains($"| `{t}` |", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
