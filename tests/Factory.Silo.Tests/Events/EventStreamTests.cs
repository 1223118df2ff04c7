using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Factory.Contracts.Api;
using Factory.Contracts.Events;
using Factory.Silo.Tests.Support;
using Factory.TestKit.Time;

namespace Factory.Silo.Tests.Events;

public sealed class EventStreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Stream_Frame_HasIdTypeAndEvent()
    {
        await using var host = await ApiHost.StartAsync();
        host.Events.Append(EventTypes.RunStarted, message: "line one\nline two");

        using var response = await OpenAsync(host, "api/events");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var lines = new List<string>();
        while (!(lines is [.., ""] && lines.Any(l => l.StartsWith("data:", StringComparison.Ordinal))))
        {
            lines.Add((await reader.ReadLineAsync().WaitAsync(Patience))!);
        }

        lines.ShouldContain("id: 1");
        lines.ShouldContain("event: run-started");
        lines.Single(l => l.StartsWith("data:", StringComparison.Ordinal)).ShouldContain("\"line one\\nline two\"");
    }

    [Theory]
    [InlineData("text/event-stream", null, "3")]
    [InlineData("text/event-stream", 3, null)]
    [InlineData("application/json", 3, null)]
    [InlineData("application/json", null, "99")]
    public async Task Events_PositionBeyondTheLast_IsRejected(string accept, int? after, string? lastEventId)
    {
        await using var host = await ApiHost.StartAsync();
        host.Events.Append(EventTypes.RunStarted);
        host.Events.Append(EventTypes.RunStarted);
        using var request = new HttpRequestMessage(HttpMethod.Get, after is null ? "api/events" : $"api/events?after={after}");
        request.Headers.Accept.ParseAdd(accept);
        request.Headers.TryAddWithoutValidation(ApiHeaders.LastEventId, lastEventId ?? "");

        using var answer = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);

        (await answer.ShouldBeProblemAsync(400, Contracts.Errors.ErrorCodes.InvalidRequest)).Detail!.ShouldContain("the last event, 2");
    }

    [Fact]
    public async Task Events_PositionOfTheLast_IsAccepted()
    {
        await using var host = await ApiHost.StartAsync();
        host.Events.Append(EventTypes.RunStarted);

        (await host.Client.GetEventsAsync(after: 1)).Next.ShouldBe(1);
    }

    [Fact]
    public async Task Stream_Reconnects_LoseAndRepeatNothing()
    {
        const int Count = 3000;
        await using var host = await ApiHost.StartAsync();
        using var cancel = new CancellationTokenSource(Patience);
        var writing = Task.Run(
            async () =>
            {
                for (var i = 0; i < Count; i++)
                {
                    host.Events.Append(EventTypes.AttemptProgress);
                    if (i % 50 == 0)
                    {
                        await Task.Yield();
                    }
                }
            },
            cancel.Token);

        var seen = new List<long>();
        while (seen.Count < Count)
        {
            var wanted = seen.Count + 137;
            await foreach (var @event in host.Client.ReadEventsAsync(seen.Count == 0 ? 0 : seen[^1], null, cancel.Token))
            {
                seen.Add(@event.Seq);
                if (seen.Count >= Math.Min(wanted, Count))
                {
                    break;
                }
            }
        }

        await writing;
        seen.ShouldBe(Enumerable.Range(1, Count).Select(i => (long)i));
    }

    [Fact]
    public async Task Stream_SiloRestarted_ClientContinues()
    {
        var events = new MemoryEventLog();
        var first = await ApiHost.StartAsync(events: events);
        var port = new Uri(first.Url).Port;
        var token = File.ReadAllText(first.TokenPath);
        using var cancel = new CancellationTokenSource(Patience);
        events.Append("one");
        using var client = new Factory.Client.FactoryClient(first.Url, first.Token);
        await using var reading = client.ReadEventsAsync(0, null, cancel.Token).GetAsyncEnumerator();
        (await reading.MoveNextAsync()).ShouldBeTrue();

        await first.DisposeAsync();
        events.Append("two");
        await using var second = await ApiHost.StartAsync(port: port, events: events, token: token);

        (await reading.MoveNextAsync()).ShouldBeTrue();
        reading.Current.Type.ShouldBe("two");
    }

    [Fact]
    public async Task Stream_OfOneRun_SendsOnlyItsEvents()
    {
        await using var host = await ApiHost.StartAsync();
        var (mine, other) = (RunId.Parse("run-mine"), RunId.Parse("run-other"));
        using var cancel = new CancellationTokenSource(Patience);
        host.Events.Append("a", mine);
        host.Events.Append("b", other);
        await using var reading = host.Client.ReadEventsAsync(0, mine, cancel.Token).GetAsyncEnumerator();
        await reading.MoveNextAsync();
        reading.Current.Type.ShouldBe("a");

        var next = reading.MoveNextAsync();
        host.Events.Append("c", other);
        host.Events.Append("d", mine);

        (await next).ShouldBeTrue();
        reading.Current.Type.ShouldBe("d");
    }

    [Fact]
    public async Task Stream_NoEvents_SendsACommentEveryFifteenSeconds()
    {
        var time = new ObservableTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await ApiHost.StartAsync(time);
        using var response = await OpenAsync(host, "api/events");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync().WaitAsync(Patience)).ShouldBe("retry: 1000");
        (await reader.ReadLineAsync().WaitAsync(Patience)).ShouldBe(":");
        (await reader.ReadLineAsync().WaitAsync(Patience)).ShouldBe("");

        await time.WaitForTimerAsync(TimeSpan.FromSeconds(15)).WaitAsync(Patience);
        time.Advance(TimeSpan.FromSeconds(15));

        (await reader.ReadLineAsync().WaitAsync(Patience)).ShouldBe(":");
    }

    [Fact]
    public async Task Get_AcceptJson_ReturnsAPage()
    {
        await using var host = await ApiHost.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            host.Events.Append("x");
        }

        var first = await host.Client.GetEventsAsync(limit: 3);
        var second = await host.Client.GetEventsAsync(first.Next, limit: 3);
        var third = await host.Client.GetEventsAsync(second.Next, limit: 3);

        first.Items.Concat(second.Items).Select(e => e.Seq).ShouldBe([1, 2, 3, 4, 5]);
        (third.Items.Count, third.Next, third.Last).ShouldBe((0, 5, 5));
    }

    [Theory]
    [InlineData("api/events?after=-1", null)]
    [InlineData("api/events?after=x", null)]
    [InlineData("api/events?run=no_pe", null)]
    [InlineData("api/events", "-5")]
    [InlineData("api/events", "abc")]
    public async Task Get_InvalidPosition_IsRejected(string path, string? lastEventId)
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await OpenAsync(host, path, lastEventId);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Stream_LastEventId_OverridesTheQuery()
    {
        await using var host = await ApiHost.StartAsync();
        host.Events.Append("one");
        host.Events.Append("two");

        using var response = await OpenAsync(host, "api/events?after=0", (1).ToString(CultureInfo.InvariantCulture));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        string? line;
        do
        {
            line = await reader.ReadLineAsync().WaitAsync(Patience);
        }
        while (line?.StartsWith("id:", StringComparison.Ordinal) == false);

        line.ShouldBe("id: 2");
    }

    private static Task<HttpResponseMessage> OpenAsync(ApiHost host, string path, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation(ApiHeaders.LastEventId, lastEventId);
        }

        return host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
