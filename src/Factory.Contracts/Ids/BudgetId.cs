using System.Text.Json.Serialization;

namespace Factory.Contracts.Ids;

/// <summary>The id of a budget, for example <c>budget-day-2026-11-22</c>.</summary>
/// <param name="Value">The printed form.</param>
[GenerateSerializer, Immutable, Alias("BudgetId")]
[JsonConverter(typeof(IdJsonConverter<BudgetId>))]
public readonly record struct BudgetId([property: Id(0)] string Value) : IId<BudgetId>
{
    /// <inheritdoc/>
    public static string Kind => "budget";

    // "budget-", an id of 96 characters, "-2026-11-22".
    /// <inheritdoc/>
    public static int MaxLength => 114;

    /// <inheritdoc/>
    public static BudgetId From(string value) => new(value);

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException">The text is not a budget id.</exception>
    public static BudgetId Parse(string text) => IdText.Parse<BudgetId>(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
