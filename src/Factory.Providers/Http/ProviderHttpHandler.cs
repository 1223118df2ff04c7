using System.Net.Http.Headers;
using Factory.Protocols.Errors;
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

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        // Bounded: an error page is not trusted to end.
        var buffer = new byte[MaxErrorBytes];
        try
        {
            var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return buffer.AsMemory(0, length);
        }
        catch (Exception e) when (e is IOException or ProviderTimeoutException)
        {
            // The status decides what happens next; without the body only the message is missing.
            return default;
        }
    }

    private TimeSpan? RetryAfter(HttpResponseHeaders headers) =>
        RetryDelays.FromHeaders(Value(headers, "Retry-After-Ms"), Value(headers, "Retry-After"), time.GetUtcNow());

    // Not validated: an odd value is no reason to fail.
    private static string? Value(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
