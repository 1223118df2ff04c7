using Factory.Contracts.Errors;

namespace Factory.Contracts.Deployments;

/// <summary>Result of a merge or a deployment.</summary>
/// <param name="Commit">The commit that is merged or deployed; null when it failed.</param>
/// <param name="Url">URL of the deployment; null for a merge.</param>
/// <param name="Version">The deployment's version; null for a merge.</param>
/// <param name="Problem">Why it failed; null when it did not.</param>
[GenerateSerializer, Immutable, Alias("DeliveryOutcome")]
public sealed record DeliveryOutcome(
    [property: Id(0)] string? Commit,
    [property: Id(1)] string? Url,
    [property: Id(2)] int? Version,
    [property: Id(3)] Problem? Problem)
{
    /// <summary>The outcome of a failed delivery.</summary>
    public static DeliveryOutcome Failed(Problem problem) => new(null, null, null, problem);
}
