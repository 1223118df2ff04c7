using Factory.Contracts.Budgets;
using Factory.Contracts.Ids;
using Factory.Domain.Metering;

namespace Factory.Domain.Tests.Budgets;

public class BudgetKeysTests
{
    private static readonly DateOnly Today = new(2030, 1, 2);

    [Theory]
    [InlineData("day", "budget-day-2030-01-02", BudgetLevel.Day)]
    [InlineData("agent-rex", "budget-agent-rex-2030-01-02", BudgetLevel.Agent)]
    [InlineData("agent-ann-lee", "budget-agent-ann-lee-2030-01-02", BudgetLevel.Agent)]
    [InlineData("run-1", "budget-run-1", BudgetLevel.Run)]
    [InlineData("task-1", "budget-task-1", BudgetLevel.Task)]
    [InlineData("key-laptop", "budget-key-laptop", BudgetLevel.Key)]
    [InlineData("key-run-1", "budget-key-run-1", BudgetLevel.Key)]
    public void FromName_Name_RoundTrips(string name, string key, BudgetLevel level)
    {
        var budget = BudgetId.Parse(key);
        BudgetKeys.FromName(name, Today).ShouldBe(budget);
        BudgetKeys.FromName(key, Today).ShouldBe(budget);
        BudgetKeys.ToName(budget).ShouldBe(name);
        BudgetKeys.LevelOf(budget).ShouldBe(level);
    }

    [Theory]
    [InlineData("day-2029-12-31", "budget-day-2029-12-31")]
    [InlineData("agent-rex-2029-12-31", "budget-agent-rex-2029-12-31")]
    [InlineData("budget-day-2029-12-31", "budget-day-2029-12-31")]
    [InlineData("key-2029-12-31", "budget-key-2029-12-31")]
    public void FromName_NameWithADay_IsThatDays(string name, string key) =>
        BudgetKeys.FromName(name, Today).ShouldBe(BudgetId.Parse(key));

    [Theory]
    [InlineData("")]
    [InlineData("week")]
    [InlineData("day-")]
    [InlineData("day-2029-13-31")]
    [InlineData("day-x-2029-12-31")]
    [InlineData("key-")]
    [InlineData("key-Laptop")]
    [InlineData("key-a/b")]
    [InlineData("attempt-1")]
    [InlineData("run-")]
    [InlineData("RUN-1")]
    public void FromName_AnythingElse_IsNull(string name) => BudgetKeys.FromName(name, Today).ShouldBeNull();

    [Fact]
    public void LevelOf_NotAKey_Throws() => Should.Throw<FormatException>(() => BudgetKeys.LevelOf(BudgetId.Parse("budget-week-1")));

    [Fact]
    public void Budgets_Principal_AreThoseOfTheDayOutermostFirst()
    {
        var whole = new Principal(
            PrincipalId.Parse("attempt-1"),
            TaskId.Parse("task-1"),
            RunId.Parse("run-1"),
            AttemptId.Parse("attempt-1"),
            AgentId.Parse("agent-rex"),
            "build",
            null);
        Names(whole.Budgets(Today)).ShouldBe(["budget-day-2030-01-02", "budget-agent-rex-2030-01-02", "budget-run-1", "budget-task-1"]);
        Names((whole with { Run = null }).Budgets(Today.AddDays(1)))
            .ShouldBe(["budget-day-2030-01-03", "budget-agent-rex-2030-01-03", "budget-task-1"]);
        Names(Principal.ForKey("laptop").Budgets(Today)).ShouldBe(["budget-day-2030-01-02", "budget-key-laptop"]);
        Principal.ForKey("laptop").Id.ShouldBe(PrincipalId.Parse("key-laptop"));
    }

    // An agent's name may be as long as an id: its budget of a day must still be readable from disk.
    [Fact]
    public void ForAgentDay_LongestAgent_IsABudgetId()
    {
        var agent = AgentId.Parse("agent-" + new string('x', IdText.MaxLength - "agent-".Length));
        var budget = BudgetKeys.ForAgentDay(agent, Today);
        BudgetId.Parse(budget.Value).ShouldBe(budget);
    }

    private static IEnumerable<string> Names(IEnumerable<BudgetId> budgets) => budgets.Select(b => b.Value);
}
