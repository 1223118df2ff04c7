using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Factory.Providers.Errors;

namespace Factory.Providers.Http;

/// <summary>
/// What the calls to all providers have in common, below their SDKs: an error status becomes a
/// <see cref="ProviderErrorException"/> with the server's message, and a server that sends nothing for too long a
/// <see cref="ProviderTimeoutException"/>, before its response as well as in the middle of it.
/// </summary>
internal sealed class ProviderHttpHandler(HttpMessageHandler inner, TimeSpan limit, TimeProvider time) : DelegatingHandler(inner)
{
    /// <summary>The caller's token, set on a request whose SDK reads the response without it.</summary>
    public static readonly HttpRequestOptionsKey<CancellationToken> CallerToken = new("Factory.Caller");

    private const int MaxErrorBytes = 64 * 1024;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await OperationTimeout.RunAsync(
            limit,
            time,
            ct => new ValueTask<HttpResponseMessage>(base.SendAsync(request, ct)),
            cancellationToken);
        request.Options.TryGetValue(CallerToken, out var caller);
        var body = new ReadTimeoutStream(await response.Content.ReadAsStreamAsync(cancellationToken), limit, time, caller);
        if (!response.IsSuccessStatusCode)
        {
            using (response)
            {
                throw ProviderErrorException.Read(
                    (int)response.StatusCode,
                    await ReadAsync(body, cancellationToken),
                    RetryAfter(response.Headers));
            }
        }

        // The body is replaced, the headers are kept: the content type decides how the response is read.
        var content = new StreamContent(body);
        foreach (var (name, values) in response.Content.Headers)
        {
            content.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content = content;
        return response;
    }

    private static async Task<string> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        // Bounded: an error page is not trusted to end.
        var buffer = new byte[MaxErrorBytes];
        try
        {
            var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception e) when (e is IOException or ProviderTimeoutException)
        {
            // The status decides what happens next; without the body only the message is missing.
            return "";
        }
    }

    private TimeSpan? RetryAfter(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues("Retry-After", out var values) || values.FirstOrDefault() is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && double.IsFinite(seconds))
        {
            // Some servers send milliseconds or nonsense: beyond a year TimeSpan would overflow, as it would for "NaN",
            // which the parser reads as a number.
            return TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(365).TotalSeconds));
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && at > time.GetUtcNow()
            ? at - time.GetUtcNow()
            : null;
    }
}
