using System.Net;
using System.Net.Http.Headers;

namespace Factory.Client;

/// <summary>Sends the access token with every request. When the silo refuses it, the token may have been replaced: it is read again, and the request sent once more if it is another one.</summary>
internal sealed class TokenHandler(Func<string?> read, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private string? _token;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var used = Volatile.Read(ref _token) ?? ReadToken();
        SetAuthorization(request, used);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized || ReadToken() is not { } fresh || fresh == used)
        {
            return response;
        }

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
