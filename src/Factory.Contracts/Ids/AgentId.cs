using System.Text.Json.Serialization;

namespace Factory.Contracts.Ids;

/// <summary>The id of an agent of the roster, for example <c>agent-rex</c>.</summary>
/// <param name="Value">The printed form.</param>
[GenerateSerializer, Immutable, Alias("AgentId")]
[JsonConverter(typeof(IdJsonConverter<AgentId>))]
public readonly record struct AgentId([property: Id(0)] string Value) : IId<AgentId>
{
    /// <inheritdoc/>
    public static string Kind => "agent";

    /// <inheritdoc/>
    public static AgentId From(string value) => new(value);

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException">The text is not an agent id.</exception>
    public static AgentId Parse(string text) => IdText.Parse<AgentId>(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
