using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;

namespace Factory.Storage.Tests.Ledger;

/// <summary>Rows of calls; change what matters with <c>with</c>.</summary>
internal static class GivenRow
{
    public static readonly DateOnly Today = new(2030, 1, 2);

    public static LedgerRow Call(string id, decimal cost = 0.01m) => new(
        id,
        LeaseId.Parse("lease-1"),
        Today,
        new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero),
        PrincipalId.Parse("attempt-1"),
        TaskId.Parse("task-1"),
        RunId.Parse("run-1"),
        AttemptId.Parse("attempt-1"),
        AgentId.Parse("agent-rex"),
        "build",
        new ModelRef("lab", "small"),
        ModelApi.OpenAIChat,
        new TokenUsage(100, 20, 30, 5, 10),
        new Usd(cost),
        Billing.PayAsYouGo,
        CallOutcome.Succeeded,
        200,
        TimeSpan.FromSeconds(1),
        TimeSpan.FromMilliseconds(5),
        null);

    /// <summary>A call of a named key: nothing of an attempt is known.</summary>
    public static LedgerRow KeyCall(string id, decimal cost = 0.01m) =>
        Call(id, cost) with
        {
            LeaseId = LeaseId.Parse("lease-key"),
            PrincipalId = PrincipalId.Parse("key-laptop"),
            Task = null,
            Run = null,
            Attempt = null,
            Agent = null,
            TaskKind = null
        };

    /// <summary>What a crash left of a lease.</summary>
    public static LedgerRow Lost(string id, decimal cost = 0.01m) =>
        Call(id, cost) with
        {
            Model = new ModelRef("-", "unaccounted"),
            ModelApi = null,
            Usage = default,
            Outcome = CallOutcome.Unaccounted,
            Status = null,
            FirstToken = null
        };
}
