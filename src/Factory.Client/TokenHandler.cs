using System.Net;
using System.Net.Http.Headers;

namespace Factory.Client;

/// <summary>
/// Sends the access token with every request. A rejected token may have been replaced, so it is read again and, when it
/// has changed, the request is sent once more.
/// </summary>
internal sealed class TokenHandler(Func<string?> read, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private string? _token;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Kept between requests: the file is read once, and again only after a rejection.
        var used = Volatile.Read(ref _token) ?? ReadToken();
        SetAuthorization(request, used);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized || ReadToken() is not { } fresh || fresh == used)
        {
            return response;
        }

        // The body can be sent again, because all content of this client is JSON that is serialized for each send.
        response.Dispose();
        SetAuthorization(request, fresh);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private static void SetAuthorization(HttpRequestMessage request, string? token) =>
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);

    private string? ReadToken()
    {
        var token = read();
        Volatile.Write(ref _token, token);
        return token;
    }
}
