using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Tests.Sessions;

/// <summary>Streams what it is told to, then fails if it is told to.</summary>
internal sealed class ScriptedChatClient(IReadOnlyList<AIContent> contents, Exception? then = null) : IChatClient
{
    public ChatOptions? Options { get; private set; }

    public int Calls { get; private set; }

    /// <summary>What closing the stream does.</summary>
    public Action OnClose { get; init; } = () => { };

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Options = options;
        Calls++;
        try
        {
            foreach (var content in contents)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await Task.Yield();
                yield return new ChatResponseUpdate(ChatRole.Assistant, [content]);
            }

            if (then is not null)
            {
                throw then;
            }
        }
        finally
        {
            OnClose();
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // Holds nothing.
    }
}
