using System.Runtime.CompilerServices;
using Factory.Contracts.Errors;
using Factory.Models.Sessions;
using Microsoft.Extensions.AI;

namespace Factory.Models.Telemetry;

/// <summary>Tells <see cref="ModelCallTelemetry"/> of every call, whatever becomes of it.</summary>
internal sealed class TracedChatClient(IChatClient inner, ModelCallTelemetry telemetry, ModelCallFacts facts, TimeProvider time) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var span = telemetry.Start(facts, time);
        try
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken);
            span?.Piece();
            span?.End(UsageMapping.From(response.Usage), null);
            return response;
        }
        catch (Exception e)
        {
            span?.End(null, KindOf(e));
            throw;
        }
    }

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken);
        return telemetry.Start(facts, time) is { } span ? WatchAsync(updates, span, cancellationToken) : updates;
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> WatchAsync(
        IAsyncEnumerable<ChatResponseUpdate> updates, ModelCallSpan span, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        UsageDetails? usage = null;
        await using var pieces = updates.GetAsyncEnumerator(cancellationToken);
        try
        {
            while (await NextAsync(pieces, span, usage))
            {
                span.Piece();
                foreach (var reported in pieces.Current.Contents.OfType<UsageContent>())
                {
                    (usage ??= new UsageDetails()).Add(reported.Details);
                }

                yield return pieces.Current;
            }

            span.End(UsageMapping.From(usage), null);
        }
        finally
        {
            // Nobody read it to its end.
            span.End(UsageMapping.From(usage), "abandoned");
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> pieces, ModelCallSpan span, UsageDetails? usage)
    {
        try
        {
            return await pieces.MoveNextAsync();
        }
        catch (Exception e)
        {
            span.End(UsageMapping.From(usage), KindOf(e));
            throw;
        }
    }

    private static string KindOf(Exception e) => e switch
    {
        FactoryException known => known.Code,
        OperationCanceledException => "cancelled",
        _ => e.GetType().Name,
    };
}
