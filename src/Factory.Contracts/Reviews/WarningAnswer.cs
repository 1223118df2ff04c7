namespace Factory.Contracts.Reviews;

/// <summary>A reviewer's answer to a warning of the factory about a change.</summary>
/// <param name="Warning">The warning: a concern of the change, or a warning or remark of the evidence.</param>
/// <param name="Comment">Why the change is acceptable nevertheless, in the reviewer's words.</param>
[GenerateSerializer, Immutable, Alias("WarningAnswer")]
public sealed record WarningAnswer([property: Id(0)] string Warning, [property: Id(1)] string Comment);
