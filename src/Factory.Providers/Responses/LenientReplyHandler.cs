using System.Net.Http.Headers;

namespace Factory.Providers.Responses;

/// <summary>Puts a <see cref="ReplyNormalizer"/> between a server's replies and the SDK that reads them. Refusals never come this far.</summary>
internal sealed class LenientReplyHandler(HttpMessageHandler inner, Func<ReplyNormalizer> create) : DelegatingHandler(inner)
{
    private const string Json = "application/json";
    private const string Lines = "application/x-ndjson";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var normalizer = create();

        // Some servers do not stream though they were asked to, and some name no type at all.
        var form = response.Content.Headers.ContentType?.MediaType switch
        {
            Json => ReplyForm.Whole,
            Lines => ReplyForm.Lines,
            null when normalizer.MediaType == Lines => ReplyForm.Lines,
            _ => ReplyForm.Events,
        };
        response.Content = new StreamContent(new NormalizedStream(await response.Content.ReadAsStreamAsync(cancellationToken), form, normalizer))
        {
            Headers = { ContentType = new MediaTypeHeaderValue(normalizer.MediaType) },
        };
        return response;
    }
}
