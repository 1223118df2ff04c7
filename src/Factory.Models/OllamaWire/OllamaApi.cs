using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Factory.Domain.Models;
using Factory.Models.Wires;

namespace Factory.Models.OllamaWire;

/// <summary>Ollama's HTTP API, as far as the factory uses it. Answers that come piece by piece are one JSON object a line.</summary>
/// <param name="http">A client that throws <see cref="WireRefusal"/> (see <see cref="WireHandler"/>).</param>
/// <param name="endpoint">Where the server is, without <c>/api</c>.</param>
internal sealed class OllamaApi(HttpClient http, Uri endpoint)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };

    private readonly Uri _base = new(endpoint.ToString().TrimEnd('/') + "/api/");

    /// <summary>One chat call.</summary>
    public IAsyncEnumerable<JsonElement> ChatAsync(JsonObject request, CancellationToken cancellationToken) => LinesAsync("chat", request, cancellationToken);

    /// <summary>Fetches a model; how far it is comes piece by piece.</summary>
    public async IAsyncEnumerable<PullProgress> PullAsync(string model, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in LinesAsync("pull", new JsonObject { ["model"] = model, ["stream"] = true }, cancellationToken))
        {
            yield return new PullProgress(line.Text("status"), line.Number("completed"), line.Number("total"));
        }
    }

    /// <summary>The installed models, by name.</summary>
    public async Task<IReadOnlyList<InstalledModel>> ListAsync(CancellationToken cancellationToken)
    {
        using var answer = await ReadAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(_base, "tags")), cancellationToken);
        return [.. answer.RootElement.List("models").Select(m => new InstalledModel(m.Text("name"), m.Number("size"), m.Text("remote_host").Length > 0))];
    }

    /// <summary>What a model is and can do.</summary>
    public async Task<ModelCard> ShowAsync(string model, CancellationToken cancellationToken)
    {
        using var answer = await ReadAsync(Post("show", new JsonObject { ["model"] = model }), cancellationToken);
        return ModelCard.Read(answer.RootElement);
    }

    /// <summary>Embeds texts, in their order.</summary>
    /// <returns>A vector for each text, and the tokens read.</returns>
    public async Task<(IReadOnlyList<float[]> Vectors, long Tokens)> EmbedAsync(JsonObject request, CancellationToken cancellationToken)
    {
        using var answer = await ReadAsync(Post("embed", request), cancellationToken);
        return ([.. answer.RootElement.List("embeddings").Select(v => v.EnumerateArray().Select(n => n.GetSingle()).ToArray())], answer.RootElement.Number("prompt_eval_count") ?? 0);
    }

    private async IAsyncEnumerable<JsonElement> LinesAsync(string path, JsonObject request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var message = Post(path, request);
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } text)
        {
            if (text.Length == 0)
            {
                continue;
            }

            using var line = JsonDocument.Parse(text, Strict);
            if (line.RootElement.Text("error") is { Length: > 0 } error)
            {
                throw new WireRefusal(500, error, "");
            }

            yield return line.RootElement.Clone();
        }
    }

    private async Task<JsonDocument> ReadAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        using (message)
        {
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), Strict, cancellationToken);
        }
    }

    private HttpRequestMessage Post(string path, JsonObject body) => new(HttpMethod.Post, new Uri(_base, path)) { Content = JsonContent.Create(body) };
}
