namespace Factory.Deployments.Local;

/// <summary>
/// Repeats a request once on a new connection when the one that it was sent on ended without a response: a program can
/// close a connection at the moment at which it is used again. Only requests without a body that can be repeated safely.
/// </summary>
/// <param name="pooled">Keeps its connections.</param>
/// <param name="fresh">Connects for each request.</param>
internal sealed class FreshConnectionHandler(HttpMessageHandler pooled, HttpMessageHandler fresh) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _pooled = new(pooled);
    private readonly HttpMessageInvoker _fresh = new(fresh);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _pooled.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception) when (CanRepeat(request) && HasLostConnection(exception))
        {
            return await _fresh.SendAsync(request, cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pooled.Dispose();
            _fresh.Dispose();
        }

        base.Dispose(disposing);
    }

    private static bool CanRepeat(HttpRequestMessage request) =>
        request.Content is null
        && !request.Headers.NonValidated.Contains("Upgrade")
        && (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options
            || request.Method == HttpMethod.Put || request.Method == HttpMethod.Delete);

    // .NET repeats a request itself where its connection ended in good order, but not where it was reset. A program that
    // cannot be connected to is being restarted, which a second connection does not change.
    private static bool HasLostConnection(HttpRequestException exception) =>
        exception is { HttpRequestError: HttpRequestError.Unknown, InnerException: IOException };
}
