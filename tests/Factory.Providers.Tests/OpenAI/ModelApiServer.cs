using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Factory.Providers.Tests.OpenAI;

/// <summary>A real HTTP server that speaks OpenAI's API format as far as the test tells it.</summary>
internal sealed class ModelApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Queue<Func<HttpContext, Task>> _answers;

    private ModelApiServer(WebApplication app, Queue<Func<HttpContext, Task>> answers) => (_app, _answers) = (app, answers);

    public string BaseUrl =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/v1";

    public ConcurrentQueue<JsonElement> Requests { get; } = new();

    public ConcurrentQueue<string> Keys { get; } = new();

    /// <summary>Answers in this order; the last one again and again.</summary>
    public static async Task<ModelApiServer> StartAsync(params Func<HttpContext, Task>[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new ModelApiServer(app, new Queue<Func<HttpContext, Task>>(answers));
        app.MapPost("/v1/chat/completions", server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public static Func<HttpContext, Task> Stream(params string[] chunks) => async context =>
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var chunk in chunks.Append("[DONE]"))
        {
            await context.Response.WriteAsync($"data: {chunk}\n\n");
            await context.Response.Body.FlushAsync();
        }
    };

    public static Func<HttpContext, Task> Cut(params string[] chunks) => async context =>
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var chunk in chunks)
        {
            await context.Response.WriteAsync($"data: {chunk}\n\n");
            await context.Response.Body.FlushAsync();
        }

        context.Abort();
    };

    public static Func<HttpContext, Task> Json(string body) => context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    };

    public static Func<HttpContext, Task> Error(int status, string message = "no", string? retryAfter = null) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return context.Response.WriteAsync(JsonSerializer.Serialize(new { error = new { message, type = "t" } }));
    };

    public static string Delta(string delta, string? finish = null) =>
        $$$"""{"id":"c1","object":"chat.completion.chunk","created":1,"model":"m-2030","choices":[{"index":0,"delta":{{{delta}}},"finish_reason":{{{(finish is null ? "null" : $"\"{finish}\"")}}}}]}""";

    public static string Usage(int input, int output, int cached = 0, int reasoning = 0) => $$"""
        {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m-2030","choices":[],"usage":{"prompt_tokens":{{input}},"completion_tokens":{{output}},"total_tokens":{{input + output}},"prompt_tokens_details":{"cached_tokens":{{cached}} },"completion_tokens_details":{"reasoning_tokens":{{reasoning}} } } }
        """;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        Requests.Enqueue(body.RootElement.Clone());
        Keys.Enqueue(context.Request.Headers.Authorization.ToString());
        Func<HttpContext, Task> answer;
        lock (_answers)
        {
            answer = _answers.Count > 1 ? _answers.Dequeue() : _answers.Peek();
        }

        await answer(context);
    }
}
