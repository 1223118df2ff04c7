using Factory.Contracts.Metering;

namespace Factory.Metering.Calls;

/// <summary>
/// The tokens of one response while it arrives: what the provider reported, and an estimate by size until it reports.
/// The gateway feeds it from bytes, the built-in loop from message contents. Not thread-safe.
/// </summary>
public class UsageAccumulator
{
    /// <value>Counts above are taken as this: no call has as many tokens.</value>
    public const long MaxCount = 1_000_000_000_000;

    // An event of a stream is one token or a few in an envelope of some hundred bytes.
    private const int EventEnvelopeBytes = 512;
    private const int BytesPerToken = 4;

    private long _contentBytes;

    /// <summary>All input tokens, cached ones included; null until the provider reports them.</summary>
    public long? Input { get; private set; }

    /// <summary>All output tokens, reasoning included; null until the provider reports the final number.</summary>
    public long? Output { get; private set; }

    /// <summary>
    /// The highest output count that the provider reported so far; 0 where it reports none while streaming.
    /// </summary>
    public long ReportedOutput { get; private set; }

    /// <summary>Output tokens estimated from the size of what arrived.</summary>
    public long EstimatedOutput { get; private set; }

    /// <summary>Bytes of the response so far.</summary>
    public long ResponseBytes { get; private set; }

    /// <summary>The final counts; null while the provider has not reported both input and output.</summary>
    public TokenUsage? Usage => Input is { } input && Output is { } output ? ToUsage(input, output) : null;

    /// <summary>The most output that may have been generated until now, reported or estimated.</summary>
    public long OutputEstimate => Math.Max(Output ?? 0, Math.Max(ReportedOutput, EstimatedOutput));

    private long Cached { get; set; }

    private long CacheWrite { get; set; }

    private long CacheWriteOneHour { get; set; }

    private long Reasoning { get; set; }

    /// <summary>What the provider has reported so far, final or not; null while it has not reported the input.</summary>
    public TokenUsage? ReportedSoFar => Input is { } input ? ToUsage(input, Math.Max(Output ?? 0, ReportedOutput)) : null;

    /// <summary>
    /// For a response that broke off: the input as reported, with the most output that may have been generated.
    /// </summary>
    /// <param name="output">The output cap of the call, in tokens.</param>
    /// <returns>Null when the provider has not even reported the input.</returns>
    public TokenUsage? UpperBound(long output) => Input is { } input ? ToUsage(input, Math.Max(output, OutputEstimate)) : null;

    /// <summary>Counts bytes of the response that were read, whatever they hold.</summary>
    public void AddResponseBytes(long bytes) => ResponseBytes += bytes;

    /// <summary>Estimates the output of one stream event from its size, envelope included.</summary>
    public void AddOutputBytes(int bytes) => EstimatedOutput += EstimateTokens(Math.Max(0, bytes - EventEnvelopeBytes));

    /// <summary>Counts bytes of generated content that come without an envelope, and estimates their tokens.</summary>
    public void AddContentBytes(long bytes)
    {
        if (bytes > 0)
        {
            // From the sum, not update by update: an update of one token holds about four bytes, so that a token more for
            // each would double the estimate, and cut a response that its reservation covers.
            var before = _contentBytes == 0 ? 0 : EstimateTokens(_contentBytes);
            ResponseBytes += bytes;
            _contentBytes += bytes;
            EstimatedOutput += EstimateTokens(_contentBytes) - before;
        }
    }

    /// <summary>Takes over what the provider reported; counts that are null keep their value.</summary>
    /// <param name="reported">The provider's counts.</param>
    /// <param name="isFinal">False for counts that the provider gives while it still generates.</param>
    public void AddUsage(in ReportedUsage reported, bool isFinal)
    {
        Input = reported.Input is 0 ? Input ?? 0 : Count(reported.Input) ?? Input;
        Cached = NotZero(Count(reported.Cached)) ?? Cached;
        CacheWrite = NotZero(Count(reported.CacheWrite)) ?? CacheWrite;
        CacheWriteOneHour = NotZero(Count(reported.CacheWriteOneHour)) ?? CacheWriteOneHour;
        Reasoning = NotZero(Count(reported.Reasoning)) ?? Reasoning;
        if (Count(reported.Output) is { } output)
        {
            ReportedOutput = Math.Max(ReportedOutput, output);
            Output = isFinal ? output : Output;
        }
    }

    // Sums of counts must fit a long.
    private static long? Count(long? reported) => reported is { } count ? Math.Clamp(count, 0, MaxCount) : null;

    // Servers that copy Anthropic's API repeat the counts of the start at the end, as zeros.
    private static long? NotZero(long? count) => count is 0 ? null : count;

    // At least one token: events that carry less than four bytes are common while a response streams.
    private static long EstimateTokens(long bytes) => 1 + (bytes / BytesPerToken);

    private TokenUsage ToUsage(long input, long output) => new(input, output, Cached, Reasoning, CacheWrite, CacheWriteOneHour);
}
