using Factory.Contracts.Models;
using Factory.Domain.Metering;
using Factory.Domain.Models;

namespace Factory.Metering.Calls;

/// <summary>
/// The upper bound of a model call: the only place that says how many tokens a request may come to. The meter prices
/// it, the provider's limiter counts it.
/// </summary>
public static class CallEstimator
{
    /// <value>
    /// Below so many output tokens a response is of no use: the meter refuses the call rather than grant less.
    /// </value>
    private const int MinUsefulOutputTokens = 1_024;

    /// <value>
    /// The most expensive image known: 768 by 2,048 points in high detail on gpt-4o-mini are 48,169 tokens.
    /// </value>
    private const long TokensPerImage = 50_000;

    /// <value>
    /// Providers put a prompt of their own before tools: some hundred tokens that are not in the request.
    /// </value>
    private const long HiddenPromptTokens = 1_024;

    /// <summary>Works out what may be used at most.</summary>
    /// <param name="model">Who answers: its context bounds the input, its output limit the output.</param>
    /// <param name="modelApi">The API that the caller uses, for the ledger.</param>
    /// <param name="size">What was measured of the request.</param>
    /// <param name="billing">How the provider is paid.</param>
    public static CallEstimate Estimate(ModelDefinition model, ModelApi modelApi, in RequestSize size, Contracts.Ledger.Billing billing)
    {
        if (size.IsFree)
        {
            return new CallEstimate(model, modelApi, 0, 0, 0, Billing: billing);
        }

        if (!size.HasOutput)
        {
            // Embeddings take many texts at once, each with a context of its own: the model's context bounds none of
            // them together.
            var embedded = size.HasExternalInput ? Math.Max(size.InputBytes, model.ContextTokens) : size.InputBytes;
            return new CallEstimate(model, modelApi, embedded, 0, 0, Billing: billing);
        }

        var input = size.HasExternalInput
            ? model.ContextTokens
            : Math.Min(model.ContextTokens, size.InputBytes + (size.HasTools ? HiddenPromptTokens : 0) + (size.Images * TokensPerImage));
        var output = (int)Math.Clamp(size.MaxOutputTokens ?? model.MaxOutputTokens, 1, model.MaxOutputTokens);

        // Reasoning comes first: a budget that only covers it buys a response without an answer. Anthropic also rejects
        // an output limit that is not above the budget for thinking.
        // Clamped, because the budget is any number that a request contains: a sum beyond a long would be negative.
        var minimum = Math.Clamp(size.ThinkingBudget, 0, model.MaxOutputTokens) + MinUsefulOutputTokens;
        var outputs = size.Choices * size.Samplings;
        return new CallEstimate(model, modelApi, input * size.Samplings, output, (int)Math.Min(output, minimum), outputs, billing)
        {
            UsesOneHourCache = size.UsesOneHourCache,
        };
    }

    /// <summary>
    /// Input and output together: what the call counts for against the provider's limits until its usage is known.
    /// </summary>
    public static long TotalTokens(in CallEstimate estimate) => estimate.InputTokens + ((long)estimate.OutputTokens * estimate.Choices);
}
