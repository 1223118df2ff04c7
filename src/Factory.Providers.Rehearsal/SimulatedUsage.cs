using Factory.Providers.Sessions;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Rehearsal;

/// <summary>
/// Estimates token counts as a real model would report them, about four bytes per token, so that totals and limits are
/// exercised.
/// </summary>
internal static class SimulatedUsage
{
    private const int BytesPerToken = 4;

    /// <summary>Returns the usage of a call.</summary>
    public static UsageDetails Of(IReadOnlyList<ChatMessage> messages, IReadOnlyList<AIContent> answer, ChatOptions? options)
    {
        // Tool declarations are sent with every call, and providers count them as input.
        var input = Tokens(messages.Sum(m =>
            UsageMapper.OutputBytes(m.Contents) + m.Contents.OfType<FunctionResultContent>().Sum(r => ScriptContext.TextOf(r).Length)))
            + Tokens(options?.Tools?.OfType<AIFunctionDeclaration>().Sum(t => (long)t.JsonSchema.GetRawText().Length) ?? 0);
        var output = Tokens(UsageMapper.OutputBytes(answer));
        return new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output };
    }

    // At least one: zero would look like usage that the provider did not report.
    private static long Tokens(long bytes) => Math.Max(1, bytes / BytesPerToken);
}
