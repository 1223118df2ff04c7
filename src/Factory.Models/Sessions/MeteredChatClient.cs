using System.Runtime.CompilerServices;
using Factory.Domain.Models;
using Microsoft.Extensions.AI;

namespace Factory.Models.Sessions;

/// <summary>
/// Lets no call through that its budgets do not cover, and settles each call whatever becomes of it: finished, failed, cancelled, or a
/// stream that nobody reads to its end.
/// </summary>
internal sealed class MeteredChatClient(IChatClient inner, ModelDefinition model, CallMeter meter) : DelegatingChatClient(inner)
{
    private const string Dropped = "the answer was not read to its end";

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var list = messages as IList<ChatMessage> ?? [.. messages];
        var worstCase = WorstCase.Of(model, list, options);
        var call = await meter.BeginAsync(worstCase);
        ChatResponse response;
        try
        {
            response = await base.GetResponseAsync(list, Limit(options, worstCase), cancellationToken);
        }
        catch (Exception e)
        {
            await FailedAsync(call, e, usage: null, outputBytes: 0);
            throw;
        }

        await EndAsync(call, response.Usage, UsageMapping.OutputBytes(response.Messages.SelectMany(m => m.Contents)), error: null);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var list = messages as IList<ChatMessage> ?? [.. messages];
        var worstCase = WorstCase.Of(model, list, options);
        var call = await meter.BeginAsync(worstCase);
        UsageDetails? usage = null;
        long outputBytes = 0;
        var updates = base.GetStreamingResponseAsync(list, Limit(options, worstCase), cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            while (await NextAsync(updates, call, () => (usage, outputBytes)))
            {
                var update = updates.Current;
                foreach (var reported in update.Contents.OfType<UsageContent>())
                {
                    (usage ??= new UsageDetails()).Add(reported.Details);
                }

                outputBytes += UsageMapping.OutputBytes(update.Contents);
                yield return update;
            }

            await EndAsync(call, usage, outputBytes, error: null);
        }
        finally
        {
            await EndAsync(call, usage, outputBytes, Dropped);
            await updates.DisposeAsync();
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, MeteredCall call, Func<(UsageDetails? Usage, long OutputBytes)> sofar)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (Exception e)
        {
            var (usage, outputBytes) = sofar();
            await FailedAsync(call, e, usage, outputBytes);
            throw;
        }
    }

    private static Task EndAsync(MeteredCall call, UsageDetails? reported, long outputBytes, string? error) =>
        UsageMapping.From(reported) is { } usage && (usage.Output > 0 || outputBytes == 0) ? call.UsedAsync(usage, error) : call.UnknownAsync(outputBytes, error);

    private static Task FailedAsync(MeteredCall call, Exception e, UsageDetails? usage, long outputBytes)
    {
        var error = e is OperationCanceledException ? "cancelled" : e.Message;
        return outputBytes == 0 && usage is null && CallOutcome.IsNothingGenerated(e)
            ? call.NothingAsync(error)
            : EndAsync(call, usage, outputBytes, error);
    }

    private static ChatOptions Limit(ChatOptions? options, WorstCase worstCase)
    {
        var limited = options?.Clone() ?? new ChatOptions();
        limited.MaxOutputTokens = worstCase.OutputTokens;
        return limited;
    }
}
