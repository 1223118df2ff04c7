using Factory.Engine.Activations;
using Factory.Engine.Calls;

namespace Factory.Engine.Enumerations;

/// <summary>The caller's side of one enumeration.</summary>
internal sealed class GrainEnumerator<T> : IAsyncEnumerator<T>
{
    private readonly CallRouter _router;
    private readonly GrainProxy _target;
    private readonly GrainEnumeration<T> _sequence;
    private readonly CancellationTokenSource? _either; // When there are two tokens.
    private readonly CancellationToken _cancellation;
    private EnumerationStep<T>? _step;
    private int _index;
    private bool _failed;
    private bool _disposed;

    public GrainEnumerator(CallRouter router, GrainProxy target, GrainEnumeration<T> sequence, CancellationToken cancellation)
    {
        _router = router;
        _target = target;
        _sequence = sequence;
        var given = sequence.CancellationToken;
        _either = given.CanBeCanceled && cancellation.CanBeCanceled && given != cancellation
            ? CancellationTokenSource.CreateLinkedTokenSource(given, cancellation)
            : null;
        _cancellation = _either?.Token ?? (given.CanBeCanceled ? given : cancellation);
    }

    public T Current
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _step is { } step && _index < step.Items.Count
                ? step.Items[_index]
                : throw new InvalidOperationException("There is no current element.");
        }
    }

    public async ValueTask<bool> MoveNextAsync()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_step is not null && ++_index < _step.Items.Count)
        {
            return true;
        }

        if (_failed || _step is { Source: null })
        {
            return false;
        }

        _cancellation.ThrowIfCancellationRequested();
        try
        {
            do
            {
                _step = await AskAsync(_step?.Source);
            }
            while (_step is { Items.Count: 0, Source: not null });
        }
        catch
        {
            _failed = true;
            throw;
        }

        _index = 0;
        return _step.Items.Count > 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_step?.Source is { } source)
        {
            var end = new EnumerationEnd(source, _sequence.Method);
            if (CallRouter.TrySend(source.Activation, end))
            {
                await end.Outcome;
            }
        }

        _either?.Dispose();
    }

    private Task<EnumerationStep<T>> AskAsync(Enumeration<T>? source)
    {
        var call = new EnumerationCall<T>(_sequence, source, _cancellation);
        if (source is null)
        {
            _router.Send(_target, call);
        }
        else if (!CallRouter.TrySend(source.Activation, call))
        {
            call.GiveUp();
        }

        return call.Outcome;
    }
}
