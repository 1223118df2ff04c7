using System.Globalization;

namespace Factory.Protocols.Errors;

/// <summary>Reads how long a provider requests to wait. What is not a time is no request to wait.</summary>
public static class RetryDelays
{
    /// <value>The longest wait: 30 days. Some servers send milliseconds, or a number beyond every calendar.</value>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>Reads the headers <c>Retry-After-Ms</c>, which is the more exact one, and <c>Retry-After</c>.</summary>
    /// <param name="milliseconds">The value of the first; null without one.</param>
    /// <param name="retryAfter">The value of the second, seconds or a date; null without one.</param>
    /// <param name="now">The time.</param>
    public static TimeSpan? FromHeaders(string? milliseconds, string? retryAfter, DateTimeOffset now)
    {
        if (Number(milliseconds) is { } exact)
        {
            return Limit(exact / 1000);
        }

        if (FromSeconds(retryAfter) is { } wait)
        {
            return wait;
        }

        return DateTimeOffset.TryParse(retryAfter, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at > now
            ? Limit((at - now).TotalSeconds)
            : null;
    }

    /// <summary>Reads a number of seconds, which may have decimals.</summary>
    public static TimeSpan? FromSeconds(string? text) => Number(text) is { } seconds ? Limit(seconds) : null;

    // "NaN" and "Infinity" are numbers for the parser whatever the style, and a TimeSpan cannot have either.
    private static double? Number(string? text) =>
        double.TryParse(text?.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? number
            : null;

    private static TimeSpan Limit(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, Longest.TotalSeconds));
}
