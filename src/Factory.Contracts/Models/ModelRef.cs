namespace Factory.Contracts.Models;

/// <summary>A model at a provider, written <c>provider/model</c>, for example <c>openai/gpt-5-mini</c>.</summary>
/// <param name="Provider">The provider's name in <c>models.json</c>.</param>
/// <param name="Model">The provider's name of the model; it may contain slashes.</param>
[GenerateSerializer, Immutable, Alias("ModelRef")]
public readonly record struct ModelRef([property: Id(0)] string Provider, [property: Id(1)] string Model)
{
    /// <summary>Parses <c>provider/model</c>.</summary>
    /// <exception cref="FormatException">There is no slash with text on both sides.</exception>
    public static ModelRef Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < text.Length - 1
            ? new(text[..slash], text[(slash + 1)..])
            : throw new FormatException($"'{text}' is not a model: it must have the form provider/model.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Provider}/{Model}";
}
