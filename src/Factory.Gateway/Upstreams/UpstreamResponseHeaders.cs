using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Upstreams;

/// <summary>
/// Forwards only those of a provider's headers that help the client: no cookies, no limits of the factory's account,
/// nothing that contains the key.
/// </summary>
internal static class UpstreamResponseHeaders
{
    private static readonly string[] Forwarded = ["request-id", "x-request-id", "retry-after", "x-should-retry"];

    /// <summary>Copies the forwarded headers, where they are shorter than 200 characters.</summary>
    /// <param name="from">The provider's response.</param>
    /// <param name="to">The client's response headers.</param>
    /// <param name="key">The provider's key; null when it needs none.</param>
    public static void Copy(HttpResponseMessage from, IHeaderDictionary to, string? key)
    {
        foreach (var name in Forwarded)
        {
            // Not validated: an odd value must not fail a call that is already billed. The length keeps a client's
            // header limit out of reach.
            if (from.Headers.NonValidated.TryGetValues(name, out var values)
                && values.ToString() is { Length: < 200 } value
                && (key is null || !value.Contains(key, StringComparison.Ordinal)))
            {
                to[name] = value;
            }
        }
    }

    /// <summary>
    /// How long clients are to wait, from a Retry-After in seconds or as a date; null without one. At most 30 days.
    /// </summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        if (!response.Headers.NonValidated.TryGetValues("retry-after", out var values))
        {
            return null;
        }

        var text = values.ToString();
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(Math.Clamp(seconds, 0, TimeSpan.FromDays(30).TotalSeconds));
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at > now
            ? at - now
            : null;
    }
}
