using System.Collections.Concurrent;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;

namespace Factory.Agents.Attempts;

/// <summary>An attempt that this silo works on: how to stop it, and the answers it waits for.</summary>
internal sealed class RunningAttempt(AttemptRequest request) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<QuestionId, TaskCompletionSource<string>> _answers = [];
    private volatile string? _cancelReason;
    private volatile Problem? _failure;
    private volatile bool _stopRequested;

    /// <summary>What it was told to do.</summary>
    public AttemptRequest Request { get; } = request;

    /// <summary>Cancelled when it must stop, whoever wants it.</summary>
    public CancellationToken StopToken => _stop.Token;

    /// <summary>Why the operator stopped it; null unless he did.</summary>
    public string? CancelReason => _cancelReason;

    /// <summary>What made the factory stop it; null unless something did.</summary>
    public Problem? Failure => _failure;

    /// <summary>True when the silo stops, and nobody stopped the attempt.</summary>
    public bool IsInterruptedByShutdown => _stopRequested && _cancelReason is null && _failure is null;

    /// <summary>Completes when nothing of it is left.</summary>
    public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The operator stops it: it ends as cancelled.</summary>
    public void Cancel(string reason)
    {
        _cancelReason ??= reason;
        Stop();
    }

    /// <summary>It may not go on: it ends as failed.</summary>
    public void Fail(Problem problem)
    {
        _failure ??= problem;
        Stop();
    }

    /// <summary>The silo stops: it does not end, it is lost and found again.</summary>
    public void Stop()
    {
        _stopRequested = true;
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended in this moment: there is nothing left to stop.
        }
    }

    /// <summary>The answer to a question, whichever comes first: the one who waits or the answer.</summary>
    public TaskCompletionSource<string> PendingAnswer(QuestionId question) =>
        _answers.GetOrAdd(question, static _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();
}
