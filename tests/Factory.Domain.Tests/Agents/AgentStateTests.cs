using Factory.Contracts.Attempts;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Domain.Agents;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Agents;

public class AgentStateTests
{
    private static readonly AttemptId First = AttemptId.Parse("attempt-1"), Second = AttemptId.Parse("attempt-2");

    [Fact]
    public void Apply_SameStartAgain_CountsOnce() => Started(First, Second, First).ActiveAttempts.ShouldBe([First, Second]);

    [Theory]
    [InlineData(AttemptStatus.Succeeded, 1, 0)]
    [InlineData(AttemptStatus.Failed, 0, 1)]
    [InlineData(AttemptStatus.Lost, 0, 0)]
    [InlineData(AttemptStatus.Cancelled, 0, 0)]
    public void Apply_AnyEnd_AddsItsTotalsAndCountsOnlySuccessAndFailure(AttemptStatus status, int succeeded, int failed)
    {
        var after = Started(First, Second)
            .Apply(Ended(status))
            .Apply(new AgentAttemptEnded(Second, AttemptStatus.Succeeded, new(10, 1), new Usd(1)));

        after.ActiveAttempts.ShouldBeEmpty();
        (after.Succeeded, after.Failed).ShouldBe((1 + succeeded, failed));
        after.Usage.ShouldBe(new TokenUsage(110, 21));
        after.Cost.ShouldBe(new Usd(1.5m));
    }

    [Fact]
    public void Apply_SameEndAgain_CountsOnce()
    {
        var after = Started(First).Apply(Ended(AttemptStatus.Failed));
        after.Apply(Ended(AttemptStatus.Failed)).ShouldBeSameAs(after);
    }

    [Fact]
    public void ToView_AnyAgent_ShowsItsDefinitionAndItsTotals()
    {
        var view = Started(First, Second).Apply(Ended(AttemptStatus.Succeeded)).ToView(Given.Agent());
        view.Name.ShouldBe("Rex");
        view.ActiveAttempts.ShouldBe([Second]);
        view.Succeeded.ShouldBe(1);
    }

    private static AgentState Started(params AttemptId[] attempts) =>
        attempts.Aggregate(new AgentState(), (agent, attempt) => agent.Apply(new AgentAttemptStarted(attempt)));

    private static AgentAttemptEnded Ended(AttemptStatus status) => new(First, status, new TokenUsage(100, 20), new Usd(0.5m));
}
