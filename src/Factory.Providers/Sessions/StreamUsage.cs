using Factory.Contracts.Metering;
using Factory.Domain.Metering;
using Microsoft.Extensions.AI;
using Outcome = Factory.Contracts.Ledger.CallOutcome;

namespace Factory.Providers.Sessions;

/// <summary>One call's answer as it comes, and its end. It ends once.</summary>
internal sealed class StreamUsage(CallMeter meter, IMeteredCall call, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private UsageDetails? _usage;
    private long _bytes;
    private TimeSpan? _first;
    private bool _ended;

    /// <summary>A part of the answer came.</summary>
    public void Add(IList<AIContent> contents)
    {
        _first ??= time.GetElapsedTime(_began);
        foreach (var reported in contents.OfType<UsageContent>())
        {
            (_usage ??= new UsageDetails()).Add(reported.Details);
        }

        _bytes += UsageMapping.OutputBytes(contents);
    }

    /// <summary>The whole answer came.</summary>
    public void Finish() => End(Outcome.Ok, null);

    /// <summary>The call failed, or whoever asked went away.</summary>
    public void Fail(Exception exception)
    {
        var isCancelled = exception is OperationCanceledException;
        var nothing = _bytes == 0 && _usage is null && RetryMetadata.IsNothingGenerated(exception);
        End(nothing ? Outcome.Refused : isCancelled ? Outcome.Abandoned : Outcome.Broken, isCancelled ? "cancelled" : exception.Message);
    }

    /// <summary>Nobody reads on; nothing when the call has ended.</summary>
    public void Drop() => End(Outcome.Abandoned, "the answer was not read to its end");

    private void End(Outcome outcome, string? error)
    {
        if (!_ended)
        {
            _ended = true;
            meter.End(call, new CallEnd(outcome, Reported(), FirstToken: _first, Error: error, OutputBytes: _bytes));
        }
    }

    /// <summary>A report without the answer's tokens is none.</summary>
    private TokenUsage? Reported() => UsageMapping.From(_usage) is { } usage && (usage.Output > 0 || _bytes == 0) ? usage : null;
}
