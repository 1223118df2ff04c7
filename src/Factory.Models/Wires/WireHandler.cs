using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Factory.Models.Wires;

/// <summary>
/// What every wire does with HTTP, in one place below the client libraries: a refusal becomes a <see cref="WireRefusal"/> with what the
/// server said, and a server that sends nothing for too long a <see cref="WireSilence"/>, before its answer as well as in the middle of it.
/// </summary>
internal sealed class WireHandler(HttpMessageHandler inner, TimeSpan limit, TimeProvider time) : DelegatingHandler(inner)
{
    private const int MaxRefusalBytes = 64 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await Patience.LimitAsync(limit, time, ct => new ValueTask<HttpResponseMessage>(base.SendAsync(request, ct)), cancellationToken);
        var body = new PatientStream(await response.Content.ReadAsStreamAsync(cancellationToken), limit, time);
        if (!response.IsSuccessStatusCode)
        {
            using (response)
            {
                throw WireRefusal.Read((int)response.StatusCode, await ReadAsync(body, cancellationToken), RetryAfter(response.Headers));
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
        var buffer = new byte[MaxRefusalBytes];
        try
        {
            var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception e) when (e is IOException or WireSilence)
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
