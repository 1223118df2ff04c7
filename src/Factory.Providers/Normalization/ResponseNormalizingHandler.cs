using System.Net.Http.Headers;

namespace Factory.Providers.Normalization;

/// <summary>
/// Puts a <see cref="ResponseNormalizer"/> between a server's responses and the SDK that reads them. Error statuses do
/// not get here: <see cref="Http.ProviderHttpHandler"/> throws them.
/// </summary>
internal sealed class ResponseNormalizingHandler(HttpMessageHandler inner, Func<ResponseNormalizer> create) : DelegatingHandler(inner)
{
    private const string JsonMediaType = "application/json";
    private const string JsonLinesMediaType = "application/x-ndjson";

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var normalizer = create();

        // Some servers ignore the request to stream, and some send no content type.
        var form = response.Content.Headers.ContentType?.MediaType switch
        {
            JsonMediaType => ResponseFraming.SingleJson,
            JsonLinesMediaType => ResponseFraming.JsonLines,
            null when normalizer.MediaType == JsonLinesMediaType => ResponseFraming.JsonLines,
            _ => ResponseFraming.ServerSentEvents,
        };
        response.Content = new StreamContent(new NormalizedResponseStream(
            await response.Content.ReadAsStreamAsync(cancellationToken),
            form,
            normalizer))
        {
            Headers = { ContentType = new MediaTypeHeaderValue(normalizer.MediaType) },
        };
        return response;
    }
}
