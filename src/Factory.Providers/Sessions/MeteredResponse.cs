using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Domain.Limits;
using Factory.Metering.Calls;
using Factory.Providers.Errors;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Sessions;

/// <summary>
/// One response as it streams: accumulates its usage, cuts it where the budgets cover no more, and ends its call
/// however it ends: complete, failed, cancelled, or not read to its end.
/// </summary>
internal sealed class MeteredResponse(
    SessionCalls session,
    ModelCall call,
    IAsyncEnumerator<ChatResponseUpdate> updates,
    TimeProvider time) : IAsyncDisposable
{
    private readonly UsageAccumulator _usage = new();
    private readonly long _started = time.GetTimestamp();
    private TokenUsage? _reported;
    private TimeSpan? _firstToken;
    private bool _hasEnded;

    /// <summary>Whether there is an update at all.</summary>
    public bool HasFirst { get; private set; }

    /// <summary>The update that was read last.</summary>
    public ChatResponseUpdate Current => updates.Current;

    /// <summary>Waits for the first update.</summary>
    public async ValueTask ReadFirstAsync() => HasFirst = await MoveNextAsync();

    /// <summary>Waits for the next update; false at the end.</summary>
    /// <exception cref="FactoryException">What the provider's failure was mapped to, or why the budgets cover no more
    /// of the response.</exception>
    public async ValueTask<bool> MoveNextAsync()
    {
        try
        {
            if (!await updates.MoveNextAsync())
            {
                Complete(CallOutcome.Succeeded, null);
                return false;
            }

            // Counted before the update is passed on: if the budget ends here, the caller gets nothing that is not paid
            // for, and what was generated is still settled.
            Read(updates.Current.Contents);
        }
        catch (Exception e)
        {
            Fail(e);
            throw;
        }

        if (await CheckBudgetAsync() is { } problem)
        {
            Complete(CallOutcome.BudgetExceeded, problem.Message);
            throw new FactoryException(problem.Code, problem.Message, problem.Hint);
        }

        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Settled before the SDK's stream is disposed: closing its connection can throw, and the money must
        // not depend on that. Does nothing when the response has ended.
        Complete(CallOutcome.ClientDisconnected, "the response was not read to its end");
        try
        {
            await updates.DisposeAsync();
        }
        finally
        {
            // Also when closing fails: a permit that is not released would count against the provider until a restart.
            call.Dispose();
        }
    }

    private async ValueTask<Problem?> CheckBudgetAsync()
    {
        try
        {
            return await call.CheckBudgetAsync(_usage);
        }
        catch
        {
            // The provider works: a budget that cannot be asked must not open its circuit breaker.
            Complete(CallOutcome.Interrupted, "the budgets could not be asked", provider: new ProviderOutcome(ProviderOutcomeKind.Success));
            throw;
        }
    }

    private void Read(IList<AIContent> contents)
    {
        _firstToken ??= time.GetElapsedTime(_started);
        _reported = contents.OfType<UsageContent>().Select(c => UsageMapper.From(c.Details)).LastOrDefault() ?? _reported;
        _usage.AddContentBytes(UsageMapper.OutputBytes(contents));
    }

    private void Fail(Exception exception)
    {
        if (exception is OperationCanceledException)
        {
            Cancel();
            return;
        }

        var failure = exception as FactoryException;
        var status = (failure?.InnerException as ProviderErrorException)?.Status;
        var kind = failure is null ? ProviderOutcomeKind.Failed : ProviderErrorMapper.OutcomeOf(failure);

        // The mark of the failure counts only while nothing arrived: what has been generated is billed, whatever
        // the error that ended it.
        if (_usage.ResponseBytes > 0 || _reported is not null || !RetryMetadata.IsNotBilled(exception))
        {
            Complete(CallOutcome.Interrupted, exception.Message, status, new ProviderOutcome(kind, RetryMetadata.RetryAfterOf(exception)));
        }
        else if (status is { } refused)
        {
            End(
                exception.Message,
                () =>
                    call.Reject(
                        refused,
                        new ProviderOutcome(kind, RetryMetadata.RetryAfterOf(exception)),
                        time.GetElapsedTime(_started),
                        exception.Message));
        }
        else
        {
            End(exception.Message, () => call.Fail(wasSent: false, CallOutcome.Interrupted, kind, exception.Message));
        }
    }

    private void Cancel()
    {
        const string Error = "cancelled";
        if (_firstToken is not null)
        {
            Complete(CallOutcome.ClientDisconnected, Error);
            return;
        }

        // An SDK does not tell how far it came: the request counts as sent, and nothing is known of the provider.
        End(Error, () => call.Fail(wasSent: true, CallOutcome.ClientDisconnected, kind: null, Error));
    }

    private void Complete(CallOutcome outcome, string? error, int? status = null, ProviderOutcome? provider = null) => End(error, () =>
    {
        // Some servers report input tokens only. Settled as they are, such counts would make the response free.
        if (_reported is { } usage && (usage.Output > 0 || _usage.ResponseBytes == 0))
        {
            _usage.AddUsage(
                new ReportedUsage(usage.Input, usage.Output, usage.CachedInput, usage.CacheWrite, usage.Reasoning),
                isFinal: true);
        }

        call.Complete(new CallEnd(outcome, status, _firstToken, error), _usage, provider);
    });

    private void End(string? error, Action end)
    {
        if (!_hasEnded)
        {
            _hasEnded = true;
            end();
            session.Record(call, error);
        }
    }
}
