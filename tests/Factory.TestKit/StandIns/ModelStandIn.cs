using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Factory.TestKit.StandIns;

/// <summary>
/// A server on loopback that speaks the wire formats of model providers, streaming: OpenAI's chat completions, Anthropic's messages and
/// Ollama's own. A script decides what its models say and what goes wrong.
/// </summary>
public sealed class ModelStandIn : IAsyncDisposable
{
    private static readonly IWireSpeech[] Speeches = [new OpenAISpeech(), new AnthropicSpeech(), new OllamaSpeech()];

    private readonly WebApplication _app;

    private ModelStandIn(WebApplication app) => _app = app;

    /// <summary>The signature under every thought of the Anthropic models: it must come back unchanged.</summary>
    public static string Signature => AnthropicSpeech.Signature;

    /// <summary>Where the server is.</summary>
    public string Address => _app.Urls.First();

    /// <summary>Ollama's shelf: what is installed and what can be pulled.</summary>
    public OllamaShelf Shelf { get; } = new();

    /// <summary>What <c>GET /v1/models</c> lists; null to refuse with 401, echoing the key as some servers do.</summary>
    public IReadOnlyList<string>? Offered { get; set; } = [];

    /// <summary>Every turn, in the order it came.</summary>
    public ConcurrentQueue<ChatTurn> Turns { get; } = new();

    /// <summary>Authorization headers seen; empty where none came.</summary>
    public ConcurrentDictionary<string, int> Keys { get; } = new();

    /// <summary>The base URL of a wire, as its variable takes it.</summary>
    public string BaseUrl(ModelWire wire) => wire == ModelWire.OpenAI ? Address + "/v1" : Address;

    /// <summary>Starts the server.</summary>
    public static async Task<ModelStandIn> StartAsync(Func<ChatTurn, ChatReply> script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new ModelStandIn(app);
        foreach (var speech in Speeches)
        {
            app.MapPost(speech.Path, context => server.AnswerAsync(context, speech, script));
        }

        server.Shelf.Map(app);
        app.MapGet("/v1/models", server.ListAsync);
        app.MapGet("/other/models", () => "a page of something else");
        await app.StartAsync();
        return server;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task ListAsync(HttpContext context)
    {
        var key = context.Request.Headers["x-api-key"].FirstOrDefault() ?? context.Request.Headers.Authorization.ToString();
        Keys.AddOrUpdate(key, 1, (_, n) => n + 1);
        context.Response.StatusCode = Offered is null ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK;
        return Offered is { } offered
            ? context.Response.WriteAsJsonAsync(new { @object = "list", data = offered.Select(id => new { id }) })
            : context.Response.WriteAsJsonAsync(new { error = new { message = $"Incorrect API key provided: {key}" } });
    }

    private async Task AnswerAsync(HttpContext context, IWireSpeech speech, Func<ChatTurn, ChatReply> script)
    {
        Keys.AddOrUpdate(context.Request.Headers.Authorization.ToString(), 1, (_, n) => n + 1);
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var turn = new ChatTurn(speech.Wire, body.RootElement, speech.Messages(body.RootElement));
        Turns.Enqueue(turn);
        var reply = script(turn);
        if (reply.Break == Break.AtOnce)
        {
            context.Abort();
        }
        else if (reply.Status != StatusCodes.Status200OK)
        {
            context.Response.StatusCode = reply.Status;
            if (reply.RetryAfter is { } wait)
            {
                context.Response.Headers.RetryAfter = wait;
            }

            await context.Response.WriteAsJsonAsync(speech.Refusal(reply));
        }
        else
        {
            context.Response.ContentType = speech.ContentType;
            await StreamAsync(context, speech, [.. speech.Frames(turn, reply)], reply.Break);
        }
    }

    private static async Task StreamAsync(HttpContext context, IWireSpeech speech, List<string> frames, Break @break)
    {
        var isBroken = @break is Break.Midway or Break.Stall or Break.Garbage or Break.EndsEarly;
        foreach (var frame in isBroken ? frames.Take((frames.Count + 1) / 2) : frames)
        {
            await WriteAsync(context, frame);
        }

        switch (@break)
        {
            case Break.Midway:
                context.Abort();
                break;
            case Break.Stall:
                var gone = new TaskCompletionSource();
                await using (context.RequestAborted.Register(gone.SetResult))
                {
                    await gone.Task;
                }

                break;
            case Break.Garbage:
                await WriteAsync(context, speech.Garbage);
                break;
        }
    }

    private static async Task WriteAsync(HttpContext context, string frame)
    {
        await context.Response.WriteAsync(frame);
        await context.Response.Body.FlushAsync();
    }
}
