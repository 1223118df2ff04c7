namespace Factory.Domain.Limits;

/// <summary>How long a provider that wants fewer calls is left alone: as long as it says, or 1, 2, 4, … seconds, at most <see cref="LongestGuess"/>, when it does not say.</summary>
/// <param name="Until">No call passes before.</param>
/// <param name="Row">How often in a row it said so.</param>
public readonly record struct RetryAfterBackoff(TimeSpan Until, int Row)
{
    /// <value>30 seconds.</value>
    public static readonly TimeSpan LongestGuess = TimeSpan.FromSeconds(30);

    /// <value>A day: who asks for longer is asked again then.</value>
    public static readonly TimeSpan LongestWord = TimeSpan.FromDays(1);

    private static readonly TimeSpan LongestSpread = TimeSpan.FromSeconds(5);

    /// <summary>It works again; a pause that runs stays.</summary>
    public RetryAfterBackoff Worked() => this with { Row = 0 };

    /// <summary>It wants fewer calls.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="word">How long it asks to wait; null when it does not say.</param>
    /// <param name="spread">0 to 1: lengthens the pause by up to a tenth, at most 5 seconds.</param>
    public RetryAfterBackoff Asked(TimeSpan now, TimeSpan? word, double spread)
    {
        var wait = word is { } said
            ? TimeSpan.FromTicks(Math.Clamp(said.Ticks, 0, LongestWord.Ticks))
            : TimeSpan.FromSeconds(Math.Min(LongestGuess.TotalSeconds, Math.Pow(2, Math.Min(Row, 10))));
        var more = TimeSpan.FromTicks((long)(Math.Min(wait.Ticks / 10, LongestSpread.Ticks) * Math.Clamp(spread, 0, 1)));
        var until = now + wait + more;
        return new(until > Until ? until : Until, Row + 1);
    }
}
