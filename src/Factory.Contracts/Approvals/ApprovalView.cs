using Factory.Contracts.Metering;

namespace Factory.Contracts.Approvals;

/// <summary>What an agent or the factory wants to do, for the operator to judge.</summary>
/// <param name="Task">Who asks.</param>
/// <param name="Run">Its run; null for a task of its own.</param>
/// <param name="ActionClass">The action class.</param>
/// <param name="Tier">What the policy says of the class.</param>
/// <param name="Summary">One line.</param>
/// <param name="Justification">A paragraph.</param>
/// <param name="Details">Diff statistics or text; untrusted.</param>
/// <param name="CostSoFar">Of the task.</param>
/// <param name="Lifetime">After this it counts as rejected.</param>
[GenerateSerializer, Immutable, Alias("ApprovalRequest")]
public sealed record ApprovalRequest(
    [property: Id(0)] TaskId Task,
    [property: Id(1)] RunId? Run,
    [property: Id(2)] string ActionClass,
    [property: Id(3)] ApprovalTier Tier,
    [property: Id(4)] string Summary,
    [property: Id(5)] string Justification,
    [property: Id(6)] string Details,
    [property: Id(7)] Usd CostSoFar,
    [property: Id(8)] TimeSpan Lifetime);

/// <summary>An approval as the API returns it.</summary>
[GenerateSerializer, Immutable, Alias("ApprovalView")]
public sealed record ApprovalView(
    [property: Id(0)] ApprovalId Id,
    [property: Id(1)] ApprovalRequest Request,
    [property: Id(2)] ApprovalStatus Status,
    [property: Id(3)] DateTimeOffset RequestedAt,
    [property: Id(4)] DateTimeOffset ExpiresAt,
    [property: Id(5)] DateTimeOffset? DecidedAt,
    [property: Id(6)] string? DecidedBy,
    [property: Id(7)] string? Comment);
