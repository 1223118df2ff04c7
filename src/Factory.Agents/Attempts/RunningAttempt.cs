using System.Collections.Concurrent;
using Factory.Agents.Loop;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;

namespace Factory.Agents.Attempts;

/// <summary>
/// The state of an attempt that runs on this silo: how it is stopped, and the answers that it waits for.
/// </summary>
internal sealed class RunningAttempt(AttemptRequest request) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<QuestionId, TaskCompletionSource<string>> _answers = [];
    private volatile string? _cancelReason;
    private volatile Problem? _failure;
    private volatile bool _stopRequested;

    /// <summary>The request that started it.</summary>
    public AttemptRequest Request { get; } = request;

    /// <summary>Cancelled when the attempt must stop, for any reason.</summary>
    public CancellationToken StopToken => _stop.Token;

    /// <summary>Why the operator cancelled the attempt; null when he did not.</summary>
    public string? CancelReason => _cancelReason;

    /// <summary>Why the factory stopped the attempt; null when it did not.</summary>
    public Problem? Failure => _failure;

    /// <summary>True when the attempt stops only because the silo stops.</summary>
    public bool IsInterruptedByShutdown => _stopRequested && _cancelReason is null && _failure is null;

    /// <summary>What the operator tells the attempt while it runs.</summary>
    public OperatorMessages Messages { get; } = new();

    /// <summary>Free disk space when it started, in bytes; null before that, and when it is unknown.</summary>
    public long? FreeDiskBefore { get; set; }

    /// <summary>Completes when the attempt has ended and its resources are released.</summary>
    public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Stops the attempt on behalf of the operator: it ends as cancelled.</summary>
    public void Cancel(string reason)
    {
        // The reason first: code that sees the cancelled token must also see why, or the attempt would count as stopped
        // with the silo and have no result.
        _cancelReason ??= reason;
        Stop();
    }

    /// <summary>Stops the attempt because it must not continue: it ends as failed.</summary>
    public void Fail(Problem problem)
    {
        _failure ??= problem;
        Stop();
    }

    /// <summary>Stops the attempt without a result, because the silo stops.</summary>
    public void Stop()
    {
        _stopRequested = true;
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended: there is nothing to stop.
        }
    }

    /// <summary>
    /// Returns the source of a question's answer. Created by the first caller, since the answer can arrive before
    /// anybody waits for it.
    /// </summary>
    public TaskCompletionSource<string> PendingAnswer(QuestionId question) =>
        _answers.GetOrAdd(question, static _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();
}
