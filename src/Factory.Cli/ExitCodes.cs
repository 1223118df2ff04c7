namespace Factory.Cli;

/// <summary>
/// Exit codes of the <c>factory</c> command. They are listed in <c>docs/reference/cli.md</c>; the meaning of a number
/// never changes.
/// </summary>
public static class ExitCodes
{
    /// <summary>The command or the run succeeded.</summary>
    public const int Success = 0;

    /// <summary>The factory failed unexpectedly.</summary>
    public const int Internal = 1;

    /// <summary>The command line or the request is invalid.</summary>
    public const int Usage = 2;

    /// <summary>The configuration is invalid, or something that the factory needs is missing on this machine.</summary>
    public const int Misconfigured = 3;

    /// <summary>There is no such run, task, attempt, agent or approval.</summary>
    public const int NotFound = 4;

    /// <summary>It is not possible in the present state: already decided, already finished, ….</summary>
    public const int Conflict = 5;

    /// <summary>The run or the work failed.</summary>
    public const int Failed = 6;

    /// <summary>The run was cancelled.</summary>
    public const int Cancelled = 7;

    /// <summary>A budget or lifetime limit is exhausted.</summary>
    public const int BudgetExceeded = 8;

    /// <summary>No running silo was found.</summary>
    public const int Unreachable = 9;

    /// <summary>
    /// The data folder is used by another silo, has another version than this program, or cannot be used.
    /// </summary>
    public const int DataFolderUnavailable = 10;

    /// <summary>The silo rejected the credentials.</summary>
    public const int Unauthorized = 11;

    /// <summary>The port is taken.</summary>
    public const int PortInUse = 12;

    /// <summary>The run waits for the operator, who cannot answer through this command; nothing is lost.</summary>
    public const int WaitingForOperator = 13;

    /// <summary>Stopped by Ctrl-C or a signal; nothing is lost.</summary>
    public const int Interrupted = 130;

    /// <summary>Exit code by error code.</summary>
    public static IReadOnlyDictionary<string, int> ByErrorCode { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        [ErrorCodes.InvalidRequest] = Usage,
        [ErrorCodes.IdeaEmpty] = Usage,
        [ErrorCodes.IdeaTooLong] = Usage,
        [ErrorCodes.NotFound] = NotFound,
        [ErrorCodes.IdempotencyConflict] = Conflict,
        [ErrorCodes.AccessTokenInvalid] = Unauthorized,
        [ErrorCodes.OriginRejected] = Unauthorized,
        [ErrorCodes.ConfigInvalid] = Misconfigured,
        [ErrorCodes.PipelineUnknown] = Usage,
        [ErrorCodes.NoProvider] = Misconfigured,
        [ErrorCodes.NoModel] = Misconfigured,
        [ErrorCodes.DataFolderLocked] = DataFolderUnavailable,
        [ErrorCodes.DataVersionTooNew] = DataFolderUnavailable,
        [ErrorCodes.DataVersionTooOld] = DataFolderUnavailable,
        [ErrorCodes.DataUnusable] = DataFolderUnavailable,
        [ErrorCodes.DiskFull] = DataFolderUnavailable,
        [ErrorCodes.DataNotEmpty] = DataFolderUnavailable,
        [ErrorCodes.BackupInvalid] = DataFolderUnavailable,
        [ErrorCodes.BackupFailed] = DataFolderUnavailable,
        [ErrorCodes.PortInUse] = PortInUse,
        [ErrorCodes.ServiceManagerUnavailable] = Misconfigured,
        [ErrorCodes.SiloUnreachable] = Unreachable,
        [ErrorCodes.ClusterUnreachable] = Unreachable,
        [ErrorCodes.ClusterRejected] = Unauthorized,
        [ErrorCodes.TransitionNotAllowed] = Conflict,
        [ErrorCodes.ApprovalAlreadyDecided] = Conflict,
        [ErrorCodes.ApprovalRejected] = Failed,
        [ErrorCodes.QuestionAlreadyAnswered] = Conflict,
        [ErrorCodes.Cancelled] = Cancelled,
        [ErrorCodes.BudgetExceeded] = BudgetExceeded,
        [ErrorCodes.LifetimeLimitReached] = BudgetExceeded,
        [ErrorCodes.KeyUnknown] = Unauthorized,
        [ErrorCodes.KeyExpired] = Unauthorized,
        [ErrorCodes.KeyRevoked] = Unauthorized,
        [ErrorCodes.KeyModelNotAllowed] = Unauthorized,
        [ErrorCodes.KeyExists] = Conflict,
        [ErrorCodes.ArtifactMalformed] = Failed,
        [ErrorCodes.AttemptLimitReached] = Failed,
        [ErrorCodes.AttemptLost] = Failed,
        [ErrorCodes.AttemptCancelled] = Cancelled,
        [ErrorCodes.AttemptFailed] = Failed,
        [ErrorCodes.RunnerFailed] = Failed,
        [ErrorCodes.RunnerInstallFailed] = Misconfigured,
        [ErrorCodes.ModelFailed] = Failed,
        [ErrorCodes.ModelUnavailable] = Failed,
        [ErrorCodes.ModelRateLimited] = Failed,
        [ErrorCodes.ModelKeyRejected] = Failed,
        [ErrorCodes.ModelCreditExhausted] = Failed,
        [ErrorCodes.ModelResponseInvalid] = Failed,
        [ErrorCodes.ModelContextExceeded] = Failed,
        [ErrorCodes.RoundsExhausted] = Failed,
        [ErrorCodes.RunWaiting] = WaitingForOperator,
        [ErrorCodes.ReviewerNotIndependent] = Failed,
        [ErrorCodes.ReviewRejected] = Failed,
        [ErrorCodes.ChangeEmpty] = Failed,
        [ErrorCodes.SandboxMissing] = Misconfigured,
        [ErrorCodes.RepositoryInvalid] = Usage,
        [ErrorCodes.RepositoryDirty] = Conflict,
        [ErrorCodes.RehearsalNoMatch] = Misconfigured,
        [ErrorCodes.RehearsalRepository] = Misconfigured,
        [ErrorCodes.RehearsalKind] = Misconfigured,
        [ErrorCodes.RehearsalNotAccepted] = Misconfigured,
        [ErrorCodes.GitFailed] = Failed,
        [ErrorCodes.MergeConflict] = Failed,
        [ErrorCodes.DeployUnhealthy] = Failed,
        [ErrorCodes.DeployFailed] = Failed,
        [ErrorCodes.Internal] = Internal,
    };

    /// <summary>The exit code of an error code; <see cref="Internal"/> for an unlisted one.</summary>
    public static int For(string errorCode) => ByErrorCode.GetValueOrDefault(errorCode, Internal);
}
