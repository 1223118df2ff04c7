using System.Text.Json.Serialization;

namespace Factory.Contracts.Ids;

/// <summary>The id of a task.</summary>
/// <param name="Value">The printed form.</param>
[GenerateSerializer, Immutable, Alias("TaskId")]
[JsonConverter(typeof(IdJsonConverter<TaskId>))]
public readonly record struct TaskId([property: Id(0)] string Value) : IId<TaskId>
{
    /// <inheritdoc/>
    public static string Kind => "task";

    /// <inheritdoc/>
    public static TaskId From(string value) => new(value);

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException">The text is not a task id.</exception>
    public static TaskId Parse(string text) => IdText.Parse<TaskId>(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
