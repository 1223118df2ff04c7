using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Events;
using Factory.Contracts.Json;
using Factory.Contracts.Kev;
using Factory.Contracts.Runs;
using Factory.Silo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Factory.Cli.Tests.Support;

/// <summary>A server that speaks the API format of the API and plays the runs it is given.</summary>
internal sealed class FakeApi : IHostedSilo
{
    public const string AccessToken = "token-token-token-token-token-token-tok";

    private readonly WebApplication _app;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeApi(WebApplication app) => _app = app;

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public string Token => AccessToken;

    /// <summary>Requests but those of the event stream, as <c>GET /api/runs?limit=20</c>, in order of arrival.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Requests for which this returns true lose their connection without an answer.</summary>
    public Func<string, bool> IsLost { get; set; } = _ => false;

    /// <summary>Answers of GET by path with its query, or without.</summary>
    public Dictionary<string, object> Answers { get; } = new() { ["/api/kev"] = new KevStatus(false, [], []) };

    /// <summary>Answers of POST by path; a <see cref="Problem"/> is refused.</summary>
    public Dictionary<string, Func<string, object>> Commands { get; } = [];

    /// <summary>What the event stream sends.</summary>
    public List<FactoryEvent> Events { get; } = [];

    /// <summary>Called before an event is sent, so that answers change with it.</summary>
    public Action<FactoryEvent> OnEvent { get; set; } = _ => { };

    /// <summary>True once the silo was disposed by who hosts it.</summary>
    public bool IsDisposed { get; private set; }

    public static async Task<FakeApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var api = new FakeApi(app);
        app.MapGet("/api/events", api.StreamAsync);
        app.MapFallback(api.AnswerAsync);
        await app.StartAsync();
        api.Answers["/api/discovery"] = new[]
        {
            new DiscoveredItem("git", true, "2.39"),
            new DiscoveredItem("OPENAI_API_KEY", false, "not set")
        };
        api.Commands["/api/runs/preview"] = _ => new RunPreview(null);
        api.Answers["/api/providers"] = Array.Empty<object>();
        return api;
    }

    /// <summary>A run that is started by POST and plays these events; after the last it is as given.</summary>
    public void Play(RunView final, params FactoryEvent[] events)
    {
        var running = final with { Status = RunStatus.Running, Url = null, FinishedAt = null, Problem = null };
        Answers[$"/api/runs/{final.Id}"] = running;
        Commands["/api/runs"] = _ => running;
        Events.AddRange(events);
        OnEvent = e =>
        {
            if (e.Type == EventTypes.RunEnded)
            {
                Answers[$"/api/runs/{final.Id}"] = final;
            }
        };
    }

    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _stopped.Task.WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        IsDisposed = true;
        _stopped.TrySetResult();
        await _app.DisposeAsync();
    }

    private async Task StreamAsync(HttpContext context)
    {
        if (!context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal))
        {
            await context.Response.WriteAsJsonAsync(new EventPage([], Events.Count, Events.Count), FactoryJson.Options);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(":\n\n");
        var after = long.Parse(context.Request.Headers[ApiHeaders.LastEventId]!, System.Globalization.CultureInfo.InvariantCulture);
        foreach (var @event in Events.Where(e => e.Seq > after))
        {
            OnEvent(@event);
            await context.Response.WriteAsync($"id: {@event.Seq}\nevent: {@event.Type}\ndata: " +
                $"{JsonSerializer.Serialize(@event, FactoryJson.Options)}\n\n");
            await context.Response.Body.FlushAsync();
        }

        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var request = $"{context.Request.Method} {path}{context.Request.QueryString}";
        Requests.Enqueue(request);
        if (IsLost(request))
        {
            context.Abort();
            return;
        }

        if (context.Request.Headers.Authorization != $"Bearer {AccessToken}")
        {
            await RefuseAsync(context, new Problem(ErrorCodes.AccessTokenInvalid, "no token"), 401);
            return;
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var answer = HttpMethods.IsPost(context.Request.Method)
            ? Commands.GetValueOrDefault(path)?.Invoke(body)
            : Answers.GetValueOrDefault(path + context.Request.QueryString) ?? Answers.GetValueOrDefault(path);
        if (answer is null or Problem)
        {
            await RefuseAsync(
                context,
                answer as Problem ?? new Problem(ErrorCodes.NotFound, $"There is no {path}.", "Look elsewhere."),
                answer is null ? 404 : 409);
            return;
        }

        await context.Response.WriteAsJsonAsync(answer, answer.GetType(), FactoryJson.Options);
    }

    private static Task RefuseAsync(HttpContext context, Problem problem, int status)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new ApiProblem("urn:x", "x", status, problem.Message, problem.Code, problem.Hint),
            FactoryJson.Options,
            "application/problem+json");
    }
}
