using System.Globalization;
using Factory.Contracts.Errors;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Factory.Providers.Sessions;

/// <summary>
/// Five tries, 1, 2, 4 and 8 seconds apart or as the server asks. Only calls that certainly generated nothing are tried again: one that may
/// have been paid for is the caller's to repeat, under a reservation of its own. A server that asks for more than two minutes is not waited
/// for: another model can have the work meanwhile.
/// </summary>
internal sealed class CallRetry
{
    /// <value>The longest wait that a server can ask for: 2 minutes.</value>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(2);

    private const int MaxTries = 5;

    private readonly ResiliencePipeline _pipeline;

    /// <summary>For the calls of one attempt.</summary>
    /// <param name="provider">For the log.</param>
    /// <param name="notice">Called before every wait, for users to see; null for nobody.</param>
    public CallRetry(string provider, TimeProvider time, ILogger log, Action<string>? notice) =>
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = MaxTries - 1,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(1),
                ShouldHandle = new PredicateBuilder().Handle<FactoryException>(e => e.Retryable && RetryMetadata.IsNotBilled(e) && !(RetryMetadata.RetryAfterOf(e) > MaxRetryAfter)),
                DelayGenerator = a => new(RetryMetadata.RetryAfterOf(a.Outcome.Exception!)),
                OnRetry = a =>
                {
                    var error = a.Outcome.Exception?.Message ?? "";
                    ModelsLog.TryFailed(log, provider, a.AttemptNumber + 1, error, a.RetryDelay);
                    notice?.Invoke(string.Create(CultureInfo.InvariantCulture, $"{error.TrimEnd('.')}; waits {a.RetryDelay.TotalSeconds:0.#} s, then tries again ({a.AttemptNumber + 2} of {MaxTries})"));
                    return default;
                },
            })
            .Build();

    public ValueTask<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync(call, cancellationToken);
}
