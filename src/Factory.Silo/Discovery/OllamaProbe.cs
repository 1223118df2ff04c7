using System.Text.Json;
using Factory.Contracts.Api;

namespace Factory.Silo.Discovery;

/// <summary>
/// Detects a running Ollama server and its models. The address is <c>OLLAMA_HOST</c>, as for Ollama's own tools; only
/// servers on this machine are called.
/// </summary>
internal sealed class OllamaProbe(DiscoveryOptions options, TimeProvider time)
{
    private const string Name = "Ollama";
    private const int ShownModels = 4;
    private const int MaxResponseBytes = 1024 * 1024;

    /// <summary>Probes the server. Failures of the server are findings, not exceptions.</summary>
    public async Task<DiscoveredItem> ProbeAsync(CancellationToken cancellationToken)
    {
        var (endpoint, problem) = Address();
        if (endpoint is null)
        {
            return new DiscoveredItem(Name, false, problem);
        }

        using var limit = new CancellationTokenSource(options.OllamaTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);

        // A proxy, or a redirect that is followed, would take the probe off this machine. The size is bounded because
        // any program may answer at that port.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            MaxResponseContentBufferSize = MaxResponseBytes
        };
        var shown = endpoint.GetLeftPart(UriPartial.Authority);
        try
        {
            var models = Models(await http.GetByteArrayAsync(new Uri(endpoint, "/api/tags"), either.Token));
            return new DiscoveredItem(Name, models.Count > 0, models.Count == 0
                ? $"answers at {shown} but has no models; add one with: factory models pull qwen3:8b"
                : $"{shown}, {(models.Count == 1 ? "1 model" : models.Count + " models")}: " +
                    $"{SingleLineText.From(string.Join(", ", models.Take(ShownModels)))}{(models.Count > ShownModels ? ", …" : "")}{(string.IsNullOrWhiteSpace(options.GetEnvironmentVariable("OLLAMA_HOST")) ? "; to use them set OLLAMA_HOST" : "")}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DiscoveredItem(Name, false, $"no answer at {shown} within {options.OllamaTimeout.TotalMilliseconds:0} ms");
        }
        catch (HttpRequestException)
        {
            return new DiscoveredItem(Name, false, $"nothing answers at {shown}");
        }
        catch (JsonException)
        {
            return new DiscoveredItem(Name, false, $"the server at {shown} is not Ollama");
        }
    }

    private (Uri? Address, string Problem) Address()
    {
        if (OllamaAddress.Parse(options.GetEnvironmentVariable("OLLAMA_HOST")) is not { } endpoint)
        {
            return (null, "OLLAMA_HOST is not an address; it must look like localhost:11434");
        }

        return endpoint.IsLoopback ? (endpoint, "") : (null, "OLLAMA_HOST names another machine; only this one is probed");
    }

    private static List<string> Models(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("models", out var models)
            || models.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("There is no list of models.");
        }

        return [.. models.EnumerateArray()
            .Where(m =>
                m.ValueKind == JsonValueKind.Object && m.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String)
            .Select(m => m.GetProperty("name").GetString()!)];
    }
}
