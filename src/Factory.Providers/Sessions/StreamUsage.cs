using Factory.Contracts.Metering;
using Factory.Domain.Metering;
using Microsoft.Extensions.AI;
using Outcome = Factory.Contracts.Ledger.CallOutcome;

namespace Factory.Providers.Sessions;

/// <summary>One call's answer as it comes, and its end. It ends once.</summary>
internal sealed class StreamUsage(SessionMeter meter, IMeteredCall call, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private UsageDetails? _usage;
    private long _bytes;
    private TimeSpan? _timeToFirstToken;
    private bool _isEnded;

    /// <summary>A part of the answer came.</summary>
    public void Add(IList<AIContent> contents)
    {
        _timeToFirstToken ??= time.GetElapsedTime(_began);
        foreach (var reported in contents.OfType<UsageContent>())
        {
            (_usage ??= new UsageDetails()).Add(reported.Details);
        }

        _bytes += UsageMapper.OutputBytes(contents);
    }

    /// <summary>The whole answer came.</summary>
    public void Complete() => End(Outcome.Succeeded, null);

    /// <summary>The call failed, or whoever asked went away.</summary>
    public void Fail(Exception exception)
    {
        var isCancelled = exception is OperationCanceledException;
        var nothing = _bytes == 0 && _usage is null && RetryMetadata.IsNotBilled(exception);
        End(nothing ? Outcome.Rejected : isCancelled ? Outcome.ClientDisconnected : Outcome.Interrupted, isCancelled ? "cancelled" : exception.Message);
    }

    /// <summary>Nobody reads on; nothing when the call has ended.</summary>
    public void Abandon() => End(Outcome.ClientDisconnected, "the answer was not read to its end");

    private void End(Outcome outcome, string? error)
    {
        if (!_isEnded)
        {
            _isEnded = true;
            meter.EndCall(call, new CallSettlement(outcome, ReportedUsage(), FirstToken: _timeToFirstToken, Error: error, OutputBytes: _bytes));
        }
    }

    /// <summary>A report without the answer's tokens is none.</summary>
    private TokenUsage? ReportedUsage() => UsageMapper.From(_usage) is { } usage && (usage.Output > 0 || _bytes == 0) ? usage : null;
}
