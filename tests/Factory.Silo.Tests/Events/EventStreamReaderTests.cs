using System.Net;
using System.Text;
using System.Text.Json;
using Factory.Client;
using Factory.Contracts.Api;
using Factory.Contracts.Events;
using Factory.Contracts.Json;
using Factory.TestKit.Time;

namespace Factory.Silo.Tests.Events;

/// <summary>The client's side of the event stream, against answers that a test writes byte by byte.</summary>
public sealed class EventStreamReaderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_connection_that_falls_silent_is_opened_again_after_the_last_event()
    {
        var time = new ObservableTimeProvider(DateTimeOffset.UnixEpoch);
        using var server = new Answers(
            [$"retry: 1000\n\n:\n\nid: 1\nevent: a\ndata: {Json(1, "a")}\n\n:\n\n"],
            [$"id: 2\nevent: b\ndata: {Json(2, "b")}\n\n"]);
        using var client = new FactoryClient(server.Http(), null, time);
        using var limit = new CancellationTokenSource(Patience);
        await using var reading = client.ReadEventsAsync(cancellationToken: limit.Token).GetAsyncEnumerator(limit.Token);
        (await reading.MoveNextAsync()).ShouldBeTrue();
        reading.Current.Type.ShouldBe("a");

        var next = reading.MoveNextAsync().AsTask();
        await time.WaitForTimerAsync(Silence).WaitAsync(Patience);
        time.Advance(Silence);
        await time.WaitForTimerAsync(FirstPause).WaitAsync(Patience);
        time.Advance(FirstPause);

        (await next).ShouldBeTrue();
        reading.Current.Type.ShouldBe("b");
        server.Asked.ShouldBe(["0", "1"]);
    }

    [Fact]
    public async Task An_event_in_pieces_over_several_lines_is_one_event()
    {
        var json = Json(7, "a").Replace(",", ",\ndata:", StringComparison.Ordinal);
        using var server = new Answers([$"id: 7\r\nevent: a\r\nda", $"ta: {json[..20]}", json[20..] + "\r", "\n\r\n"]);
        using var client = new FactoryClient(server.Http(), null);
        using var limit = new CancellationTokenSource(Patience);
        await using var reading = client.ReadEventsAsync(cancellationToken: limit.Token).GetAsyncEnumerator(limit.Token);

        (await reading.MoveNextAsync()).ShouldBeTrue();

        reading.Current.Seq.ShouldBe(7);
        reading.Current.Message.ShouldBe("hello");
    }

    private static string Json(long seq, string type) =>
        JsonSerializer.Serialize(new FactoryEvent(seq, DateTimeOffset.UnixEpoch, type, "subject", null, null, "hello", new Dictionary<string, string>()), FactoryJson.Options);

    /// <summary>Answers each request with the next list of pieces, and then is silent.</summary>
    private sealed class Answers(params string[][] answers) : HttpMessageHandler
    {
        private int _count;

        public List<string> Asked { get; } = [];

        public HttpClient Http() => new(this, disposeHandler: false) { BaseAddress = new Uri("http://silo/") };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.Headers.GetValues(ApiHeaders.LastEventId).Single());
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new PieceStream(answers[_count++])) });
        }
    }

    /// <summary>Gives a piece a read, and is silent after the last.</summary>
    private sealed class PieceStream(string[] pieces) : MemoryStream
    {
        private ReadOnlyMemory<byte> _rest;
        private int _next;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_rest.IsEmpty && _next == pieces.Length)
            {
                return await new TaskCompletionSource<int>().Task.WaitAsync(cancellationToken);
            }

            _rest = _rest.IsEmpty ? Encoding.UTF8.GetBytes(pieces[_next++]) : _rest;
            var read = Math.Min(buffer.Length, _rest.Length);
            _rest[..read].CopyTo(buffer);
            _rest = _rest[read..];
            return read;
        }
    }
}
