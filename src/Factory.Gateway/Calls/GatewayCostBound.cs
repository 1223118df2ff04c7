using Factory.Domain.Metering;
using Factory.Gateway.Apis;
using Factory.Gateway.Inspection;

namespace Factory.Gateway.Calls;

/// <summary>The most that a call can cost, from what one look at its body tells.</summary>
internal static class GatewayCostBound
{
    /// <value>An answer shorter than this is of no use to anybody.</value>
    private const int LeastAnswer = 1_024;

    /// <value>The dearest picture known: 768 by 2,048 points in high detail on gpt-4o-mini are 48,169 tokens.</value>
    private const long TokensPerImage = 50_000;

    /// <value>Providers put a prompt of their own before tools: some hundred tokens that are not in the body.</value>
    private const long HiddenPrompt = 1_024;

    public static CallEstimate Of(RequestInspection facts, Surface surface, ModelDefinition model)
    {
        if (surface.IsFree)
        {
            return new CallEstimate(model, surface.Protocol, 0, 0, 0);
        }

        if (!surface.HasOutput)
        {
            // Many texts at once, each with a context of its own.
            return new CallEstimate(model, surface.Protocol, facts.Elsewhere ? Math.Max(facts.Length, model.ContextTokens) : facts.Length, 0, 0);
        }

        var input = facts.Elsewhere ? model.ContextTokens : Math.Min(model.ContextTokens, facts.Length + (facts.HasTools ? HiddenPrompt : 0) + (facts.Images * TokensPerImage));
        var output = (int)Math.Clamp(facts.Cap ?? model.MaxOutputTokens, 1, model.MaxOutputTokens);
        var least = facts.Thinking > 0 ? facts.Thinking + LeastAnswer : LeastAnswer;
        return new CallEstimate(model, surface.Protocol, input, output, (int)Math.Min(output, least), facts.Choices) { CachesForHour = facts.CachesForHour };
    }

    /// <summary>Input and output together, for the provider's limits.</summary>
    public static long Tokens(in CallEstimate intent) => intent.InputTokens + ((long)intent.OutputTokens * intent.Choices);
}
