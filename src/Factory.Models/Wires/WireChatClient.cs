using System.Runtime.CompilerServices;
using Factory.Contracts.Errors;
using Factory.Domain.Models;
using Factory.Models.Sessions;
using Microsoft.Extensions.AI;

namespace Factory.Models.Wires;

/// <summary>
/// A chat over a wire, with failures as <see cref="Factory.Contracts.Errors.FactoryException"/>s that name provider, model, what happened
/// and what can be done; see <see cref="WireFailures"/> for the words <see cref="CallRetry"/> for what is tried again and <see cref="WirePlace"/> for the provider's door, which every try passes. What a call used is
/// reported only when its answer is complete: a count from the middle of a broken answer would be too low.
/// </summary>
internal sealed class WireChatClient(IWire wire, WireLine line, IProviderGates gates, CallRetry retry, Redaction redaction) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new(line.Provider.Name, line.Endpoint, line.Model.Ref.Model);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var history = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        await using var answer = await retry.RunAsync(ct => StartAsync(history, options, ct), cancellationToken);
        UsageContent? used = null;
        var isFinished = false;
        for (var more = answer.HasFirst; more; more = await GuardAsync(answer.Pieces.MoveNextAsync, answer.Place, isBegun: true, cancellationToken))
        {
            var piece = answer.Pieces.Current;
            isFinished |= piece.FinishReason is not null;
            used = piece.Contents.OfType<UsageContent>().LastOrDefault() ?? used;
            piece.Contents = [.. piece.Contents.Where(c => c is not UsageContent)];
            yield return piece;
        }

        if (!isFinished)
        {
            throw Told(WireFailures.Incomplete(line.Model.Ref), answer.Place);
        }

        answer.Place.Worked(used is null ? null : (used.Details.InputTokenCount ?? 0) + (used.Details.OutputTokenCount ?? 0));

        if (used is not null)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [used]) { ModelId = line.Model.Ref.Model };
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        // The connections belong to the source.
    }

    /// <summary>Sends the request and waits for the first piece: until then a failure can be tried again without anyone having seen anything.</summary>
    private async ValueTask<StartedAnswer> StartAsync(IReadOnlyList<ChatMessage> history, ChatOptions? options, CancellationToken cancellationToken)
    {
        var worstCase = WorstCase.Of(line.Model, history, options);
        var place = await WirePlace.TakeAsync(gates, line.Model, worstCase.InputTokens + worstCase.OutputTokens, cancellationToken);
        var pieces = wire.StreamAsync(history, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            return new StartedAnswer(pieces, place, await GuardAsync(pieces.MoveNextAsync, place, isBegun: false, cancellationToken));
        }
        catch
        {
            await pieces.DisposeAsync();
            place.Dispose();
            throw;
        }
    }

    private async ValueTask<bool> GuardAsync(Func<ValueTask<bool>> next, WirePlace place, bool isBegun, CancellationToken cancellationToken)
    {
        try
        {
            return await next();
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw Told(WireFailures.Map(e, line.Model.Ref, isBegun, redaction), place);
        }
    }

    private static FactoryException Told(FactoryException failure, WirePlace place)
    {
        place.Failed(failure);
        return failure;
    }

    private sealed record StartedAnswer(IAsyncEnumerator<ChatResponseUpdate> Pieces, WirePlace Place, bool HasFirst) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Pieces.DisposeAsync();
            Place.Dispose();
        }
    }
}
