using Factory.Contracts.Metering;

namespace Factory.Gateway.Metering;

/// <summary>What is known so far of an answer's tokens and of its end.</summary>
internal sealed class UsageAccumulator
{
    // An event of a stream is a token or a few in an envelope of some hundred bytes.
    private const int EventEnvelopeBytes = 512;
    private const int BytesPerToken = 4;

    /// <summary>All input, cached included; null until the provider says.</summary>
    public long? Input { get; private set; }

    /// <summary>All output, reasoning included; null until the provider says the final number.</summary>
    public long? Output { get; private set; }

    /// <summary>The provider's word on output so far, where it gives one while it streams.</summary>
    public long ReportedOutput { get; private set; }

    /// <summary>Output by the size of what came.</summary>
    public long EstimatedOutput { get; private set; }

    /// <summary>Bytes of answer.</summary>
    public long ResponseBytes { get; set; }

    /// <summary>The terminating event arrived.</summary>
    public bool HasTerminator { get; set; }

    /// <summary>The model said why it stopped; only the protocol's last word may be missing.</summary>
    public bool HasFinishReason { get; set; }

    /// <summary>The provider itself ended the stream with an error.</summary>
    public bool HasError { get; set; }

    /// <summary>Events that were read, for protocols that number them.</summary>
    public long EventCount { get; set; }

    /// <summary>Whether the current event is only there because the gateway asked for usage.</summary>
    public bool SuppressEvent { get; set; }

    private long Cached { get; set; }

    private long CacheWrite { get; set; }

    private long CacheWriteOneHour { get; set; }

    private long Reasoning { get; set; }

    /// <summary>The provider's final numbers; null when it gave none.</summary>
    public TokenUsage? Usage => Input is { } input && Output is { } output ? new TokenUsage(input, output, Cached, Reasoning, CacheWrite, CacheWriteOneHour) : null;

    /// <summary>The output that may have been made until now, for guards and guesses.</summary>
    public long OutputEstimate => Math.Max(Output ?? 0, Math.Max(ReportedOutput, EstimatedOutput));

    /// <summary>For an answer that broke off: the input as the provider counted it and the most that the output can be; null when not even the input is known.</summary>
    public TokenUsage? UpperBound(long output) => Input is { } input ? new TokenUsage(input, Math.Max(output, OutputEstimate), Cached, Reasoning, CacheWrite, CacheWriteOneHour) : null;

    /// <summary>A piece of answer went by.</summary>
    public void AddOutputBytes(int bytes) => EstimatedOutput += 1 + (Math.Max(0, bytes - EventEnvelopeBytes) / BytesPerToken);

    /// <summary>The provider's numbers.</summary>
    /// <param name="isFinal">False for numbers on the way.</param>
    public void AddUsage(in ReportedUsage numbers, bool isFinal)
    {
        Input = numbers.Input ?? Input;
        Cached = numbers.Cached ?? Cached;
        CacheWrite = numbers.CacheWrite ?? CacheWrite;
        CacheWriteOneHour = numbers.CacheWriteOneHour ?? CacheWriteOneHour;
        Reasoning = numbers.Reasoning ?? Reasoning;
        if (numbers.Output is { } output)
        {
            ReportedOutput = Math.Max(ReportedOutput, output);
            Output = isFinal ? output : Output;
        }
    }
}
