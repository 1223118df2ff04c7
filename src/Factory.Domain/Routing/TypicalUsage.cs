using Factory.Contracts.Metering;
using Factory.Domain.Models;

namespace Factory.Domain.Routing;

/// <summary>
/// Typical token usage of one attempt of a kind. Costs of models are compared by it; it is not a limit.
/// </summary>
/// <param name="Input">Input tokens over all calls of an attempt.</param>
/// <param name="Output">Output tokens over all calls of an attempt.</param>
public readonly record struct TypicalUsage(long Input, long Output)
{
    /// <value>200,000 tokens of input, 10,000 of output.</value>
    public static TypicalUsage Default => new(200_000, 10_000);

    /// <summary>Input and output together.</summary>
    public long Total() => Input + Output;

    /// <summary>Cost of this usage with a model, without cached input.</summary>
    public Usd CostWith(ModelDefinition model) => model.CostOf(new TokenUsage(Input, Output));
}
