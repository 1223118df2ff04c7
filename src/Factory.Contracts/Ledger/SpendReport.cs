using Factory.Contracts.Metering;

namespace Factory.Contracts.Ledger;

/// <summary>What was spent, and how today goes.</summary>
/// <param name="By">What the lines are about.</param>
/// <param name="From">The first day (UTC) that counts; null for the very first.</param>
/// <param name="To">The last day that counts; null for today.</param>
/// <param name="Lines">One line each, the most expensive first; days newest first.</param>
/// <param name="Total">All of them together.</param>
/// <param name="Today">How today's budget stands.</param>
[GenerateSerializer, Immutable, Alias("SpendReport")]
public sealed record SpendReport(
    [property: Id(0)] SpendBy By,
    [property: Id(1)] DateOnly? From,
    [property: Id(2)] DateOnly? To,
    [property: Id(3)] IReadOnlyList<SpendLine> Lines,
    [property: Id(4)] SpendLine Total,
    [property: Id(5)] BurnRate Today);

/// <summary>How a day's budget stands.</summary>
/// <param name="Day">The day (UTC).</param>
/// <param name="Cap">What may be spent.</param>
/// <param name="Spent">What was spent.</param>
/// <param name="Reserved">Leased for calls under way.</param>
/// <param name="Remaining">What is left.</param>
/// <param name="SpentLastHour">Money of the last hour; where there were very many calls, their pace.</param>
/// <param name="ExhaustedAt">When the budget ends at that pace; null when it lasts to the day's end.</param>
[GenerateSerializer, Immutable, Alias("BurnRate")]
public sealed record BurnRate(
    [property: Id(0)] DateOnly Day,
    [property: Id(1)] Usd Cap,
    [property: Id(2)] Usd Spent,
    [property: Id(3)] Usd Reserved,
    [property: Id(4)] Usd Remaining,
    [property: Id(5)] Usd SpentLastHour,
    [property: Id(6)] DateTimeOffset? ExhaustedAt);
