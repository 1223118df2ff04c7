using Factory.Contracts.Attempts;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Telemetry;

/// <summary>Sends an attempt's calls through the client that all attempts share, and from there back to its own chat.</summary>
internal sealed class ObservedChatClient(IChatClient chat, IChatClient shared, AttemptRequest order) : DelegatingChatClient(chat)
{
    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        shared.GetResponseAsync(messages, new AttemptCallOptions(options, InnerClient, order), cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        shared.GetStreamingResponseAsync(messages, new AttemptCallOptions(options, InnerClient, order), cancellationToken);
}
