using Factory.Contracts.Metering;

namespace Factory.Contracts.Approvals;

/// <summary>An action that requires the operator's decision.</summary>
/// <param name="Task">The task that waits for the decision.</param>
/// <param name="Run">Its run; null for a task of its own.</param>
/// <param name="ActionClass">The action class.</param>
/// <param name="Tier">The policy's tier of the class when it was requested.</param>
/// <param name="Summary">One line.</param>
/// <param name="Justification">A paragraph.</param>
/// <param name="Details">Statistics of the change, or notes. Untrusted text.</param>
/// <param name="CostSoFar">What the task's attempts cost so far.</param>
/// <param name="Lifetime">How long it can be decided; it counts as rejected afterwards.</param>
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
/// <param name="Id">The approval.</param>
/// <param name="Request">What is decided.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="RequestedAt">When it was requested.</param>
/// <param name="ExpiresAt">When it expires undecided.</param>
/// <param name="DecidedAt">When it was decided or expired; null while pending.</param>
/// <param name="DecidedBy">Who decided; null while pending and when expired.</param>
/// <param name="Comment">The operator's comment; null for none.</param>
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
