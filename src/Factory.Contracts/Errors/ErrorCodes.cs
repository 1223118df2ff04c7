namespace Factory.Contracts.Errors;

/// <summary>Every error code that a user, a client or a tool may see. Listed in <c>docs/reference/errors.md</c>; a code is never reused.</summary>
public static class ErrorCodes
{
    // Input
    /// <summary>The request or command line cannot be understood.</summary>
    public const string InvalidRequest = "request.invalid";

    /// <summary>The idea has nothing to read in it.</summary>
    public const string IdeaEmpty = "idea.empty";

    /// <summary>The idea is longer than 131,072 characters.</summary>
    public const string IdeaTooLong = "idea.too_long";

    /// <summary>There is no such run, task, attempt, agent or approval, or no such address.</summary>
    public const string NotFound = "not_found";

    /// <summary>The <c>Idempotency-Key</c> was used for another request, or that request is still under way.</summary>
    public const string IdempotencyConflict = "idempotency.conflict";

    // Access
    /// <summary>No valid access token.</summary>
    public const string AccessTokenInvalid = "access.token_invalid";

    /// <summary>A foreign host name or web page sent the request.</summary>
    public const string OriginRejected = "access.origin_rejected";

    // Configuration
    /// <summary>Files in <c>silo-config</c> are wrong; the message lists all errors with file and line.</summary>
    public const string ConfigInvalid = "config.invalid";

    /// <summary>There is no pipeline of that name.</summary>
    public const string PipelineUnknown = "pipeline.unknown";

    /// <summary>No model provider can be used.</summary>
    public const string NoProvider = "provider.none_available";

    /// <summary>No available model can do this kind of task.</summary>
    public const string NoModel = "model.none_suitable";

    // Silo and data folder
    /// <summary>Another silo holds the data folder.</summary>
    public const string DataFolderLocked = "data.locked";

    /// <summary>The data folder was written by a newer version.</summary>
    public const string DataVersionTooNew = "data.version_too_new";

    /// <summary>The data folder was written by a preview whose format this version does not read.</summary>
    public const string DataVersionTooOld = "data.version_too_old";

    /// <summary>The data folder cannot be read or written.</summary>
    public const string DataUnusable = "data.unusable";

    /// <summary>The disk of the data folder is full.</summary>
    public const string DiskFull = "data.disk_full";

    /// <summary>A backup would be restored over what is there.</summary>
    public const string DataNotEmpty = "data.not_empty";

    /// <summary>The file is no backup, or damaged.</summary>
    public const string BackupInvalid = "backup.invalid";

    /// <summary>The backup could not be written or restored.</summary>
    public const string BackupFailed = "backup.failed";

    /// <summary>The port is taken.</summary>
    public const string PortInUse = "silo.port_in_use";

    /// <summary>The service manager is missing or refuses.</summary>
    public const string ServiceManagerUnavailable = "service_manager.unavailable";

    /// <summary>No silo answers.</summary>
    public const string SiloUnreachable = "silo.unreachable";

    /// <summary>The database of the cluster does not answer.</summary>
    public const string ClusterUnreachable = "cluster.unreachable";

    /// <summary>The database of the cluster refuses, or lacks what silos need there.</summary>
    public const string ClusterRejected = "cluster.rejected";

    // Moves
    /// <summary>Not possible in the stage it is in.</summary>
    public const string TransitionNotAllowed = "transition.not_allowed";

    /// <summary>The approval was answered the other way before, or has expired.</summary>
    public const string ApprovalAlreadyDecided = "approval.already_decided";

    /// <summary>The factory never does this itself.</summary>
    public const string ApprovalNeverAuto = "approval.never_auto";

    /// <summary>The operator said no, or it was not decided in time.</summary>
    public const string ApprovalRejected = "approval.rejected";

    /// <summary>The agent has its answer.</summary>
    public const string QuestionAlreadyAnswered = "question.already_answered";

    /// <summary>The operator stopped it.</summary>
    public const string Cancelled = "cancelled";

    // Work
    /// <summary>A budget let nothing more through.</summary>
    public const string BudgetExceeded = "budget.exceeded";

    /// <summary>A task has used up the calls, tokens or attempts of its whole life.</summary>
    public const string LifetimeLimitReached = "task.lifetime_limit";

    /// <summary>The gateway's key is unknown.</summary>
    public const string KeyUnknown = "key.unknown";

    /// <summary>The gateway's key has expired.</summary>
    public const string KeyExpired = "key.expired";

    /// <summary>The gateway's key was revoked, or its attempt has ended.</summary>
    public const string KeyRevoked = "key.revoked";

    /// <summary>The gateway's key does not grant this model.</summary>
    public const string KeyModelNotAllowed = "key.model_not_allowed";

    /// <summary>There is a key of that name.</summary>
    public const string KeyExists = "key.exists";

    /// <summary>What an agent submitted was not acceptable, also when asked again.</summary>
    public const string ArtifactMalformed = "artifact.malformed";

    /// <summary>The attempt used up its turns, tokens or time.</summary>
    public const string AttemptLimitReached = "attempt.limit_reached";

    /// <summary>The silo died under the attempt.</summary>
    public const string AttemptLost = "attempt.lost";

    /// <summary>The operator stopped the attempt.</summary>
    public const string AttemptCancelled = "attempt.cancelled";

    /// <summary>The agent gave up.</summary>
    public const string AttemptFailed = "attempt.failed";

    /// <summary>The model provider refused or did not answer.</summary>
    public const string ModelFailed = "model.failed";

    /// <summary>The provider cannot be reached, has a problem, or did not answer in time.</summary>
    public const string ModelUnavailable = "model.unavailable";

    /// <summary>The provider lets no more requests through for now.</summary>
    public const string ModelRateLimited = "model.rate_limited";

    /// <summary>The provider does not accept the key.</summary>
    public const string ModelKeyRejected = "model.key_rejected";

    /// <summary>The account at the provider has no credit left.</summary>
    public const string ModelCreditExhausted = "model.credit_exhausted";

    /// <summary>The answer stopped in the middle or cannot be read, also when asked again.</summary>
    public const string ModelResponseInvalid = "model.response_invalid";

    /// <summary>The task does not fit into the model's context, also after its history was compacted.</summary>
    public const string ModelContextExceeded = "model.context_exceeded";

    /// <summary>Review sent the work back more often than the pipeline allows.</summary>
    public const string RoundsExhausted = "run.rounds_exhausted";

    /// <summary>The run waits for the operator, and nobody at this command can answer.</summary>
    public const string RunWaiting = "run.waiting";

    /// <summary>There is no second model to review with.</summary>
    public const string ReviewerNotIndependent = "review.not_independent";

    /// <summary>The reviewer or the factory's own evidence says no.</summary>
    public const string ReviewRejected = "review.rejected";

    /// <summary>The builder changed nothing.</summary>
    public const string ChangeEmpty = "change.empty";

    // Workshop and delivery
    /// <summary>Commands of this provider need a sandbox, and there is none.</summary>
    public const string SandboxMissing = "sandbox.missing";

    /// <summary>The path is no git repository that the factory can use.</summary>
    public const string RepositoryInvalid = "repository.invalid";

    /// <summary>The repository has changes that are not committed.</summary>
    public const string RepositoryDirty = "repository.dirty";

    /// <summary>git did not do what it should.</summary>
    public const string GitFailed = "git.failed";

    /// <summary>The change does not merge into the branch any more.</summary>
    public const string MergeConflict = "merge.conflict";

    /// <summary>The new version did not answer its health check; the last healthy one is back.</summary>
    public const string DeployUnhealthy = "deploy.unhealthy";

    /// <summary>The product could not be built or started.</summary>
    public const string DeployFailed = "deploy.failed";

    // Anything else
    /// <summary>The factory failed unexpectedly.</summary>
    public const string Internal = "internal";
}
