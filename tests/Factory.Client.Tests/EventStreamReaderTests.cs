using System.Net;
using System.Text;
using System.Text.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Events;
using Factory.Contracts.Json;
using Factory.TestKit.Time;

namespace Factory.Client.Tests;

/// <summary>The event stream as a caller sees it, over connections whose bytes the test decides.</summary>
public sealed class EventStreamReaderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan InitialDelay = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Read_SilentConnection_IsOpenedAgainAfterTheLastEvent()
    {
        var time = new ObservableTimeProvider(DateTimeOffset.UnixEpoch);
        using var server = new ScriptedServer(
            [$"retry: 1000\n\n:\n\nid: 1\nevent: a\ndata: {Json(1, "a")}\n\n:\n\n"],
            [$"id: 2\nevent: b\ndata: {Json(2, "b")}\n\n"]);
        using var client = new FactoryClient(server.Http(), null, time);
        using var limit = new CancellationTokenSource(Patience);
        await using var reading = client.ReadEventsAsync(cancellationToken: limit.Token).GetAsyncEnumerator(limit.Token);
        (await reading.MoveNextAsync()).ShouldBeTrue();
        reading.Current.Type.ShouldBe("a");

        var next = reading.MoveNextAsync().AsTask();
        await time.WaitForTimerAsync(IdleTimeout).WaitAsync(Patience);
        time.Advance(IdleTimeout);
        await time.WaitForTimerAsync(InitialDelay).WaitAsync(Patience);
        time.Advance(InitialDelay);

        (await next).ShouldBeTrue();
        reading.Current.Type.ShouldBe("b");
        server.LastEventIds.ShouldBe(["0", "1"]);
    }

    [Fact]
    public async Task Read_NoHeaders_CancelsTheRequestAndOpensAnother()
    {
        var time = new ObservableTimeProvider(DateTimeOffset.UnixEpoch);
        await using var server = await TestServer.StartAsync();
        var (arrived, aborted) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.OnRequest = async (context, number) =>
        {
            if (number == 1)
            {
                context.RequestAborted.Register(aborted.SetResult);
                arrived.SetResult();
                await aborted.Task;
                return;
            }

            context.Response.ContentType = "text/event-stream";
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, Event(1));
        };
        using var client = server.Client(time: time);
        using var limit = new CancellationTokenSource(Patience);
        await using var reading = client.ReadEventsAsync(cancellationToken: limit.Token).GetAsyncEnumerator(limit.Token);

        var next = reading.MoveNextAsync().AsTask();
        await arrived.Task.WaitAsync(Patience);
        time.Advance(TimeSpan.FromSeconds(20));
        await aborted.Task.WaitAsync(Patience);
        await time.WaitForTimerAsync(InitialDelay).WaitAsync(Patience);
        time.Advance(InitialDelay);

        (await next.WaitAsync(Patience)).ShouldBeTrue();
        reading.Current.Seq.ShouldBe(1);
    }

    [Fact]
    public async Task Read_EventInPiecesOverSeveralLines_IsOneEvent()
    {
        var json = Json(7, "a").Replace(",", ",\ndata:", StringComparison.Ordinal);
        using var server = new ScriptedServer([$"id: 7\r\nevent: a\r\nda", $"ta: {json[..20]}", json[20..] + "\r", "\n\r\n"]);
        using var client = new FactoryClient(server.Http(), null);
        using var limit = new CancellationTokenSource(Patience);
        await using var reading = client.ReadEventsAsync(cancellationToken: limit.Token).GetAsyncEnumerator(limit.Token);

        (await reading.MoveNextAsync()).ShouldBeTrue();

        reading.Current.Seq.ShouldBe(7);
        reading.Current.Message.ShouldBe("hello");
    }

    [Fact]
    public async Task Read_ConnectionClosedByTheSilo_GoesOnAfterTheLastEvent()
    {
        var time = new ObservableTimeProvider(DateTimeOffset.UnixEpoch);
        using var server = new ScriptedServer([Event(1), null], [Event(2)]);
        using var client = new FactoryClient(server.Http(), null, time);
        using var limit = new CancellationTokenSource(Patience);
        await using var reading = client.ReadEventsAsync(cancellationToken: limit.Token).GetAsyncEnumerator(limit.Token);
        await reading.MoveNextAsync();

        var next = reading.MoveNextAsync().AsTask();
        await time.WaitForTimerAsync(InitialDelay).WaitAsync(Patience);
        time.Advance(InitialDelay);

        (await next).ShouldBeTrue();
        reading.Current.Seq.ShouldBe(2);
        server.LastEventIds.ShouldBe(["0", "1"]);
    }

    [Fact]
    public async Task Read_EventsThatWereSeen_AreNotRepeated()
    {
        using var server = new ScriptedServer([Event(4), Event(5), Event(5), Event(3), Event(6)]);
        using var client = new FactoryClient(server.Http(), null);

        (await TakeAsync(client.ReadEventsAsync(after: 4), 2)).ShouldBe([5, 6]);
    }

    [Fact]
    public async Task Read_OfOneRun_SendsItsIdAndThePosition()
    {
        using var server = new ScriptedServer([Event(8)]);
        using var client = new FactoryClient(server.Http(), null);

        await TakeAsync(client.ReadEventsAsync(after: 7, run: RunId.Parse("run-1")), 1);

        server.Targets.Single().ShouldBe("/api/events?run=run-1");
        server.LastEventIds.Single().ShouldBe("7");
    }

    [Fact]
    public async Task Read_SiloThatStaysAway_GivesUpAfterHalfAMinute()
    {
        var time = new ObservableTimeProvider(DateTimeOffset.UnixEpoch);
        using var server = new ScriptedServer { OnRequest = _ => throw new HttpRequestException("refused") };
        using var client = new FactoryClient(server.Http(), null, time);

        var read = TakeAsync(client.ReadEventsAsync(), 1);
        await time.WaitForTimerAsync(InitialDelay).WaitAsync(Patience);
        time.Advance(TimeSpan.FromSeconds(31));

        var error = await Should.ThrowAsync<FactoryException>(() => read.WaitAsync(Patience));
        error.Code.ShouldBe(ErrorCodes.SiloUnreachable);
        error.Hint.ShouldBe("Start one with: factory up");
    }

    [Fact]
    public async Task Read_SiloThatStaysAway_DoublesTheDelayUpToThreeSeconds()
    {
        var time = new ObservableTimeProvider(DateTimeOffset.UnixEpoch);
        using var server = new ScriptedServer { OnRequest = _ => throw new HttpRequestException("refused") };
        using var client = new FactoryClient(server.Http(), null, time);
        using var stop = new CancellationTokenSource();

        var read = TakeAsync(client.ReadEventsAsync(cancellationToken: stop.Token), 1);
        foreach (var delay in (double[])[100, 200, 400, 800, 1600, 3000, 3000])
        {
            await time.WaitForTimerAsync(TimeSpan.FromMilliseconds(delay)).WaitAsync(Patience);
            time.Advance(TimeSpan.FromMilliseconds(delay));
        }

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => read.WaitAsync(Patience));
    }

    [Fact]
    public async Task Read_RetryableProblem_IsTriedAgain()
    {
        var time = new ObservableTimeProvider(DateTimeOffset.UnixEpoch);
        using var server = new ScriptedServer([Event(1)]);
        server.OnRequest = count =>
            count == 1 ? Problem(HttpStatusCode.ServiceUnavailable, ErrorCodes.SiloUnreachable, retryable: true) : null;
        using var client = new FactoryClient(server.Http(), null, time);

        var read = TakeAsync(client.ReadEventsAsync(), 1);
        await time.WaitForTimerAsync(InitialDelay).WaitAsync(Patience);
        time.Advance(InitialDelay);

        (await read.WaitAsync(Patience)).ShouldBe([1]);
    }

    [Fact]
    public async Task Read_RejectedToken_IsNotTriedAgain()
    {
        using var server = new ScriptedServer { OnRequest = _ => Problem(HttpStatusCode.Unauthorized, ErrorCodes.AccessTokenInvalid) };
        using var client = new FactoryClient(server.Http(), null);

        var error = await Should.ThrowAsync<FactoryException>(() => TakeAsync(client.ReadEventsAsync(), 1));

        error.Code.ShouldBe(ErrorCodes.AccessTokenInvalid);
        server.Targets.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("{ half")]
    [InlineData("null")]
    public async Task Read_EventOfAnotherVersion_SaysSoAndIsNotTriedAgain(string data)
    {
        using var server = new ScriptedServer([$"id: 1\nevent: a\ndata: {data}\n\n"]);
        using var client = new FactoryClient(server.Http(), null);

        var error = await Should.ThrowAsync<FactoryException>(() => TakeAsync(client.ReadEventsAsync(), 1));

        error.Hint!.ShouldContain("same version");
        server.Targets.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Read_CancelledWhileNothingComes_Stops()
    {
        using var server = new ScriptedServer([Event(1)]);
        using var client = new FactoryClient(server.Http(), null);
        using var stop = new CancellationTokenSource();

        await using var reading = client.ReadEventsAsync(cancellationToken: stop.Token).GetAsyncEnumerator(stop.Token);
        await reading.MoveNextAsync();
        var next = reading.MoveNextAsync().AsTask();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => next.WaitAsync(Patience));
    }

    private static async Task<List<long>> TakeAsync(IAsyncEnumerable<FactoryEvent> events, int count)
    {
        var taken = new List<long>();
        await foreach (var next in events)
        {
            taken.Add(next.Seq);
            if (taken.Count == count)
            {
                break;
            }
        }

        return taken;
    }

    private static HttpResponseMessage Problem(HttpStatusCode status, string code, bool retryable = false) => new(status)
    {
        Content = new StringContent(
            JsonSerializer.Serialize(new ApiProblem(null, null, (int)status, "Not now.", code, null, retryable), FactoryJson.Options),
            Encoding.UTF8,
            "application/problem+json"),
    };

    private static string Event(long seq) => $"id: {seq}\nevent: a\ndata: {Json(seq, "a")}\n\n";

    private static string Json(long seq, string type) =>
        JsonSerializer.Serialize(
            new FactoryEvent(seq, DateTimeOffset.UnixEpoch, type, "subject", null, null, "hello", new Dictionary<string, string>()),
            FactoryJson.Options);

    /// <summary>
    /// Answers each request with the next list of pieces. After the last piece the connection is silent; a piece that
    /// is null closes it.
    /// </summary>
    private sealed class ScriptedServer(params string?[][] connections) : HttpMessageHandler
    {
        private int _requests;
        private int _connections;

        public List<string> LastEventIds { get; } = [];

        public List<string> Targets { get; } = [];

        /// <summary>
        /// Answers a request, counted from 1, in place of a connection; null for the next connection.
        /// </summary>
        public Func<int, HttpResponseMessage?> OnRequest { get; set; } = _ => null;

        public HttpClient Http() => new(this, disposeHandler: false) { BaseAddress = new Uri("http://silo/") };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            LastEventIds.Add(request.Headers.GetValues(ApiHeaders.LastEventId).Single());
            Targets.Add(request.RequestUri!.PathAndQuery);
            return Task.FromResult(OnRequest(++_requests)
                ?? new HttpResponseMessage(HttpStatusCode.OK)
                {
                    Content = new StreamContent(new PieceStream(connections[_connections++]))
                });
        }
    }

    private sealed class PieceStream(string?[] pieces) : MemoryStream
    {
        private ReadOnlyMemory<byte> _rest;
        private int _next;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_rest.IsEmpty)
            {
                if (_next == pieces.Length)
                {
                    return await new TaskCompletionSource<int>().Task.WaitAsync(cancellationToken);
                }

                _rest = pieces[_next++] is { } piece ? Encoding.UTF8.GetBytes(piece) : default;
            }

            var read = Math.Min(buffer.Length, _rest.Length);
            _rest[..read].CopyTo(buffer);
            _rest = _rest[read..];
            return read;
        }
    }
}
