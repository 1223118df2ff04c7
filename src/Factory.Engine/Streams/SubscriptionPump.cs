using Factory.Engine.Activations;
using Factory.Engine.Diagnostics;
using Factory.Engine.Scheduling;
using Orleans.Runtime;

namespace Factory.Engine.Streams;

/// <summary>The queue of one subscription. While it holds events it delivers them, one after the other; when it is empty it ends.</summary>
internal sealed class SubscriptionPump
{
    private readonly Queue<StreamEvent> _events = new();
    private readonly TurnQueue _turns;
    private TaskCompletionSource? _room;
    private bool _running;
    private bool _closed;
    private int _inHand;
    private SequenceToken? _upTo; // What a start over has brought already, and what a publisher may still be about to queue.

    public SubscriptionPump(StreamHub hub, StreamSubscription subscription)
    {
        Hub = hub;
        Subscription = subscription;
        _turns = new TurnQueue(hub.Host.Turns);
    }

    public StreamHub Hub { get; }

    public StreamSubscription Subscription { get; }

    public int WaitingCount => _events.Count;

    /// <summary>Queues the event, waiting for room; false when the pump has ended and a new one is needed.</summary>
    /// <exception cref="TimeoutException">There was no room within the response time-out.</exception>
    /// <exception cref="OrleansException">The publisher is the subscriber, and its queue is full: it would wait for itself.</exception>
    public async ValueTask<bool> TryEnqueueAsync(StreamEvent item)
    {
        var mayWait = Activation.OnThisThread is not { } publisher || publisher.GrainId != Subscription.Grain || publisher.Class.Entry.IsReentrant;
        while (true)
        {
            Task room;
            lock (_events)
            {
                if (_closed)
                {
                    return false;
                }

                if (_upTo is not null && item.Token.CompareTo(_upTo) <= 0)
                {
                    return true;
                }

                if (_events.Count < Hub.Host.Options.StreamQueueLimit)
                {
                    _events.Enqueue(item);
                    RunIfNeeded();
                    return true;
                }

                room = (_room ??= new()).Task;
            }

            await WaitForAsync(mayWait ? room : throw new OrleansException($"{Full()} It cannot wait for itself: publish less in one call, or mark the class [Reentrant]."));
        }
    }

    /// <summary>Drops what waits, also an event in hand that is not handled yet, and goes on with these; false when the pump has ended.</summary>
    public bool TryStartOver(IReadOnlyList<StreamEvent> events)
    {
        lock (_events)
        {
            if (_closed)
            {
                return false;
            }

            _events.Clear();
            _inHand = 0;
            foreach (var item in events)
            {
                _events.Enqueue(item);
                _upTo = item.Token;
            }

            RunIfNeeded();
        }

        MakeRoom();
        return true;
    }

    /// <summary>Ends the pump; what is queued is dropped and waiting publishers go on.</summary>
    public void Close()
    {
        lock (_events)
        {
            _closed = true;
            _events.Clear();
        }

        MakeRoom();
    }

    /// <summary>Gives the handler what is next in the queue. Events leave the queue only when they were handled.</summary>
    public async Task HandleAsync(IStreamHandler? handler)
    {
        var events = Next(handler?.TakesBatches == true ? Hub.Host.Options.StreamBatchLimit : 1);
        if (events.Count == 0)
        {
            return;
        }

        _inHand = events.Count;
        if (handler is null)
        {
            Hub.Host.Log.StreamEventUnhandled(Subscription.Subscriber, Subscription.Stream);
        }
        else
        {
            RequestContext.Import(events.TrueForAll(item => ReferenceEquals(item.Context, events[0].Context)) ? events[0].Context : null);
            await handler.HandleAsync(events);
        }

        Done();
    }

    private async Task WaitForAsync(Task room)
    {
        var patience = Hub.Host.Options.ResponseTimeout;
        try
        {
            await room.WaitAsync(patience, Hub.Host.Time);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{Full()} It took none within {patience}; the event did not reach it.");
        }
    }

    private string Full() => $"The queue of {Subscription.Subscriber} for stream {Subscription.Stream} is full: {Hub.Host.Options.StreamQueueLimit} events wait.";

    private void RunIfNeeded()
    {
        if (!_running)
        {
            _running = true;
            Run();
        }
    }

    private void Run() => CleanFlow.Run(this, static pump => Task.Factory.StartNew(
        static pump => ((SubscriptionPump)pump!).PumpAsync(), pump, CancellationToken.None, TaskCreationOptions.None, pump._turns));

    private async Task PumpAsync()
    {
        while (HasMore())
        {
            await DeliverAsync();
        }

        Hub.Forget(this);
    }

    private bool HasMore()
    {
        lock (_events)
        {
            _closed |= _events.Count == 0;
            return !_closed;
        }
    }

    private async Task DeliverAsync()
    {
        var delay = Hub.Host.Options.StreamRedeliveryDelay;
        for (var attempt = 1; ; attempt++, delay *= 2)
        {
            try
            {
                _inHand = 1;
                await Hub.DeliverAsync(this);
                return;
            }
            catch (Exception) when (Hub.IsStopping)
            {
                Close();
                return;
            }
            catch (Exception failure) when (attempt > Hub.Host.Options.StreamRedeliveries)
            {
                await GiveUpAsync(failure, attempt);
                return;
            }
            catch (Exception)
            {
                await Task.Delay(delay, Hub.Host.Time);
            }
        }
    }

    private async Task GiveUpAsync(Exception failure, int attempts)
    {
        Hub.Host.Log.StreamEventGivenUp(failure, Subscription.Stream, attempts, Subscription.Subscriber);
        try
        {
            await Hub.DeliverAsync(this, failure);
        }
        catch (Exception)
        {
            // The handler is told as a courtesy; the log has the failure.
        }

        Done();
    }

    private List<StreamEvent> Next(int most)
    {
        lock (_events)
        {
            var signal = _events.TryPeek(out var first) ? first.Signal : default;
            if (most == 1)
            {
                return _events.Count > 0 ? [first] : [];
            }

            return [.. _events.TakeWhile(item => item.Signal == signal).Take(signal == StreamSignal.Next ? most : 1)];
        }
    }

    private void Done()
    {
        lock (_events)
        {
            for (; _inHand > 0 && _events.Count > 0; _inHand--)
            {
                _events.Dequeue();
            }
        }

        MakeRoom();
    }

    private void MakeRoom()
    {
        TaskCompletionSource? room;
        lock (_events)
        {
            (room, _room) = (_room, null);
        }

        room?.SetResult();
    }
}
