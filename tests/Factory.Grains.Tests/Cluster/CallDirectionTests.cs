using Factory.Grains.Runs;
using Factory.TestKit.Grains;
using NSubstitute;

namespace Factory.Grains.Tests.Cluster;

/// <summary>The rule "calls go down, messages go up", which the filter enforces in all tests of grains.</summary>
public sealed class CallDirectionTests
{
    [Fact]
    public void FactoryLevels_EveryGrain_HasALevel() =>
        typeof(RunGrain).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(Grain)) && !type.IsAbstract)
            .Select(type => type.Name[..^"Grain".Length].ToLowerInvariant())
            .ShouldBe(CallDirectionFilter.FactoryLevels.Keys, ignoreOrder: true);

    [Theory]
    [InlineData("run/run-1", "task/task-1", true)]
    [InlineData("kev/kev-1", "attempt/attempt-1", true)]
    [InlineData("task/task-1", "run/run-1", false)]
    [InlineData("attempt/attempt-1", "task/task-1", false)]
    [InlineData("task/task-1", "task/task-2", false)]
    [InlineData("agent/agent-rex", "budget/budget-1", false)]
    [InlineData(null, "budget/budget-1", true)]
    [InlineData("task/task-1", "sys.svc.mgmt/0", true)]
    public async Task Invoke_Call_GoesDownOrIsRefused(string? source, string target, bool allowed)
    {
        var call = Substitute.For<IOutgoingGrainCallContext>();
        call.SourceId.Returns(source is null ? null : GrainId.Parse(source));
        call.TargetId.Returns(GrainId.Parse(target));

        var invoke = () => new CallDirectionFilter().Invoke(call);

        if (allowed)
        {
            await invoke();
            await call.Received(1).Invoke();
        }
        else
        {
            (await Should.ThrowAsync<InvalidOperationException>(invoke)).Message.ShouldContain($"{source} → {target}");
            await call.DidNotReceive().Invoke();
        }
    }
}
