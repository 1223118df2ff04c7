using System.Runtime.CompilerServices;
using Factory.Contracts.Errors;
using Factory.Domain.Limits;
using Factory.Providers.Errors;
using Factory.Providers.Http;
using Factory.Providers.Sessions;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Clients;

/// <summary>
/// A provider's chat behind its SDK, with failures as <see cref="FactoryException"/>s that name provider, model, what happened and what can be
/// done (<see cref="ProviderErrorMapper"/>), tried again where that costs nothing (<see cref="CallRetry"/>). Every try passes the provider's gate. What
/// a call used is reported only when its reply is complete: a count from the middle of a broken one would be too low.
/// </summary>
internal sealed class ProviderChatClient(IChatClient sdk, ModelEndpoint target, IProviderLimiters gates, CallRetry retry, SecretTextScrubber redaction) : DelegatingChatClient(sdk)
{
    private readonly ChatClientMetadata _metadata = new(target.Provider.Name, target.Endpoint, target.Model.Ref.Model);

    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var history = ChatMessageSanitizer.Sanitize(messages);
        await using var reply = await retry.RunAsync(ct => StartAsync(history, options, ct), cancellationToken);
        UsageContent? used = null;
        var isFinished = false;
        for (var more = reply.HasFirst; more; more = await MapFailuresAsync(reply.Updates.MoveNextAsync, reply.Permit, isBegun: true, cancellationToken))
        {
            var update = reply.Updates.Current;
            isFinished |= update.FinishReason is not null;
            used = update.Contents.OfType<UsageContent>().LastOrDefault() ?? used;
            update.Contents = [.. update.Contents.Where(c => c is not UsageContent).Select(ChatMessageSanitizer.CheckToolCall)];
            yield return update;
        }

        // Some SDKs end a stream that its caller cancelled as if it were whole.
        cancellationToken.ThrowIfCancellationRequested();
        if (!isFinished)
        {
            throw Report(ProviderErrorMapper.Incomplete(target.Model.Ref), reply.Permit);
        }

        reply.Permit.Report(new(ProviderOutcomeKind.Success, Tokens: used is null ? null : (used.Details.InputTokenCount ?? 0) + (used.Details.OutputTokenCount ?? 0)));
        if (used is not null)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [used]) { ModelId = target.Model.Ref.Model };
        }
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ChatClientMetadata) ? _metadata : base.GetService(serviceType, serviceKey);

    protected override void Dispose(bool disposing)
    {
        // The SDK's client holds nothing but connections, and those are shared.
    }

    /// <summary>Sends the request and waits for the first update: until then a failure can be tried again without anyone having seen anything.</summary>
    private async ValueTask<StartedResponse> StartAsync(IReadOnlyList<ChatMessage> history, ChatOptions? options, CancellationToken cancellationToken)
    {
        var worstCase = CallTokenBound.Compute(target.Model, history, options);
        var permit = await AcquirePermitAsync(worstCase.InputTokens + worstCase.OutputTokens, cancellationToken);
        var updates = base.GetStreamingResponseAsync(history, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            return new StartedResponse(updates, permit, await MapFailuresAsync(updates.MoveNextAsync, permit, isBegun: false, cancellationToken));
        }
        catch
        {
            await updates.DisposeAsync();
            permit.Dispose();
            throw;
        }
    }

    /// <summary>Waits for a permit at the provider.</summary>
    /// <exception cref="FactoryException"><c>model.rate_limited</c> or <c>model.unavailable</c>: the provider takes no call now. Nothing went out.</exception>
    private async ValueTask<IProviderPermit> AcquirePermitAsync(long tokens, CancellationToken cancellationToken)
    {
        var acquired = await gates.AcquireAsync(target.Model.Ref.Provider, tokens, cancellationToken);
        if (acquired.Permit is { } permit)
        {
            return permit;
        }

        var rejection = acquired.Rejection!;
        var failure = RetryMetadata.MarkNotBilled(new FactoryException(rejection.Problem.Code, $"{target.Model.Ref}: {rejection.Problem.Message}", rejection.Problem.Hint, retryable: true));
        if (rejection.RetryAfter is { } retryAfter)
        {
            RetryMetadata.SetRetryAfter(failure, retryAfter);
        }

        throw failure;
    }

    private async ValueTask<bool> MapFailuresAsync(Func<ValueTask<bool>> next, IProviderPermit permit, bool isBegun, CancellationToken cancellationToken)
    {
        try
        {
            return await next();
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw Report(ProviderErrorMapper.Map(e, target.Model.Ref, isBegun, redaction), permit);
        }
    }

    private static FactoryException Report(FactoryException failure, IProviderPermit permit)
    {
        permit.Report(new(ProviderErrorMapper.OutcomeOf(failure), RetryMetadata.RetryAfterOf(failure), RetryMetadata.IsNotBilled(failure) ? 0 : null));
        return failure;
    }

    private sealed record StartedResponse(IAsyncEnumerator<ChatResponseUpdate> Updates, IProviderPermit Permit, bool HasFirst) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Updates.DisposeAsync();
            Permit.Dispose();
        }
    }
}
