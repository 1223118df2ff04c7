using System.Globalization;
using Factory.Contracts.Errors;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Factory.Providers.Sessions;

/// <summary>
/// Five tries, 1, 2, 4 and 8 seconds apart or as the server requests. Only calls that certainly generated nothing are
/// tried again; repeating one that may be billed is left to the caller. A server that requests more than two minutes is
/// not waited for: another model can do the work meanwhile.
/// </summary>
internal sealed partial class CallRetry
{
    /// <value>The longest wait that a server can request: 2 minutes.</value>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(2);

    private const int MaxTries = 5;

    private readonly ResiliencePipeline _pipeline;

    /// <summary>Creates the retry of one attempt's calls.</summary>
    /// <param name="provider">For the log.</param>
    /// <param name="notice">Receives a line before every wait, for users; null for none.</param>
    public CallRetry(string provider, TimeProvider time, ILogger log, Action<string>? notice) =>
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = MaxTries - 1,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(1),
                ShouldHandle = new PredicateBuilder().Handle<FactoryException>(e =>
                    e.Retryable && RetryMetadata.IsNotBilled(e) && !(RetryMetadata.RetryAfterOf(e) > MaxRetryAfter)),
                // Null where the server requests nothing: Polly then applies the exponential delay.
                DelayGenerator = a => new(RetryMetadata.RetryAfterOf(a.Outcome.Exception!)),
                OnRetry = a =>
                {
                    var error = a.Outcome.Exception?.Message ?? "";
                    LogTryFailed(log, provider, a.AttemptNumber + 1, error, a.RetryDelay);
                    notice?.Invoke(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{error.TrimEnd('.')}; waiting {a.RetryDelay.TotalSeconds:0.#} s, then trying again ({a.AttemptNumber + 2} of " +
                        $"{MaxTries})"));
                    return default;
                },
            })
            .Build();

    /// <summary>Runs the call until it succeeds, fails for good, or has been tried five times.</summary>
    public ValueTask<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync(call, cancellationToken);
}
