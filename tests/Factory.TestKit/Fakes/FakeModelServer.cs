using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Factory.Contracts.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Factory.TestKit.Fakes;

/// <summary>
/// A server on loopback that serves the streaming APIs of model providers: OpenAI's chat completions, Anthropic's
/// messages and Ollama's own. A script decides the responses and failures.
/// </summary>
public sealed class FakeModelServer : IAsyncDisposable
{
    private static readonly IFakeApiFormat[] Formats = [new FakeOpenAIFormat(), new FakeAnthropicFormat(), new FakeOllamaFormat()];

    private readonly WebApplication _app;

    private FakeModelServer(WebApplication app) => _app = app;

    /// <summary>The signature of all reasoning of the Anthropic models; it must be sent back unchanged.</summary>
    public static string Signature => FakeAnthropicFormat.Signature;

    /// <summary>URL of the server.</summary>
    public string Address => _app.Urls.First();

    /// <summary>Ollama's library: what is installed and what can be pulled.</summary>
    public FakeOllamaLibrary Ollama { get; } = new();

    /// <summary>
    /// What <c>GET /v1/models</c> lists; null to refuse with 401, echoing the key as some servers do.
    /// </summary>
    public IReadOnlyList<string>? ListedModels { get; set; } = [];

    /// <summary>Every request, in order.</summary>
    public ConcurrentQueue<ReceivedRequest> Requests { get; } = new();

    /// <summary>
    /// Authorization headers that were received, with their counts; an empty one for requests without.
    /// </summary>
    public ConcurrentDictionary<string, int> Keys { get; } = new();

    /// <summary>The APIs that it serves.</summary>
    public static IReadOnlyList<ModelApi> Apis { get; } = [.. Formats.Select(f => f.Api)];

    /// <summary>The base URL for an API, as the provider's environment variable takes it.</summary>
    public string BaseUrl(ModelApi api) => api == ModelApi.OpenAIChat ? Address + "/v1" : Address;

    /// <summary>Starts the server.</summary>
    public static async Task<FakeModelServer> StartAsync(Func<ReceivedRequest, ScriptedResponse> script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new FakeModelServer(app);
        foreach (var speech in Formats)
        {
            app.MapPost(speech.Path, context => server.AnswerAsync(context, speech, script));
        }

        server.Ollama.Map(app);
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
        context.Response.StatusCode = ListedModels is null ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK;
        return ListedModels is { } offered
            ? context.Response.WriteAsJsonAsync(new { @object = "list", data = offered.Select(id => new { id }) })
            : context.Response.WriteAsJsonAsync(new { error = new { message = $"Incorrect API key provided: {key}" } });
    }

    private async Task AnswerAsync(HttpContext context, IFakeApiFormat speech, Func<ReceivedRequest, ScriptedResponse> script)
    {
        Keys.AddOrUpdate(context.Request.Headers.Authorization.ToString(), 1, (_, n) => n + 1);
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var turn = new ReceivedRequest(speech.Api, body.RootElement, speech.Messages(body.RootElement));
        Requests.Enqueue(turn);
        var reply = script(turn);
        if (reply.Fault == ResponseFault.Disconnect)
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

            await context.Response.WriteAsJsonAsync(speech.ErrorBody(reply));
        }
        else
        {
            context.Response.ContentType = speech.ContentType;
            await StreamAsync(context, speech, [.. speech.Frames(turn, reply)], reply.Fault);
        }
    }

    private static async Task StreamAsync(HttpContext context, IFakeApiFormat speech, List<string> frames, ResponseFault @break)
    {
        var isBroken = @break is ResponseFault.DisconnectMidway
            or ResponseFault.Stall
            or ResponseFault.InvalidFrame
            or ResponseFault.EndEarly;
        foreach (var frame in isBroken ? frames.Take((frames.Count + 1) / 2) : frames)
        {
            await WriteAsync(context, frame);
        }

        switch (@break)
        {
            case ResponseFault.DisconnectMidway:
                context.Abort();
                break;
            case ResponseFault.Stall:
                var gone = new TaskCompletionSource();
                await using (context.RequestAborted.Register(gone.SetResult))
                {
                    await gone.Task;
                }

                break;
            case ResponseFault.InvalidFrame:
                await WriteAsync(context, speech.InvalidFrame);
                break;
        }
    }

    private static async Task WriteAsync(HttpContext context, string frame)
    {
        await context.Response.WriteAsync(frame);
        await context.Response.Body.FlushAsync();
    }
}
