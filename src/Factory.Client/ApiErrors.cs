using System.Net.Http.Json;
using System.Text.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;

namespace Factory.Client;

/// <summary>Creates the exceptions of failed requests; errors of the silo keep its code and hint.</summary>
internal static class ApiErrors
{
    public static async Task ThrowIfErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var problem = await ReadProblemAsync(response, cancellationToken).ConfigureAwait(false);
        throw problem?.Code is { } code
            ? new FactoryException(code, problem.Detail ?? problem.Title ?? code, problem.Hint, problem.Retryable)
            : Unreadable(response, null);
    }

    public static FactoryException Unreachable(HttpClient http, Exception inner) => new(
        ErrorCodes.SiloUnreachable,
        $"No silo answers at {http.BaseAddress}.",
        "Start one with: factory up",
        retryable: true,
        inner);

    // No problem document: another program has taken the port of a silo that ended, or a proxy answered.
    public static FactoryException Unreadable(HttpResponseMessage response, Exception? inner) => new(
        ErrorCodes.SiloUnreachable,
        $"The server at {response.RequestMessage?.RequestUri?.GetLeftPart(UriPartial.Authority)} is not a factory silo (HTTP " +
        $"{(int)response.StatusCode}).",
        "Check the address, and that no proxy is in between.",
        inner: inner);

    private static async Task<ApiProblem?> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<ApiProblem>(FactoryJson.Options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            // Not a problem document, so it is not the silo: the caller reports the status.
            return null;
        }
    }
}
