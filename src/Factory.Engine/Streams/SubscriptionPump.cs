using Factory.Engine.Diagnostics;
using Factory.Engine.Scheduling;

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

    public SubscriptionPump(StreamHub hub, StreamSubscription subscription)
    {
        Hub = hub;
        Subscription = subscription;
        _turns = new TurnQueue(hub.Host.Turns);
    }

    public StreamHub Hub { get; }

    public StreamSubscription Subscription { get; }

    /// <summary>Queues the event, waiting for room; false when the pump has ended and a new one is needed.</summary>
    public async ValueTask<bool> TryEnqueueAsync(StreamEvent item)
    {
        while (true)
        {
            Task room;
            lock (_events)
            {
                if (_closed)
                {
                    return false;
                }

                if (_events.Count < Hub.Host.Options.StreamQueueLimit)
                {
                    _events.Enqueue(item);
                    if (!_running)
                    {
                        _running = true;
                        Run();
                    }

                    return true;
                }

                room = (_room ??= new()).Task;
            }

            await room;
        }
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
            await handler.HandleAsync(events);
        }

        Done();
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
