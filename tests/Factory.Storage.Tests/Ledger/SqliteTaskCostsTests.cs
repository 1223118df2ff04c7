using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Ledger;
using Factory.Storage.Ledger;

namespace Factory.Storage.Tests.Ledger;

public sealed class SqliteTaskCostsTests : IDisposable
{
    private static readonly TaskId Asking = TaskId.Parse("task-0190000000000000000000000z");

    private readonly TempFolder _folder = new();
    private int _calls;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task GetByKindAsync_SubscriptionRows_DoNotCountAsMoney()
    {
        await using var store = TestStore.Open(_folder);
        var ledger = new SqliteLedger(store.Database);
        var (mixed, plan, crashed) = (Id('a'), Id('b'), Id('c'));
        await ledger.AppendAsync(Row(mixed, 0.25m, Billing.PayAsYouGo));
        await ledger.AppendAsync(Row(mixed, 40m, Billing.Subscription));
        await ledger.AppendAsync(Row(plan, 7m, Billing.Subscription));
        await ledger.AppendAsync(Row(crashed, 0.5m, Billing.PayAsYouGo));
        await ledger.AppendAsync(Row(crashed, 0.25m, Billing.PayAsYouGo, CallOutcome.Unaccounted));
        await ledger.AppendAsync(Row(Asking, 9m, Billing.PayAsYouGo));

        (await new SqliteTaskCosts(store.Database).GetByKindAsync("build", Asking, 10, default)).ShouldBe([new Usd(0.75m), new Usd(0.25m)]);
    }

    private static TaskId Id(char last) => TaskId.Parse("task-0190000000000000000000000" + last);

    private LedgerRow Row(TaskId task, decimal cost, Billing billing, CallOutcome outcome = CallOutcome.Succeeded) => new(
        $"call-{++_calls}",
        LeaseId.Parse("lease-1"),
        new DateOnly(2026, 1, 1),
        DateTimeOffset.UnixEpoch,
        PrincipalId.Parse("attempt-1"),
        task,
        null,
        null,
        null,
        "build",
        new ModelRef("fake server", "model"),
        ModelApi.OpenAIChat,
        default, new Usd(cost), billing, outcome, 200, TimeSpan.Zero, null, null);
}
