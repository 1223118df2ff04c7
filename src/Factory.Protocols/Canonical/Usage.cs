namespace Factory.Protocols.Canonical;

/// <summary>Token counts of one call. Cached tokens are part of the input, reasoning is part of the output.</summary>
/// <param name="Input">All input tokens.</param>
/// <param name="CacheRead">Those of the input that were read from the vendor's prompt cache.</param>
/// <param name="CacheWrite">Those of the input that were written to it.</param>
/// <param name="Output">All output tokens.</param>
/// <param name="Reasoning">Those of the output that were reasoning; 0 where the vendor does not count them.</param>
internal sealed record Usage(long Input, long CacheRead, long CacheWrite, long Output, long Reasoning);
