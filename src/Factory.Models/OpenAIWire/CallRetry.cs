using Factory.Contracts.Errors;
using Factory.Models.Sessions;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Factory.Models.OpenAIWire;

/// <summary>
/// Three tries, 1 and 2 seconds apart or as the server asks (at most 30 seconds). Only calls that certainly generated nothing are tried
/// again: one that may have been paid for is the caller's to repeat, under a reservation of its own.
/// </summary>
internal sealed class CallRetry
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly ResiliencePipeline _pipeline;

    public CallRetry(string provider, TimeProvider time, ILogger log) =>
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = 2,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = LongestDelay,
                ShouldHandle = new PredicateBuilder().Handle<FactoryException>(e => e.Retryable && CallOutcome.IsNothingGenerated(e)),
                DelayGenerator = a => new(OpenAIErrors.RetryAfter(a.Outcome.Exception) is { } asked ? (asked < LongestDelay ? asked : LongestDelay) : null),
                OnRetry = a =>
                {
                    ModelsLog.TryFailed(log, provider, a.AttemptNumber + 1, a.Outcome.Exception?.Message ?? "", a.RetryDelay);
                    return default;
                },
            })
            .Build();

    public ValueTask<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync(call, cancellationToken);
}
