using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Factory.Silo.Api;

/// <summary>Maps <see cref="ErrorCodes"/> to HTTP and writes every error response.</summary>
public static class Problems
{
    /// <value>Media type of error responses.</value>
    public const string MediaType = "application/problem+json";

    /// <summary>Codes of temporary conditions: the same request may succeed later.</summary>
    private static readonly HashSet<string> Retryable = [
        ErrorCodes.NoProvider,
        ErrorCodes.SiloUnreachable,
        ErrorCodes.ModelFailed,
        ErrorCodes.ModelUnavailable,
        ErrorCodes.ModelRateLimited,
        ErrorCodes.ModelResponseInvalid,
        ErrorCodes.DiskFull
    ];

    /// <summary>The HTTP status of a code; 500 for an unlisted one.</summary>
    public static int StatusOf(string code) => Statuses.GetValueOrDefault(code, StatusCodes.Status500InternalServerError);

    /// <summary>Status by code.</summary>
    public static IReadOnlyDictionary<string, int> Statuses { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        [ErrorCodes.InvalidRequest] = 400,
        [ErrorCodes.IdeaEmpty] = 400,
        [ErrorCodes.IdeaTooLong] = 413,
        [ErrorCodes.NotFound] = 404,
        [ErrorCodes.IdempotencyConflict] = 409,
        [ErrorCodes.AccessTokenInvalid] = 401,
        [ErrorCodes.OriginRejected] = 403,
        [ErrorCodes.ConfigInvalid] = 422,
        [ErrorCodes.PipelineUnknown] = 400,
        [ErrorCodes.NoProvider] = 503,
        [ErrorCodes.NoModel] = 409,
        [ErrorCodes.DataFolderLocked] = 409,
        [ErrorCodes.DataVersionTooNew] = 500,
        [ErrorCodes.DataVersionTooOld] = 500,
        [ErrorCodes.DataUnusable] = 500,
        [ErrorCodes.DiskFull] = 507,
        [ErrorCodes.DataNotEmpty] = 409,
        [ErrorCodes.BackupInvalid] = 422,
        [ErrorCodes.BackupFailed] = 500,
        [ErrorCodes.PortInUse] = 500,
        [ErrorCodes.ServiceManagerUnavailable] = 503,
        [ErrorCodes.SiloUnreachable] = 503,
        [ErrorCodes.ClusterUnreachable] = 503,
        [ErrorCodes.ClusterRejected] = 500,
        [ErrorCodes.TransitionNotAllowed] = 409,
        [ErrorCodes.ApprovalAlreadyDecided] = 409,
        [ErrorCodes.ApprovalRejected] = 409,
        [ErrorCodes.QuestionAlreadyAnswered] = 409,
        [ErrorCodes.Cancelled] = 409,
        [ErrorCodes.BudgetExceeded] = 402,
        [ErrorCodes.LifetimeLimitReached] = 402,
        [ErrorCodes.KeyUnknown] = 401,
        [ErrorCodes.KeyExpired] = 401,
        [ErrorCodes.KeyRevoked] = 401,
        [ErrorCodes.KeyModelNotAllowed] = 403,
        [ErrorCodes.KeyExists] = 409,
        [ErrorCodes.ArtifactMalformed] = 422,
        [ErrorCodes.AttemptLimitReached] = 409,
        [ErrorCodes.AttemptLost] = 409,
        [ErrorCodes.AttemptCancelled] = 409,
        [ErrorCodes.AttemptFailed] = 409,
        [ErrorCodes.RunnerFailed] = 502,
        [ErrorCodes.RunnerInstallFailed] = 500,
        [ErrorCodes.ModelFailed] = 502,
        [ErrorCodes.ModelUnavailable] = 502,
        [ErrorCodes.ModelRateLimited] = 502,
        [ErrorCodes.ModelKeyRejected] = 502,
        [ErrorCodes.ModelCreditExhausted] = 502,
        [ErrorCodes.ModelResponseInvalid] = 502,
        [ErrorCodes.ModelContextExceeded] = 502,
        [ErrorCodes.RoundsExhausted] = 409,
        [ErrorCodes.RunWaiting] = 409,
        [ErrorCodes.ReviewerNotIndependent] = 409,
        [ErrorCodes.ReviewRejected] = 409,
        [ErrorCodes.ChangeEmpty] = 409,
        [ErrorCodes.SandboxMissing] = 409,
        [ErrorCodes.RepositoryInvalid] = 400,
        [ErrorCodes.RepositoryDirty] = 409,
        [ErrorCodes.RehearsalNoMatch] = 409,
        [ErrorCodes.RehearsalRepository] = 409,
        [ErrorCodes.RehearsalKind] = 409,
        [ErrorCodes.RehearsalNotAccepted] = 409,
        [ErrorCodes.GitFailed] = 500,
        [ErrorCodes.MergeConflict] = 409,
        [ErrorCodes.DeployUnhealthy] = 502,
        [ErrorCodes.DeployFailed] = 502,
        [ErrorCodes.Internal] = 500,
    };

    /// <summary>The body of an error response.</summary>
    /// <param name="status">Null for the code's own status.</param>
    public static ApiProblem ToBody(Problem problem, int? status = null, bool? retryable = null)
    {
        var code = status ?? StatusOf(problem.Code);
        return new ApiProblem(
            $"urn:factory:error:{problem.Code}",
            ReasonPhrases.GetReasonPhrase(code),
            code,
            problem.Message,
            problem.Code,
            problem.Hint,
            retryable ?? Retryable.Contains(problem.Code));
    }

    /// <summary>An error response.</summary>
    /// <remarks>
    /// Not <c>TypedResults.Problem</c>: its writer honours <c>Accept</c>, so a client of an event stream, which accepts
    /// only <c>text/event-stream</c>, would get an empty body.
    /// </remarks>
    /// <param name="status">Null for the code's own status.</param>
    public static IResult ToResult(Problem problem, int? status = null, bool? retryable = null)
    {
        var body = ToBody(problem, status, retryable);
        return TypedResults.Json(body, FactoryJson.Options, MediaType, body.Status);
    }

    /// <summary>Writes an error response outside of an endpoint.</summary>
    public static Task WriteAsync(HttpContext context, Problem problem, bool? retryable = null) =>
        ToResult(problem, retryable: retryable).ExecuteAsync(context);
}
