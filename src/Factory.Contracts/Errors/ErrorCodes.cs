namespace Factory.Contracts.Errors;

/// <summary>
/// All error codes, documented in <c>docs/reference/errors.md</c>. Codes are part of the API: one is never renamed or
/// reused.
/// </summary>
public static class ErrorCodes
{
    // Input
    /// <summary>The request or command line is invalid.</summary>
    public const string InvalidRequest = "request.invalid";

    /// <summary>The idea is empty or white space only.</summary>
    public const string IdeaEmpty = "idea.empty";

    /// <summary>The idea is longer than 131,072 characters.</summary>
    public const string IdeaTooLong = "idea.too_long";

    /// <summary>There is no such run, task, attempt, agent or approval, or no such path.</summary>
    public const string NotFound = "not_found";

    /// <summary>The <c>Idempotency-Key</c> was used for another request, or that request is still running.</summary>
    public const string IdempotencyConflict = "idempotency.conflict";

    // Access
    /// <summary>The access token is missing or invalid.</summary>
    public const string AccessTokenInvalid = "access.token_invalid";

    /// <summary>The request comes from a foreign host name or web page.</summary>
    public const string OriginRejected = "access.origin_rejected";

    // Configuration
    /// <summary>Files in <c>silo-config</c> are invalid; the message lists all errors with file and line.</summary>
    public const string ConfigInvalid = "config.invalid";

    /// <summary>There is no pipeline of that name.</summary>
    public const string PipelineUnknown = "pipeline.unknown";

    /// <summary>No model provider is available.</summary>
    public const string NoProvider = "provider.none_available";

    /// <summary>No available model has the capabilities that the kind of task requires.</summary>
    public const string NoModel = "model.none_suitable";

    // Silo and data folder
    /// <summary>Another silo holds the data folder.</summary>
    public const string DataFolderLocked = "data.locked";

    /// <summary>The data folder was written by a newer version.</summary>
    public const string DataVersionTooNew = "data.version_too_new";

    /// <summary>The data folder was written by a preview, which this version does not read.</summary>
    public const string DataVersionTooOld = "data.version_too_old";

    /// <summary>The data folder cannot be read or written.</summary>
    public const string DataUnusable = "data.unusable";

    /// <summary>The disk of the data folder is full.</summary>
    public const string DiskFull = "data.disk_full";

    /// <summary>The target folder of a restore is not empty.</summary>
    public const string DataNotEmpty = "data.not_empty";

    /// <summary>The file is not a backup, or it is damaged.</summary>
    public const string BackupInvalid = "backup.invalid";

    /// <summary>The backup could not be written or restored.</summary>
    public const string BackupFailed = "backup.failed";

    /// <summary>The port is in use.</summary>
    public const string PortInUse = "silo.port_in_use";

    /// <summary>The service manager is missing or rejects the command.</summary>
    public const string ServiceManagerUnavailable = "service_manager.unavailable";

    /// <summary>No silo responds.</summary>
    public const string SiloUnreachable = "silo.unreachable";

    /// <summary>The database of the cluster does not respond.</summary>
    public const string ClusterUnreachable = "cluster.unreachable";

    /// <summary>The database of the cluster rejects the connection, or lacks the tables of Orleans.</summary>
    public const string ClusterRejected = "cluster.rejected";

    // Transitions
    /// <summary>The command is not allowed in the current stage.</summary>
    public const string TransitionNotAllowed = "transition.not_allowed";

    /// <summary>The approval was decided otherwise before, or has expired.</summary>
    public const string ApprovalAlreadyDecided = "approval.already_decided";

    /// <summary>The operator rejected the action, or did not decide in time.</summary>
    public const string ApprovalRejected = "approval.rejected";

    /// <summary>The question was answered before.</summary>
    public const string QuestionAlreadyAnswered = "question.already_answered";

    /// <summary>The operator cancelled it.</summary>
    public const string Cancelled = "cancelled";

    // Work
    /// <summary>A budget does not cover the call.</summary>
    public const string BudgetExceeded = "budget.exceeded";

    /// <summary>A task has reached a lifetime limit on calls, tokens or attempts.</summary>
    public const string LifetimeLimitReached = "task.lifetime_limit";

    /// <summary>The gateway's key is unknown.</summary>
    public const string KeyUnknown = "key.unknown";

    /// <summary>The gateway's key has expired.</summary>
    public const string KeyExpired = "key.expired";

    /// <summary>The gateway's key was revoked, or its attempt has ended.</summary>
    public const string KeyRevoked = "key.revoked";

    /// <summary>The gateway's key does not grant this model.</summary>
    public const string KeyModelNotAllowed = "key.model_not_allowed";

    /// <summary>The name is or was used by another key.</summary>
    public const string KeyExists = "key.exists";

    /// <summary>An agent's submissions were invalid repeatedly.</summary>
    public const string ArtifactMalformed = "artifact.malformed";

    /// <summary>The attempt used up its turns, tokens or time.</summary>
    public const string AttemptLimitReached = "attempt.limit_reached";

    /// <summary>The silo stopped while the attempt was running.</summary>
    public const string AttemptLost = "attempt.lost";

    /// <summary>The operator stopped the attempt.</summary>
    public const string AttemptCancelled = "attempt.cancelled";

    /// <summary>The agent gave up.</summary>
    public const string AttemptFailed = "attempt.failed";

    /// <summary>A coding CLI failed by itself: it crashed, could not start, or ended without saying how.</summary>
    public const string RunnerFailed = "runner.failed";

    /// <summary>A coding CLI could not be installed.</summary>
    public const string RunnerInstallFailed = "runner.install_failed";

    /// <summary>The model provider rejected the call or did not respond.</summary>
    public const string ModelFailed = "model.failed";

    /// <summary>The provider cannot be reached, fails, or did not respond in time.</summary>
    public const string ModelUnavailable = "model.unavailable";

    /// <summary>The provider throttles requests.</summary>
    public const string ModelRateLimited = "model.rate_limited";

    /// <summary>The provider rejects the key.</summary>
    public const string ModelKeyRejected = "model.key_rejected";

    /// <summary>The account at the provider has no credit left.</summary>
    public const string ModelCreditExhausted = "model.credit_exhausted";

    /// <summary>The response was incomplete or invalid, also after retries.</summary>
    public const string ModelResponseInvalid = "model.response_invalid";

    /// <summary>The task does not fit into the model's context, also after its history was compacted.</summary>
    public const string ModelContextExceeded = "model.context_exceeded";

    /// <summary>Review rejected the work more often than the pipeline allows.</summary>
    public const string RoundsExhausted = "run.rounds_exhausted";

    /// <summary>The run waits for the operator, and the command has no terminal to ask on.</summary>
    public const string RunWaiting = "run.waiting";

    /// <summary>No model that is independent of the builder's is available for the review.</summary>
    public const string ReviewerNotIndependent = "review.not_independent";

    /// <summary>The reviewer or the factory's own evidence rejected the work.</summary>
    public const string ReviewRejected = "review.rejected";

    /// <summary>The builder changed nothing.</summary>
    public const string ChangeEmpty = "change.empty";

    // Workspaces and delivery
    /// <summary>The provider's commands require a sandbox, and there is none.</summary>
    public const string SandboxMissing = "sandbox.missing";

    /// <summary>The path is not a git repository that the factory can use.</summary>
    public const string RepositoryInvalid = "repository.invalid";

    /// <summary>The repository has changes that are not committed.</summary>
    public const string RepositoryDirty = "repository.dirty";

    /// <summary>Only rehearsal models are available, and none of their products fits the idea.</summary>
    public const string RehearsalNoMatch = "rehearsal.no_match";

    /// <summary>Only rehearsal models are available, and they do not work in a repository of the operator.</summary>
    public const string RehearsalRepository = "rehearsal.repository";

    /// <summary>Only rehearsal models are available, and they cannot do tasks of this kind.</summary>
    public const string RehearsalKind = "rehearsal.kind";

    /// <summary>Only rehearsal models are available, and the task does not accept a rehearsal.</summary>
    public const string RehearsalNotAccepted = "rehearsal.not_accepted";

    /// <summary>A git command failed.</summary>
    public const string GitFailed = "git.failed";

    /// <summary>The change conflicts with the branch.</summary>
    public const string MergeConflict = "merge.conflict";

    /// <summary>The new version failed its health check; the last healthy one was restored.</summary>
    public const string DeployUnhealthy = "deploy.unhealthy";

    /// <summary>The product could not be built or started.</summary>
    public const string DeployFailed = "deploy.failed";

    // Anything else
    /// <summary>The factory failed unexpectedly.</summary>
    public const string Internal = "internal";
}
