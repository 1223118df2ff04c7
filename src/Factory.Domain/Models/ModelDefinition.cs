using Factory.Contracts.Metering;
using Factory.Contracts.Models;

namespace Factory.Domain.Models;

/// <summary>A model in <c>models.json</c>.</summary>
/// <param name="Ref">Provider and name.</param>
/// <param name="Tier">Its step of the cost pyramid.</param>
/// <param name="Family">Models of one family share weaknesses, so one should not review the other: <c>gpt-5</c>,
/// <c>claude</c>, ….</param>
/// <param name="Prices">What its tokens cost.</param>
/// <param name="ContextTokens">Maximum of input and output together.</param>
/// <param name="MaxOutputTokens">Maximum length of a response.</param>
/// <param name="Capabilities">Values of <see cref="ModelCapabilities"/>.</param>
public sealed record ModelDefinition(
    ModelRef Ref,
    ModelTier Tier,
    string Family,
    ModelPrices Prices,
    int ContextTokens,
    int MaxOutputTokens,
    IReadOnlyList<string> Capabilities)
{
    /// <value>The capability of models that accept a reasoning effort.</value>
    public const string ReasoningCapability = "reasoning";

    /// <inheritdoc cref="ModelPrices.CostOf"/>
    public Usd CostOf(TokenUsage usage) => Prices.CostOf(usage);

    /// <inheritdoc cref="ModelPrices.MaxCostOf"/>
    public Usd MaxCostOf(long input, long output, bool cachesForHour = false) => Prices.MaxCostOf(input, output, cachesForHour);
}
