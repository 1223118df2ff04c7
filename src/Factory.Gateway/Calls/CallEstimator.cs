using Factory.Domain.Metering;
using Factory.Gateway.ApiFormats;
using Factory.Gateway.Inspection;

namespace Factory.Gateway.Calls;

/// <summary>Estimates the most that a call can cost, from the inspection of its body.</summary>
internal static class CallEstimator
{
    /// <value>A call is not made when the budget allows less output than this, in tokens: the answer would be cut before it is useful.</value>
    private const int MinUsefulOutputTokens = 1_024;

    /// <value>Tokens of one image. The most expensive known are 48,169 tokens: 768 by 2,048 pixels in high detail on gpt-4o-mini.</value>
    private const long TokensPerImage = 50_000;

    /// <value>Tokens of the prompt that providers add for tools: a few hundred that are not in the body.</value>
    private const long HiddenPromptTokens = 1_024;

    /// <summary>The estimate for one model.</summary>
    public static CallEstimate Estimate(RequestInspection inspection, ApiFormat format, ModelDefinition model)
    {
        if (format.IsFree)
        {
            return new CallEstimate(model, format.ModelApi, 0, 0, 0);
        }

        if (!format.HasOutput)
        {
            // Embeddings take many texts at once, each with a context of its own, so the model's context is not an upper bound.
            return new CallEstimate(model, format.ModelApi, inspection.HasExternalInput ? Math.Max(inspection.BodyLength, model.ContextTokens) : inspection.BodyLength, 0, 0);
        }

        // No tokenizer makes more tokens than the text has bytes, whatever the language.
        var input = inspection.HasExternalInput ? model.ContextTokens : Math.Min(model.ContextTokens, inspection.BodyLength + (inspection.HasTools ? HiddenPromptTokens : 0) + (inspection.Images * TokensPerImage));
        var output = (int)Math.Clamp(inspection.MaxOutputTokens ?? model.MaxOutputTokens, 1, model.MaxOutputTokens);
        // Anthropic rejects a limit that is not above the budget for thinking, and an answer must fit behind the thoughts.
        var least = inspection.ThinkingBudget > 0 ? inspection.ThinkingBudget + MinUsefulOutputTokens : MinUsefulOutputTokens;
        return new CallEstimate(model, format.ModelApi, input, output, (int)Math.Min(output, least), inspection.Choices) { UsesOneHourCache = inspection.UsesOneHourCache };
    }

    /// <summary>Input and output tokens together, for the provider's rate limits.</summary>
    public static long TotalTokens(in CallEstimate estimate) => estimate.InputTokens + ((long)estimate.OutputTokens * estimate.Choices);
}
