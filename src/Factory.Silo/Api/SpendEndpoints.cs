using Factory.Contracts.Budgets;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Domain.Ledger;
using Factory.Grains.Abstractions.Budgets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class SpendEndpoints
{
    private const int MaxLines = 10_000;

    public static void MapSpend(this IEndpointRouteBuilder api) =>
        api.MapGet("spend", GetAsync)
            .WithTags("Spending")
            .WithName("GetSpend")
            .WithSummary("Spending by day, agent, model, task, run or principal, and the state of today's budget.");

    private static async Task<ApiResult<SpendReport>> GetAsync(
        ILedger ledger,
        IGrainFactory grains,
        TimeProvider time,
        string? by,
        DateOnly? from,
        DateOnly? to,
        string? run,
        string? task,
        CancellationToken cancellationToken)
    {
        var grouping = ParseGrouping(by);
        if (from > to)
        {
            throw RequestValidation.InvalidRequest($"from is {from:yyyy-MM-dd} and to is {to:yyyy-MM-dd}.", "from must not be after to.");
        }

        var query = new LedgerQuery(
            from,
            to,
            run is null ? null : RequestValidation.ParseId<RunId>(run),
            task is null ? null : RequestValidation.ParseId<TaskId>(task),
            Limit: MaxLines);
        var lines = await ledger.SumAsync(grouping, query, cancellationToken);
        var now = time.GetUtcNow();
        var day = await grains.GetGrain<IBudgetGrain>(BudgetKeys.ForDay(now).Value).Get();

        // The last hour may have begun yesterday.
        var latest = await ledger.ReadAsync(
            new LedgerQuery(From: DateOnly.FromDateTime(now.UtcDateTime.AddHours(-1)), Limit: BurnRateRules.MaxRows),
            cancellationToken);
        return new SpendReport(grouping, from, to, [.. Ordered(grouping, lines)], Total(lines), BurnRateRules.Compute(day, latest, now));
    }

    private static SpendBy ParseGrouping(string? by)
    {
        var words = RequestValidation.ParseEnumNames<SpendBy>(by, nameof(by));
        return words is null ? SpendBy.Day
            : words is [var word] && Enum.TryParse<SpendBy>(word, ignoreCase: true, out var known) ? known
            : throw RequestValidation.InvalidRequest("by has more than one value.", "Use one of: day, agent, model, task, run, principal");
    }

    private static IEnumerable<SpendLine> Ordered(SpendBy by, IReadOnlyList<SpendLine> lines) => by == SpendBy.Day
        ? lines.OrderByDescending(l => l.Name, StringComparer.Ordinal)
        : lines.OrderByDescending(l => l.Cost).ThenByDescending(l => l.SubscriptionValue).ThenBy(l => l.Name, StringComparer.Ordinal);

    private static SpendLine Total(IReadOnlyList<SpendLine> lines) => new(
        "total",
        lines.Sum(l => l.Calls),
        lines.Aggregate(default(TokenUsage), (sum, l) => sum + l.Usage),
        new Usd(lines.Sum(l => l.Cost.Amount)),
        new Usd(lines.Sum(l => l.Unaccounted.Amount)),
        new Usd(lines.Sum(l => l.SubscriptionValue.Amount)));
}
