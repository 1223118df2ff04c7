using Microsoft.Extensions.AI;

namespace Factory.Providers.Clients;

/// <summary>
/// A chat client that always streams: a response that is requested at once is a stream that is read to its end, so that
/// both are treated alike.
/// </summary>
internal abstract class StreamingChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    /// <inheritdoc/>
    public sealed override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);
}
