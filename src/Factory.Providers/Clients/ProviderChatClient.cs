using System.Runtime.CompilerServices;
using Factory.Contracts.Errors;
using Factory.Providers.Errors;
using Factory.Providers.Http;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Clients;

/// <summary>
/// A provider's chat behind its SDK: one try, with its failure as a <see cref="FactoryException"/> that names provider,
/// model, what happened and what can be done (<see cref="ProviderErrorMapper"/>). What a call used is reported only
/// when its response is complete: a count from the middle of a broken one would be too low.
/// </summary>
internal sealed class ProviderChatClient(IChatClient sdk, ModelEndpoint target, SecretTextScrubber redaction) : StreamingChatClient(sdk)
{
    private readonly ChatClientMetadata _metadata = new(target.Provider.Name, target.Endpoint, target.Model.Ref.Model);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var history = ChatMessageSanitizer.Sanitize(messages);
        await using var updates = base.GetStreamingResponseAsync(history, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        UsageContent? used = null;
        var isFinished = false;
        for (var isBegun = false; await MapFailuresAsync(updates.MoveNextAsync, isBegun, cancellationToken); isBegun = true)
        {
            var update = updates.Current;
            isFinished |= update.FinishReason is not null;

            // Held back until the response is complete, and only the last one: SDKs repeat the counts of a stream,
            // each higher than the one before.
            used = update.Contents.OfType<UsageContent>().LastOrDefault() ?? used;
            update.Contents = [.. update.Contents.Where(c => c is not UsageContent).Select(ChatMessageSanitizer.CheckToolCall)];
            yield return update;
        }

        // Some SDKs end a stream that its caller cancelled as if it were complete.
        cancellationToken.ThrowIfCancellationRequested();
        if (!isFinished)
        {
            throw ProviderErrorMapper.Incomplete(target.Model.Ref);
        }

        if (used is not null)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [used]) { ModelId = target.Model.Ref.Model };
        }
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ChatClientMetadata) ? _metadata : base.GetService(serviceType, serviceKey);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The SDK's client holds nothing but connections, and those are shared.
    }

    private async ValueTask<bool> MapFailuresAsync(Func<ValueTask<bool>> next, bool isBegun, CancellationToken cancellationToken)
    {
        try
        {
            return await next();
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw ProviderErrorMapper.Map(e, target.Model.Ref, isBegun, redaction);
        }
    }
}
