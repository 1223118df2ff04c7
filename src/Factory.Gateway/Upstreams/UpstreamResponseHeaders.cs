using Factory.Protocols.Errors;
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
    /// How long clients are to wait, from a Retry-After in seconds or as a date, or from OpenAI's Retry-After-Ms; null
    /// without one. At most 30 days.
    /// </summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now) =>
        RetryDelays.FromHeaders(Value(response, "retry-after-ms"), Value(response, "retry-after"), now);

    private static string? Value(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
