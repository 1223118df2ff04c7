using Factory.Metering.Calls;

namespace Factory.Gateway.Metering;

/// <summary>
/// What an <see cref="ApiFormats.ApiFormat"/> has read of a response so far: its usage, and whether and how it ended.
/// </summary>
internal sealed class ResponseProgress : UsageAccumulator
{
    /// <summary>The terminating event arrived.</summary>
    public bool HasTerminator { get; set; }

    /// <summary>The model reported why it stopped; only the terminating event may be missing.</summary>
    public bool HasFinishReason { get; set; }

    /// <summary>The provider itself ended the stream with an error.</summary>
    public bool HasError { get; set; }

    /// <summary>Events that were read, for formats that number them.</summary>
    public long EventCount { get; set; }

    /// <summary>
    /// Whether the current event exists only because the gateway requested usage; clients that did not request it do
    /// not get it.
    /// </summary>
    public bool SuppressEvent { get; set; }
}
