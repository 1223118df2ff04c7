using Factory.Contracts.Metering;

namespace Factory.Gateway.Metering;

/// <summary>Collects what is known of a response while it arrives: its tokens, and how it ended.</summary>
internal sealed class UsageAccumulator
{
    // An event is one token or a few inside an envelope of a few hundred bytes: by its bytes alone every stream would look many times too expensive.
    private const int EventEnvelopeBytes = 512;
    private const int BytesPerToken = 4;

    /// <summary>All input tokens, cached ones included; null until the provider reports them.</summary>
    public long? Input { get; private set; }

    /// <summary>All output tokens, reasoning included; null until the provider reports the final count.</summary>
    public long? Output { get; private set; }

    /// <summary>Output tokens as reported so far, by providers that report while they stream.</summary>
    public long ReportedOutput { get; private set; }

    /// <summary>Output tokens as estimated from the size of the events.</summary>
    public long EstimatedOutput { get; private set; }

    /// <summary>Bytes of the response.</summary>
    public long ResponseBytes { get; set; }

    /// <summary>Whether the API's terminating event has been read.</summary>
    public bool HasTerminator { get; set; }

    /// <summary>Whether the model's reason to stop has been read: the answer is complete, even if the terminating event never comes.</summary>
    public bool HasFinishReason { get; set; }

    /// <summary>Whether the provider reported an error in the stream.</summary>
    public bool HasError { get; set; }

    /// <summary>Events read so far, for APIs that number them.</summary>
    public long EventCount { get; set; }

    /// <summary>Whether the current event exists only because the gateway requested usage.</summary>
    public bool SuppressEvent { get; set; }

    private long Cached { get; set; }

    private long CacheWrite { get; set; }

    private long CacheWriteOneHour { get; set; }

    private long Reasoning { get; set; }

    /// <summary>The provider's final counts; null when it reported none.</summary>
    public TokenUsage? Usage => Input is { } input && Output is { } output ? new TokenUsage(input, output, Cached, Reasoning, CacheWrite, CacheWriteOneHour) : null;

    /// <summary>The most output tokens that may have been generated so far.</summary>
    public long OutputEstimate => Math.Max(Output ?? 0, Math.Max(ReportedOutput, EstimatedOutput));

    /// <summary>Usage of a response that broke off: the input as the provider counted it, and the most that the output can be. Null when not even the input is known.</summary>
    /// <param name="output">The output limit of the call.</param>
    public TokenUsage? UpperBound(long output) => Input is { } input ? new TokenUsage(input, Math.Max(output, OutputEstimate), Cached, Reasoning, CacheWrite, CacheWriteOneHour) : null;

    /// <summary>Adds an event with output.</summary>
    /// <param name="bytes">The size of its data.</param>
    public void AddOutputBytes(int bytes) => EstimatedOutput += 1 + (Math.Max(0, bytes - EventEnvelopeBytes) / BytesPerToken);

    /// <summary>Adds counts that the provider reported. Later ones replace earlier ones.</summary>
    /// <param name="numbers">The counts.</param>
    /// <param name="isFinal">False for counts of a response that goes on.</param>
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
