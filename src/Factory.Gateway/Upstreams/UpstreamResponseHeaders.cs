using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Upstreams;

/// <summary>Of a provider's headers only those that help the client: no cookies, no limits of the factory's account, nothing that holds the key.</summary>
internal static class UpstreamResponseHeaders
{
    private static readonly string[] Forwarded = ["request-id", "x-request-id", "retry-after", "x-should-retry"];

    public static void Copy(HttpResponseMessage from, IHeaderDictionary to, string? key)
    {
        foreach (var name in Forwarded)
        {
            if (from.Headers.NonValidated.TryGetValues(name, out var values) && values.ToString() is { Length: < 200 } value && (key is null || !value.Contains(key, StringComparison.Ordinal)))
            {
                to[name] = value;
            }
        }
    }

    /// <summary>The provider's own word on how long to wait.</summary>
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

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at > now ? at - now : null;
    }
}
