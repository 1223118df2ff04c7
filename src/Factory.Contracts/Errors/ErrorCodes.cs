namespace Factory.Contracts.Errors;

/// <summary>Every error code that a user, a client or a tool may see. Listed in <c>docs/reference/errors.md</c>; a code is never reused.</summary>
public static class ErrorCodes
{
    // Input
    public const string InvalidRequest = "request.invalid";
    public const string IdeaEmpty = "idea.empty";
    public const string IdeaTooLong = "idea.too_long";
    public const string NotFound = "not_found";
    public const string IdempotencyConflict = "idempotency.conflict";

    // Access
    public const string TokenMissing = "access.token_missing";
    public const string OriginRefused = "access.origin_refused";

    // Configuration
    public const string ConfigInvalid = "config.invalid";
    public const string PipelineUnknown = "pipeline.unknown";
    public const string NoProvider = "provider.none_available";
    public const string NoModel = "model.none_suitable";

    // Silo and data folder
    public const string DataFolderHeld = "data.held";
    public const string DataFolderNewer = "data.newer";
    public const string DataUnusable = "data.unusable";
    public const string PortInUse = "silo.port_in_use";
    public const string SiloUnreachable = "silo.unreachable";
    public const string ClusterUnreachable = "cluster.unreachable";
    public const string ClusterRefused = "cluster.refused";

    // Moves
    public const string MoveNotAllowed = "move.not_allowed";
    public const string ApprovalDecided = "approval.already_decided";
    public const string ApprovalNeverAuto = "approval.never_auto";
    public const string ApprovalRejected = "approval.rejected";
    public const string QuestionAnswered = "question.already_answered";
    public const string Cancelled = "cancelled";

    // Work
    public const string BudgetExceeded = "budget.exceeded";
    public const string ArtifactMalformed = "artifact.malformed";
    public const string LimitReached = "attempt.limit_reached";
    public const string AttemptLost = "attempt.lost";
    public const string AttemptCancelled = "attempt.cancelled";
    public const string AttemptFailed = "attempt.failed";
    public const string ModelFailed = "model.failed";
    public const string ModelUnavailable = "model.unavailable";
    public const string ModelRateLimited = "model.rate_limited";
    public const string ModelKeyRefused = "model.key_refused";
    public const string ModelCreditExhausted = "model.credit_exhausted";
    public const string ModelAnswerBroken = "model.answer_broken";
    public const string ModelContextExceeded = "model.context_exceeded";
    public const string RoundsExhausted = "run.rounds_exhausted";
    public const string ReviewerNotIndependent = "review.not_independent";
    public const string ReviewRejected = "review.rejected";
    public const string NothingChanged = "change.empty";

    // Workshop and delivery
    public const string SandboxMissing = "sandbox.missing";
    public const string RepositoryInvalid = "repository.invalid";
    public const string RepositoryDirty = "repository.dirty";
    public const string GitFailed = "git.failed";
    public const string MergeConflict = "merge.conflict";
    public const string DeployUnhealthy = "deploy.unhealthy";
    public const string DeployFailed = "deploy.failed";

    // Anything else
    public const string Internal = "internal";
}
