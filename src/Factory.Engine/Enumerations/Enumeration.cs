using Factory.Engine.Activations;
using Factory.Engine.Calls;
using Factory.Engine.Diagnostics;
using Orleans.Runtime;

namespace Factory.Engine.Enumerations;

/// <summary>The grain's side of one enumeration. Elements that are ready are handed out together; then one is waited for, for half a time-out at a time.</summary>
internal sealed class Enumeration<T> : IEnumeration
{
    private readonly Activation _activation;
    private readonly ActivationHost _host;
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<T> _elements;
    private readonly int _batchSize;
    private Task<bool>? _next; // The element that the sequence is at; null when it was not asked for.
    private Task? _end;
    private bool _seen;
    private bool _asked;

    public Enumeration(Activation activation, GrainEnumeration<T> sequence, object grain, CancellationToken cancellation)
    {
        _activation = activation;
        _host = activation.Host;
        _batchSize = sequence.MaxBatchSize;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, activation.Enumerations.Leaving);
        _elements = sequence.Invoke(grain).GetAsyncEnumerator(_stop.Token);
        activation.Enumerations.Add(this);
    }

    public Activation Activation => _activation;

    public static EnumerationAbortedException Aborted() => new(
        "The grain has no record of this enumeration any more: it was deactivated since, or no element was asked for within the response time-out.");

    public bool IsForsaken()
    {
        var forsaken = !_seen && !_asked;
        _seen = false;
        return forsaken;
    }

    public async Task<EnumerationStep<T>> StepAsync()
    {
        if (_asked)
        {
            throw new InvalidOperationException("An element was asked for before the one before had come.");
        }

        _seen = _asked = true;
        try
        {
            if (_end is not null)
            {
                throw Aborted();
            }

            return await TakeReadyAsync() ?? await WaitForNextAsync();
        }
        catch (OperationCanceledException) when (_activation.Enumerations.Leaving.IsCancellationRequested)
        {
            await EndAsync();
            throw Aborted();
        }
        catch
        {
            await EndAsync();
            throw;
        }
        finally
        {
            _asked = false;
        }
    }

    public Task EndAsync() => _end ??= CloseAsync();

    /// <summary>Null when no element is ready.</summary>
    private async ValueTask<EnumerationStep<T>?> TakeReadyAsync()
    {
        List<T> ready = [];
        while (ready.Count < _batchSize)
        {
            _next ??= _elements.MoveNextAsync().AsTask();
            if (!_next.IsCompletedSuccessfully)
            {
                // An element that failed is told of when those before it have been handed out.
                return ready.Count > 0 ? new(this, ready) : null;
            }

            var hasElement = _next.Result;
            _next = null;
            if (!hasElement)
            {
                await EndAsync();
                return new(null, ready);
            }

            ready.Add(_elements.Current);
        }

        return new(this, ready);
    }

    private async Task<EnumerationStep<T>> WaitForNextAsync()
    {
        var patience = _host.Options.ResponseTimeout == Timeout.InfiniteTimeSpan ? Timeout.InfiniteTimeSpan : _host.Options.ResponseTimeout / 2;
        try
        {
            await _next!.WaitAsync(patience, _host.Time, _stop.Token);
        }
        catch (TimeoutException) when (!_next!.IsCompleted)
        {
            return new(this, []);
        }

        return (await TakeReadyAsync())!;
    }

    private async Task CloseAsync()
    {
        _activation.Enumerations.Remove(this);
        try
        {
            _stop.Cancel(); // Inside the turn, like everything that the sequence does.
            if (_next is Task next)
            {
                // Not for ever: a sequence that does not look at its token only keeps its own end waiting.
                await next.WaitAsync(_host.Options.ResponseTimeout, _host.Time)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }

            if (_next?.IsCompleted != false)
            {
                await _elements.DisposeAsync();
            }

            _stop.Dispose();
        }
        catch (Exception failure)
        {
            _host.Log.EnumerationEndFailed(failure, _activation.GrainId);
        }
    }
}
