using System.Diagnostics.CodeAnalysis;

namespace Factory.Contracts.Errors;

/// <summary>The answer to a command: a view of what is now, or why it was refused. A refusal is an expected outcome, never an exception.</summary>
/// <typeparam name="T">The view.</typeparam>
[GenerateSerializer, Immutable, Alias("Result`1")]
public sealed record Result<T>([property: Id(0)] T? Value, [property: Id(1)] Problem? Problem)
    where T : class
{
    /// <summary>True when the command was accepted, or had been accepted before.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsAccepted() => Problem is null;

    /// <summary>The command was accepted.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>The command was refused.</summary>
    public static implicit operator Result<T>(Problem problem) => new(null, problem);
}
