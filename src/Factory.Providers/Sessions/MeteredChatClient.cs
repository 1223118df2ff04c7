using System.Runtime.CompilerServices;
using Factory.Providers.Clients;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Sessions;

/// <summary>
/// Sends the built-in loop's calls through the same pipeline as the gateway's. Each try is a call of its own, with its
/// own permit, reservation and settlement: a try that failed holds neither money nor a place at the provider while the
/// next one waits.
/// </summary>
internal sealed class MeteredChatClient(IChatClient inner, SessionCalls calls, CallRetry retry, TimeProvider time)
    : StreamingChatClient(inner)
{
    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var list = messages as IList<ChatMessage> ?? [.. messages];
        await using var response = await retry.RunAsync(ct => StartAsync(list, options, ct), cancellationToken);
        for (var hasNext = response.HasFirst; hasNext; hasNext = await response.MoveNextAsync())
        {
            yield return response.Current;
        }
    }

    /// <summary>
    /// Sends the request and waits for the first update: until then a failure can be tried again without the caller
    /// having seen anything.
    /// </summary>
    private async ValueTask<MeteredResponse> StartAsync(
        IList<ChatMessage> messages,
        ChatOptions? options,
        CancellationToken cancellationToken)
    {
        var call = await calls.StartAsync(MessageSize.Measure(messages, options), cancellationToken);
        if (cancellationToken.IsCancellationRequested)
        {
            // The permit or the lease may come just as the caller stops. Nothing was sent, so nothing is charged; once
            // the SDK has the request, its exception no longer tells the two apart.
            call.Void();
            call.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
        }

        var updates = base.GetStreamingResponseAsync(messages, CapOutput(options, call.MaxOutputTokens), cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        var response = new MeteredResponse(calls, call, updates, time);
        try
        {
            await response.ReadFirstAsync();
            return response;
        }
        catch
        {
            // Before the exception leaves: the next try must not wait while this one still has its permit and its
            // reservation.
            await response.DisposeAsync();
            throw;
        }
    }

    private static ChatOptions CapOutput(ChatOptions? options, int maxOutputTokens)
    {
        // A copy: the loop uses its options for the next call, which may have more money.
        var capped = options?.Clone() ?? new ChatOptions();
        capped.MaxOutputTokens = maxOutputTokens;
        return capped;
    }
}
