using System.Net.Http.Headers;
using System.Text.Json;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Providers.Errors;
using Factory.Providers.Http;
using Factory.Providers.Ollama;

namespace Factory.Providers.Models;

/// <summary>
/// A provider's own list of models: <c>GET /models</c> (OpenAI and those like it), <c>GET /v1/models</c> (Anthropic),
/// <c>GET /api/tags</c> (Ollama).
/// </summary>
internal sealed class ProviderModelList(ProviderHttp http, ModelApi api, Uri endpoint, string? key)
{
    private const int MaxBytes = 8 * 1024 * 1024;
    private const int MaxNameLength = 200;

    // Gemini's names carry it in the list, but not in a request.
    private const string Prefix = "models/";

    /// <summary>
    /// Reads the names that requests use: untrusted text, limited in length and without control characters.
    /// </summary>
    /// <exception cref="ProviderErrorException">The server returned an error.</exception>
    /// <exception cref="InvalidDataException">The response is not a list of models.</exception>
    public async Task<IReadOnlyCollection<string>> ReadAsync(CancellationToken cancellationToken)
    {
        var names = api == ModelApi.OllamaChat
            ? await ListOllamaAsync(cancellationToken)
            : await ListAsync(cancellationToken);
        return [.. names.Where(n => n.Length is > 0 and <= MaxNameLength && !n.Any(char.IsControl)).Distinct(StringComparer.Ordinal)];
    }

    private async Task<IEnumerable<string>> ListOllamaAsync(CancellationToken cancellationToken)
    {
        using var ollama = new OllamaClient(http.Handler, endpoint);
        return (await ollama.ListLocalModelsAsync(cancellationToken)).Select(m => m.Name ?? "");
    }

    private async Task<IEnumerable<string>> ListAsync(CancellationToken cancellationToken)
    {
        var address = endpoint.ToString().TrimEnd('/') + (api == ModelApi.AnthropicMessages ? "/v1/models?limit=1000" : "/models");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (api == ModelApi.AnthropicMessages)
        {
            request.Headers.Add("anthropic-version", "2023-06-01");
            request.Headers.TryAddWithoutValidation("x-api-key", key);
        }
        else if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        using var response = await http.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var body = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[64 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            // Read in pieces instead of at once, because a server without a content length could send without end.
            body.Write(buffer, 0, read);
            if (body.Length > MaxBytes)
            {
                throw new InvalidDataException("The list is too long.");
            }
        }

        using var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
        return [.. document.RootElement.GetProperty("data")
            .EnumerateArray()
            .Select(m => StripPrefix(m.GetProperty("id").GetString() ?? ""))];
    }

    private static string StripPrefix(string id) => id.StartsWith(Prefix, StringComparison.Ordinal) ? id[Prefix.Length..] : id;
}
