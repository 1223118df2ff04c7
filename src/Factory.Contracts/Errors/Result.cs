using System.Diagnostics.CodeAnalysis;

namespace Factory.Contracts.Errors;

/// <summary>
/// Result of a command: a view of the state afterwards, or why the command was rejected. A rejection is an expected
/// outcome and not an exception.
/// </summary>
/// <typeparam name="T">The view.</typeparam>
/// <param name="Value">The view; null when rejected.</param>
/// <param name="Problem">Why it was rejected; null when accepted.</param>
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

    /// <summary>The command was rejected.</summary>
    public static implicit operator Result<T>(Problem problem) => new(null, problem);
}
