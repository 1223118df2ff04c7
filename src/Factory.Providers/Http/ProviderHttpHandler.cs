using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Factory.Providers.Errors;

namespace Factory.Providers.Http;

/// <summary>
/// What all calls of providers have in common, in one place below their SDKs: a refusal becomes a <see cref="ProviderErrorException"/> with what the
/// server said, and a server that sends nothing for too long a <see cref="ProviderTimeoutException"/>, before its reply as well as in the middle of it.
/// </summary>
internal sealed class ProviderHttpHandler(HttpMessageHandler inner, TimeSpan limit, TimeProvider time) : DelegatingHandler(inner)
{
    /// <summary>Set on a request whose SDK reads the reply without its caller's token.</summary>
    public static readonly HttpRequestOptionsKey<CancellationToken> CallerToken = new("Factory.Caller");

    private const int MaxErrorBytes = 64 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await OperationTimeout.RunAsync(limit, time, ct => new ValueTask<HttpResponseMessage>(base.SendAsync(request, ct)), cancellationToken);
        request.Options.TryGetValue(CallerToken, out var caller);
        var body = new ReadTimeoutStream(await response.Content.ReadAsStreamAsync(cancellationToken), limit, time, caller);
        if (!response.IsSuccessStatusCode)
        {
            using (response)
            {
                throw ProviderErrorException.Read((int)response.StatusCode, await ReadAsync(body, cancellationToken), RetryAfter(response.Headers));
            }
        }

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
        var buffer = new byte[MaxErrorBytes];
        try
        {
            var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception e) when (e is IOException or ProviderTimeoutException)
        {
            // The status came, and that is what counts.
            return "";
        }
    }

    private TimeSpan? RetryAfter(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues("Retry-After", out var values) || values.FirstOrDefault() is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(365).TotalSeconds));
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at > time.GetUtcNow()
            ? at - time.GetUtcNow()
            : null;
    }
}
