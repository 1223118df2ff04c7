using Factory.Domain.Metering;
using Factory.Gateway.ApiFormats;
using Factory.Gateway.Inspection;

namespace Factory.Gateway.Calls;

/// <summary>The most that a call can cost, from what one look at its body tells.</summary>
internal static class CallEstimator
{
    /// <value>An answer shorter than this is of no use to anybody.</value>
    private const int MinUsefulOutputTokens = 1_024;

    /// <value>The most expensive image known: 768 by 2,048 points in high detail on gpt-4o-mini are 48,169 tokens.</value>
    private const long TokensPerImage = 50_000;

    /// <value>Providers put a prompt of their own before tools: some hundred tokens that are not in the body.</value>
    private const long HiddenPromptTokens = 1_024;

    public static CallEstimate Estimate(RequestInspection inspection, ApiFormat format, ModelDefinition model)
    {
        if (format.IsFree)
        {
            return new CallEstimate(model, format.ModelApi, 0, 0, 0);
        }

        if (!format.HasOutput)
        {
            // Many texts at once, each with a context of its own.
            return new CallEstimate(model, format.ModelApi, inspection.HasExternalInput ? Math.Max(inspection.BodyLength, model.ContextTokens) : inspection.BodyLength, 0, 0);
        }

        var input = inspection.HasExternalInput ? model.ContextTokens : Math.Min(model.ContextTokens, inspection.BodyLength + (inspection.HasTools ? HiddenPromptTokens : 0) + (inspection.Images * TokensPerImage));
        var output = (int)Math.Clamp(inspection.MaxOutputTokens ?? model.MaxOutputTokens, 1, model.MaxOutputTokens);
        var least = inspection.ThinkingBudget > 0 ? inspection.ThinkingBudget + MinUsefulOutputTokens : MinUsefulOutputTokens;
        return new CallEstimate(model, format.ModelApi, input, output, (int)Math.Min(output, least), inspection.Choices) { UsesOneHourCache = inspection.UsesOneHourCache };
    }

    /// <summary>Input and output together, for the provider's limits.</summary>
    public static long TotalTokens(in CallEstimate estimate) => estimate.InputTokens + ((long)estimate.OutputTokens * estimate.Choices);
}
