using System.Runtime.CompilerServices;
using Factory.Domain.Models;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Sessions;

/// <summary>
/// Lets no call through that its budgets do not cover, and settles each call whatever becomes of it: finished, failed, cancelled, or a
/// stream that nobody reads to its end.
/// </summary>
internal sealed class MeteredChatClient(IChatClient inner, ModelDefinition model, SessionMeter meter, TimeProvider time) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var list = messages as IList<ChatMessage> ?? [.. messages];
        using var call = await meter.ReserveAsync(CallTokenBound.Compute(model, list, options), cancellationToken);
        var tally = new StreamUsage(meter, call, time);
        try
        {
            var response = await base.GetResponseAsync(list, Limit(options, call.MaxOutputTokens), cancellationToken);
            tally.Add([.. response.Messages.SelectMany(m => m.Contents), .. response.Usage is { } usage ? [new UsageContent(usage)] : Array.Empty<AIContent>()]);
            tally.Complete();
            return response;
        }
        catch (Exception e)
        {
            tally.Fail(e);
            throw;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var list = messages as IList<ChatMessage> ?? [.. messages];
        using var call = await meter.ReserveAsync(CallTokenBound.Compute(model, list, options), cancellationToken);
        var usage = new StreamUsage(meter, call, time);
        var updates = base.GetStreamingResponseAsync(list, Limit(options, call.MaxOutputTokens), cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            while (await NextAsync(updates, usage))
            {
                usage.Add(updates.Current.Contents);
                yield return updates.Current;
            }

            usage.Complete();
        }
        finally
        {
            usage.Abandon();
            await updates.DisposeAsync();
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, StreamUsage usage)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (Exception e)
        {
            usage.Fail(e);
            throw;
        }
    }

    private static ChatOptions Limit(ChatOptions? options, int outputTokens)
    {
        var limited = options?.Clone() ?? new ChatOptions();
        limited.MaxOutputTokens = outputTokens;
        return limited;
    }
}
