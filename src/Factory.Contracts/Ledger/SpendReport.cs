using Factory.Contracts.Metering;

namespace Factory.Contracts.Ledger;

/// <summary>Spending by group, and the state of today's budget.</summary>
/// <param name="By">The grouping.</param>
/// <param name="From">The first day (UTC); null for all.</param>
/// <param name="To">The last day (UTC); null for today.</param>
/// <param name="Lines">The lines, most expensive first; days newest first.</param>
/// <param name="Total">The sum of all lines.</param>
/// <param name="Today">The state of today's budget.</param>
[GenerateSerializer, Immutable, Alias("SpendReport")]
public sealed record SpendReport(
    [property: Id(0)] SpendBy By,
    [property: Id(1)] DateOnly? From,
    [property: Id(2)] DateOnly? To,
    [property: Id(3)] IReadOnlyList<SpendLine> Lines,
    [property: Id(4)] SpendLine Total,
    [property: Id(5)] BurnRate Today);

/// <summary>State of a day's budget.</summary>
/// <param name="Day">The day (UTC).</param>
/// <param name="Cap">Its hard cap.</param>
/// <param name="Spent">Amount spent.</param>
/// <param name="Reserved">Amount reserved by leases.</param>
/// <param name="Remaining">Amount left.</param>
/// <param name="SpentLastHour">Amount spent in the last hour; extrapolated when there were more than 5,000
/// calls.</param>
/// <param name="ExhaustedAt">When the budget is used up at that rate; null when it lasts until the end of the
/// day.</param>
[GenerateSerializer, Immutable, Alias("BurnRate")]
public sealed record BurnRate(
    [property: Id(0)] DateOnly Day,
    [property: Id(1)] Usd Cap,
    [property: Id(2)] Usd Spent,
    [property: Id(3)] Usd Reserved,
    [property: Id(4)] Usd Remaining,
    [property: Id(5)] Usd SpentLastHour,
    [property: Id(6)] DateTimeOffset? ExhaustedAt);
