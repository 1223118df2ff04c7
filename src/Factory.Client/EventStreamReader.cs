using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Contracts.Ids;
using Factory.Contracts.Json;

namespace Factory.Client;

/// <summary>Reads the event stream, and reconnects after lost connections.</summary>
internal sealed class EventStreamReader(HttpClient http, TimeProvider time)
{
    // The silo sends a comment every 15 seconds: more than two of them missing means that the connection is dead.
    // Without this limit a connection that died without a TCP reset would be read forever.
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(40);

    // Less than the time for a reconnect, so that a silo that was busy for a moment is asked twice.
    private static readonly TimeSpan HeaderTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ReconnectTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan InitialDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(3);

    public async IAsyncEnumerable<FactoryEvent> ReadAsync(
        long after,
        RunId? run,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = after;
        var pause = InitialDelay;
        var lostAt = time.GetTimestamp();
        while (true)
        {
            await using var connection = new Connection(http, time);
            Exception? lost = null;
            while (lost is null)
            {
                FactoryEvent? next = null;
                try
                {
                    next = await connection.NextAsync(last, run, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (IsConnectionLoss(e) && !cancellationToken.IsCancellationRequested)
                {
                    lost = e;
                }

                // Counted from the loss, not from the start, so that an hour-long stream has the full time to reconnect
                // as well.
                if (connection.IsConnected)
                {
                    pause = InitialDelay;
                    lostAt = time.GetTimestamp();
                }

                if (next is null)
                {
                    lost ??= new EndOfStreamException("The silo closed the event stream.");
                }
                else if (next.Seq > last) // After a reconnect, events around the last position may come again.
                {
                    last = next.Seq;
                    yield return next;
                }
            }

            if (time.GetElapsedTime(lostAt) > ReconnectTimeout)
            {
                throw ApiErrors.Unreachable(http, lost);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < MaxDelay ? pause * 2 : MaxDelay;
        }
    }

    // A retryable error of the silo is included, because it may be starting or stopping. Others, like a rejected token,
    // would stay the same after any number of attempts.
    private static bool IsConnectionLoss(Exception e) =>
        e is HttpRequestException or IOException or TimeoutException or FactoryException { Retryable: true };

    /// <summary>One connection to the event stream; the first read opens it.</summary>
    private sealed class Connection(HttpClient http, TimeProvider time) : IAsyncDisposable
    {
        private HttpResponseMessage? _response;
        private IAsyncEnumerator<SseItem<FactoryEvent>>? _events;

        /// <summary>True after the silo has accepted the connection.</summary>
        public bool IsConnected => _events is not null;

        public async Task<FactoryEvent?> NextAsync(long after, RunId? run, CancellationToken cancellationToken)
        {
            var events = _events ??= await OpenAsync(after, run, cancellationToken).ConfigureAwait(false);
            return await events.MoveNextAsync().ConfigureAwait(false) ? events.Current.Data : null;
        }

        public async ValueTask DisposeAsync()
        {
            if (_events is not null)
            {
                await _events.DisposeAsync().ConfigureAwait(false);
            }

            _response?.Dispose();
        }

        private static FactoryEvent Parse(string type, ReadOnlySpan<byte> data)
        {
            try
            {
                return JsonSerializer.Deserialize<FactoryEvent>(data, FactoryJson.Options) ?? throw new JsonException("null");
            }
            catch (JsonException e)
            {
                throw new FactoryException(
                    ErrorCodes.SiloUnreachable, "The silo sent an event that this version cannot read.",
                    "Use the same version of the factory on both sides.", inner: e);
            }
        }

        private async Task<IAsyncEnumerator<SseItem<FactoryEvent>>> OpenAsync(long after, RunId? run, CancellationToken cancellationToken)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, QueryString.Build("api/events", ("run", run)));
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
            request.Headers.Add(ApiHeaders.LastEventId, after.ToString(System.Globalization.CultureInfo.InvariantCulture));

            _response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
            await ApiErrors.ThrowIfErrorAsync(_response, cancellationToken).ConfigureAwait(false);
            var stream = await _response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return SseParser.Create(new IdleTimeoutStream(stream, IdleTimeout, time), Parse)
                .EnumerateAsync(cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
        }

        // The client's own timeout is off for the sake of long streams, so waiting for the headers needs a limit of its
        // own. It cancels the request: one that was only left alone would keep its connection, and its response would
        // never be disposed.
        private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var limit = new CancellationTokenSource(HeaderTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            try
            {
                return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException(
                    $"The silo at {http.BaseAddress} sent no headers within {HeaderTimeout.TotalSeconds:0} seconds.",
                    e);
            }
        }
    }
}
