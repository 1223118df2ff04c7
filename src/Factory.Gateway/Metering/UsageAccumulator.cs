using Factory.Contracts.Metering;

namespace Factory.Gateway.Metering;

/// <summary>What is known so far of an answer's tokens and of its end.</summary>
internal sealed class UsageAccumulator
{
    // An event of a stream is a token or a few in an envelope of some hundred bytes.
    private const int Envelope = 512;
    private const int BytesPerToken = 4;

    /// <summary>All input, cached included; null until the provider says.</summary>
    public long? Input { get; private set; }

    /// <summary>All output, reasoning included; null until the provider says the final number.</summary>
    public long? Output { get; private set; }

    /// <summary>The provider's word on output so far, where it gives one while it streams.</summary>
    public long OutputSoFar { get; private set; }

    /// <summary>Output by the size of what came.</summary>
    public long Estimate { get; private set; }

    /// <summary>Bytes of answer.</summary>
    public long Bytes { get; set; }

    /// <summary>The protocol's last word came.</summary>
    public bool HasEnded { get; set; }

    /// <summary>The model said why it stopped; only the protocol's last word may be missing.</summary>
    public bool HasFinished { get; set; }

    /// <summary>The provider itself ended the stream with an error.</summary>
    public bool HasFailed { get; set; }

    /// <summary>Events that were read, for protocols that number them.</summary>
    public long Events { get; set; }

    /// <summary>Whether the current event is only there because the gateway asked for usage.</summary>
    public bool Withhold { get; set; }

    private long Cached { get; set; }

    private long CacheWrite { get; set; }

    private long CacheWriteForHour { get; set; }

    private long Reasoning { get; set; }

    /// <summary>The provider's final numbers; null when it gave none.</summary>
    public TokenUsage? Usage => Input is { } input && Output is { } output ? new TokenUsage(input, output, Cached, Reasoning, CacheWrite, CacheWriteForHour) : null;

    /// <summary>The output that may have been made until now, for guards and guesses.</summary>
    public long OutputGuess => Math.Max(Output ?? 0, Math.Max(OutputSoFar, Estimate));

    /// <summary>For an answer that broke off: the input as the provider counted it and the most that the output can be; null when not even the input is known.</summary>
    public TokenUsage? AtMost(long output) => Input is { } input ? new TokenUsage(input, Math.Max(output, OutputGuess), Cached, Reasoning, CacheWrite, CacheWriteForHour) : null;

    /// <summary>A piece of answer went by.</summary>
    public void Piece(int bytes) => Estimate += 1 + (Math.Max(0, bytes - Envelope) / BytesPerToken);

    /// <summary>The provider's numbers.</summary>
    /// <param name="isFinal">False for numbers on the way.</param>
    public void Take(in UsageNumbers numbers, bool isFinal)
    {
        Input = numbers.Input ?? Input;
        Cached = numbers.Cached ?? Cached;
        CacheWrite = numbers.CacheWrite ?? CacheWrite;
        CacheWriteForHour = numbers.CacheWriteForHour ?? CacheWriteForHour;
        Reasoning = numbers.Reasoning ?? Reasoning;
        if (numbers.Output is { } output)
        {
            OutputSoFar = Math.Max(OutputSoFar, output);
            Output = isFinal ? output : Output;
        }
    }
}
