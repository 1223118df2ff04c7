using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Factory.TestKit.OpenAI;

/// <summary>A server on loopback that speaks OpenAI's chat completions, streaming too; a script decides what its models say.</summary>
public sealed class OpenAIStandIn : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OpenAIStandIn(WebApplication app) => _app = app;

    /// <summary>What <c>OPENAI_BASE_URL</c> is set to.</summary>
    public string BaseUrl => _app.Urls.First() + "/v1";

    /// <summary>Every turn, in the order it came.</summary>
    public ConcurrentQueue<ChatTurn> Turns { get; } = new();

    /// <summary>Authorization headers seen.</summary>
    public ConcurrentDictionary<string, int> Keys { get; } = new();

    /// <summary>Starts the server.</summary>
    public static async Task<OpenAIStandIn> StartAsync(Func<ChatTurn, ChatReply> script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new OpenAIStandIn(app);
        app.MapPost("/v1/chat/completions", context => server.AnswerAsync(context, script));
        app.MapGet("/v1/models", () => new { data = Array.Empty<object>() });
        await app.StartAsync();
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context, Func<ChatTurn, ChatReply> script)
    {
        Keys.AddOrUpdate(context.Request.Headers.Authorization.ToString(), 1, (_, n) => n + 1);
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var turn = new ChatTurn(body.RootElement);
        Turns.Enqueue(turn);
        var reply = script(turn);
        if (reply.Drop)
        {
            context.Abort();
        }
        else if (reply.Status != 200)
        {
            context.Response.StatusCode = reply.Status;
            await context.Response.WriteAsJsonAsync(new { error = new { message = "scripted failure", type = "server_error", code = "scripted" } });
        }
        else if (turn.Streams)
        {
            await StreamAsync(context.Response, turn, reply);
        }
        else
        {
            await context.Response.WriteAsJsonAsync(Whole(turn, reply));
        }
    }

    private static object Whole(ChatTurn turn, ChatReply reply) => new
    {
        id = "chatcmpl-1",
        @object = "chat.completion",
        created = 1,
        model = turn.Model,
        choices = new[]
        {
            new
            {
                index = 0,
                finish_reason = reply.Calls.Count > 0 ? "tool_calls" : "stop",
                message = new
                {
                    role = "assistant",
                    content = reply.Text,
                    tool_calls = reply.Calls.Count == 0 ? null : reply.Calls.Select((c, i) => new { id = Id(turn, i), type = "function", function = new { name = c.Name, arguments = c.Arguments } }),
                },
            },
        },
        usage = Usage(turn, reply),
    };

    /// <summary>Text in pieces, every tool call's arguments in pieces, then usage in a chunk of its own: as the real one does.</summary>
    private static async Task StreamAsync(HttpResponse response, ChatTurn turn, ChatReply reply)
    {
        response.ContentType = "text/event-stream";
        await ChunkAsync(response, turn, new { role = "assistant", content = "" }, null);
        foreach (var piece in Pieces(reply.Text ?? ""))
        {
            await ChunkAsync(response, turn, new { content = piece }, null);
        }

        for (var i = 0; i < reply.Calls.Count; i++)
        {
            await ChunkAsync(response, turn, new { tool_calls = new[] { new { index = i, id = Id(turn, i), type = "function", function = new { name = reply.Calls[i].Name, arguments = "" } } } }, null);
            foreach (var piece in Pieces(reply.Calls[i].Arguments))
            {
                await ChunkAsync(response, turn, new { tool_calls = new[] { new { index = i, function = new { arguments = piece } } } }, null);
            }
        }

        await ChunkAsync(response, turn, new { }, reply.Calls.Count > 0 ? "tool_calls" : "stop");
        await WriteAsync(response, new { id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1, model = turn.Model, choices = Array.Empty<object>(), usage = Usage(turn, reply) });
        await response.WriteAsync("data: [DONE]\n\n");
    }

    private static Task ChunkAsync(HttpResponse response, ChatTurn turn, object delta, string? finish) =>
        WriteAsync(response, new { id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1, model = turn.Model, choices = new[] { new { index = 0, delta, finish_reason = finish } } });

    private static async Task WriteAsync(HttpResponse response, object chunk)
    {
        await response.WriteAsync($"data: {JsonSerializer.Serialize(chunk)}\n\n");
        await response.Body.FlushAsync();
    }

    private static IEnumerable<string> Pieces(string text) => text.Chunk(200).Select(c => new string(c));

    private static string Id(ChatTurn turn, int index) => $"call_{turn.Number}_{index}";

    private static object Usage(ChatTurn turn, ChatReply reply)
    {
        var input = turn.Body.GetRawText().Length / 4;
        var output = Math.Max(1, ((reply.Text?.Length ?? 0) + reply.Calls.Sum(c => c.Arguments.Length)) / 4);
        return new { prompt_tokens = input, completion_tokens = output, total_tokens = input + output, prompt_tokens_details = new { cached_tokens = input / 2 }, completion_tokens_details = new { reasoning_tokens = 0 } };
    }
}
