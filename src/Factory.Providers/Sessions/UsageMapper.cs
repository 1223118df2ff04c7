using System.Text;
using System.Text.Json;
using Factory.Contracts.Metering;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Sessions;

/// <summary>Maps the SDKs' usage to the factory's.</summary>
internal static class UsageMapper
{
    /// <value>The name of an SDK's additional count of input tokens written to the provider's cache.</value>
    public const string CacheWriteCountName = "CacheCreationInputTokens";

    /// <summary>
    /// The tokens of a report; null when it has none: a call without usage is charged its reservation, one with zero
    /// tokens nothing. Implausible counts are corrected.
    /// </summary>
    public static TokenUsage? From(UsageDetails? details)
    {
        if (details is null || (details.InputTokenCount is null && details.OutputTokenCount is null && details.TotalTokenCount is null))
        {
            return null;
        }


        // Servers that copy an API report negative counts, cached tokens above the input, and totals without
        // parts. The ledger and the prices rely on parts that fit their whole.
        var input = Math.Max(0, details.InputTokenCount ?? 0);
        var output = Math.Max(0, details.OutputTokenCount ?? Math.Max(0, (details.TotalTokenCount ?? 0) - input));
        return input + output == 0
            ? null
            : new TokenUsage(
                input,
                output,
                Math.Clamp(details.CachedInputTokenCount ?? 0, 0, input),
                Math.Clamp(details.ReasoningTokenCount ?? 0, 0, output),
                Math.Clamp(details.AdditionalCounts?.GetValueOrDefault(CacheWriteCountName) ?? 0, 0, input));
    }

    /// <summary>How many bytes of generated content these hold.</summary>
    public static long OutputBytes(IEnumerable<AIContent> contents) => contents.Sum(c => c switch
    {
        TextContent text => Encoding.UTF8.GetByteCount(text.Text),
        TextReasoningContent reasoning => Encoding.UTF8.GetByteCount(reasoning.Text),
        FunctionCallContent call =>
            call.Name.Length
                + (call.Arguments is null
                    ? 0L
                    : JsonSerializer.SerializeToUtf8Bytes(call.Arguments, AIJsonUtilities.DefaultOptions).Length),
        _ => 0L,
    });
}
