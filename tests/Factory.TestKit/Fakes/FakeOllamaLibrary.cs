using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Factory.TestKit.Fakes;

/// <summary>
/// The part of Ollama beside the chat: its installed models, what they hold, pulling one, and embeddings.
/// </summary>
public sealed class FakeOllamaLibrary
{
    /// <summary>Installed models and how many tokens they hold.</summary>
    public ConcurrentDictionary<string, int> Installed { get; } = new() { ["qwen3:8b"] = 40_960 };

    /// <summary>Models that can be pulled.</summary>
    public ConcurrentDictionary<string, int> Pullable { get; } = new() { ["llama3.2:latest"] = 131_072 };

    /// <summary>Whom the server passes the calls of a model on to.</summary>
    public ConcurrentDictionary<string, string> Remote { get; } = new();

    internal void Map(WebApplication app)
    {
        app.MapGet("/api/version", () => new { version = "0.13.0" });
        app.MapGet(
            "/api/tags",
            () =>
                new
                {
                    models = Installed.Keys.Order(StringComparer.Ordinal)
                    .Select(n =>
                        new
                        {
                            name = n,
                            model = n,
                            size = 5_225_388_164L,
                            remote_host = Remote.GetValueOrDefault(n),
                            details = new { family = n.Split(':')[0], parameter_size = "8.2B" }
                        })
                });
        app.MapPost("/api/show", ShowAsync);
        app.MapPost("/api/pull", PullAsync);
        app.MapPost("/api/embed", EmbedAsync);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var body = (await JsonSerializer.DeserializeAsync<JsonObject>(context.Request.Body))!;
        var name = (string)body["model"]!;
        if (!Installed.TryGetValue(name, out var tokens))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsJsonAsync(new { error = $"model '{name}' not found" });
            return;
        }

        var family = name.Split(':')[0];
        await context.Response.WriteAsJsonAsync(new
        {
            capabilities = new[] { "completion", "tools", "thinking" },
            details = new { family, parameter_size = "8.2B" },
            model_info = new Dictionary<string, object> { ["general.architecture"] = family, [$"{family}.context_length"] = tokens },
        });
    }

    private async Task PullAsync(HttpContext context)
    {
        var body = (await JsonSerializer.DeserializeAsync<JsonObject>(context.Request.Body))!;
        var name = (string)body["model"]!;
        context.Response.ContentType = "application/x-ndjson";
        object[] lines = Pullable.TryGetValue(name.Contains(':') ? name : name + ":latest", out var tokens)
            ?
            [
                new { status = "pulling manifest" },
                new { status = "pulling dde5aa3fc5ff", digest = "sha256:dde5aa3fc5ff", total = 2_000_000, completed = 500_000 },
                new { status = "pulling dde5aa3fc5ff", digest = "sha256:dde5aa3fc5ff", total = 2_000_000, completed = 2_000_000 },
                new { status = "verifying sha256 digest" },
                new { status = "success" },
            ]
            : name == "cut-off" ? [new { status = "pulling manifest" }]
            : [new { status = "pulling manifest" }, new { error = "pull model manifest: file does not exist" }];
        foreach (var line in lines)
        {
            await context.Response.WriteAsync(JsonSerializer.Serialize(line) + "\n");
            await context.Response.Body.FlushAsync();
        }

        if (tokens > 0)
        {
            Installed[name] = tokens;
        }
    }

    private static async Task EmbedAsync(HttpContext context)
    {
        var body = (await JsonSerializer.DeserializeAsync<JsonObject>(context.Request.Body))!;
        var texts = body["input"]!.AsArray().Select(t => (string)t!).ToList();
        await context.Response.WriteAsJsonAsync(new
        {
            embeddings = texts.Select(t => new[] { t.Length, 0.5, -1 }),
            prompt_eval_count = texts.Sum(t => t.Length) / 4
        });
    }
}
