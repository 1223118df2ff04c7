using System.Net.Http.Headers;
using System.Net.Http.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;

namespace Factory.Client;

/// <summary>Sends single requests: JSON in both directions, errors as <see cref="FactoryException"/>.</summary>
internal sealed class ApiCaller(HttpClient http, TimeProvider time) : IDisposable
{
    // The slowest request starts a run, which creates a repository and commits to it; every other one is a grain call.
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(100);

    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        SendAsync<T>(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    public Task<T> DeleteAsync<T>(string path, CancellationToken cancellationToken) =>
        SendAsync<T>(new HttpRequestMessage(HttpMethod.Delete, path), cancellationToken);

    public Task<T> PostAsync<T>(string path, object? body, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType(), mediaType: null, FactoryJson.Options);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add(ApiHeaders.IdempotencyKey, idempotencyKey);
        }

        return SendAsync<T>(request, cancellationToken);
    }

    public void Dispose() => http.Dispose();

    private async Task<T> SendAsync<T>(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using (request)
            using (var response = await http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                either.Token).ConfigureAwait(false))
            {
                await ApiErrors.ThrowIfErrorAsync(response, either.Token).ConfigureAwait(false);
                return await response.Content.ReadFromJsonAsync<T>(FactoryJson.Options, either.Token).ConfigureAwait(false)
                    ?? throw ApiErrors.Unreadable(response, null);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The content is read as a stream, so a connection can break inside the body as well. Then .NET throws
            // either of the two, depending on the moment.
            throw ApiErrors.Unreachable(http, e);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new FactoryException(
                ErrorCodes.SiloUnreachable,
                $"The silo at {http.BaseAddress} did not answer within {RequestTimeout.TotalSeconds:0} seconds; its disk may be slow.",
                "See its log with: factory logs", retryable: true, e);
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new FactoryException(
                ErrorCodes.SiloUnreachable, $"The silo at {http.BaseAddress} sent a response that this version cannot read.",
                "Use the same version of the factory on both sides.", inner: e);
        }
    }
}
