using Factory.Contracts.Errors;
using Factory.Domain;
using Factory.Domain.Runners;

namespace Factory.Agents.Runners;

/// <summary>Maps the failures of coding CLIs to errors: who is to blame decides what happens next.</summary>
internal static class RunnerFailures
{
    private const int TooManyRequests = 429;
    private const int ServerError = 500;
    private const int MaxMessageLength = 1_000;

    /// <summary>Throws when a CLI has failed.</summary>
    /// <exception cref="FactoryException"><c>model.rate_limited</c>, <c>model.unavailable</c>, <c>model.failed</c>,
    /// <c>attempt.limit_reached</c> or <c>runner.failed</c>.</exception>
    public static void ThrowIfFailed(RunnerDefinition runner, RunnerFailure? failure)
    {
        if (failure is null)
        {
            return;
        }

        var message = VisibleText.Shorten(failure.Message, MaxMessageLength);
        throw failure.Kind switch
        {
            RunnerFailureKind.Model => new FactoryException(
                failure.Status switch
                {
                    TooManyRequests => ErrorCodes.ModelRateLimited,
                    >= ServerError => ErrorCodes.ModelUnavailable,
                    _ => ErrorCodes.ModelFailed,
                },
                $"A model call of {runner.Name} failed: {message}",
                "See the transcript: factory task log TASK"),
            RunnerFailureKind.Limit => new FactoryException(
                ErrorCodes.AttemptLimitReached,
                $"{runner.Name} reached a limit of its own: {message}",
                $"Raise it in runners/{runner.Name}.yaml, or retry with a stronger model."),
            _ => new FactoryException(
                ErrorCodes.RunnerFailed,
                $"{runner.Name} failed: {message}",
                "See the transcript with: factory task log TASK; check the program with: factory doctor"),
        };
    }
}
