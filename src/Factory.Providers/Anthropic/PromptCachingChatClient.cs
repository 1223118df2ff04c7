using System.Text.Json;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Anthropic;

/// <summary>
/// Marks what Anthropic is to keep in its cache for five minutes: the tools, the system prompt, and the conversation up
/// to its last turn, so that each call of a loop reads what the one before has written. Three of the four marks that a
/// request may have. Marks are put on copies: marks of earlier turns would add up, and a fifth one is refused.
/// </summary>
internal sealed class PromptCachingChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(AddCacheControl([.. messages]), AddCacheControl(options), cancellationToken);

    /// <inheritdoc/>
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(AddCacheControl([.. messages]), AddCacheControl(options), cancellationToken);

    /// <summary>Marks the end of the system prompt and of the conversation.</summary>
    private static IReadOnlyList<ChatMessage> AddCacheControl(IReadOnlyList<ChatMessage> messages)
    {
        var system = messages.Select((m, i) => (m, i)).LastOrDefault(m => m.m.Role == ChatRole.System, (null!, -1)).i;
        return [.. messages.Select((m, i) => i == system || i == messages.Count - 1 ? AddCacheControlToLastContent(m) : m)];
    }

    /// <summary>Marks the last tool: the cache covers everything up to a mark.</summary>
    private static ChatOptions? AddCacheControl(ChatOptions? options)
    {
        if (options?.Tools is not [.., AIFunctionDeclaration last])
        {
            return options;
        }

        var marked = options.Clone();
        marked.Tools = [.. options.Tools.SkipLast(1), new CachedTool(last)];
        return marked;
    }

    private static ChatMessage AddCacheControlToLastContent(ChatMessage message)
    {
        // Reasoning cannot be marked; text and a tool's result can.
        var at =
            message.Contents.Select((c, i) => (c, i)).LastOrDefault(
                c => c.c is TextContent { Text.Length: > 0 } or FunctionResultContent,
                (null!, -1)).i;
        if (at < 0)
        {
            return message;
        }

        var copy = message.Clone();
        copy.Contents = [.. message.Contents];
        copy.Contents[at] = (message.Contents[at] switch
        {
            TextContent text => (AIContent)new TextContent(text.Text),
            FunctionResultContent result => new FunctionResultContent(result.CallId, result.Result) { Exception = result.Exception },
            var other => other,
        }).WithCacheControl(Ttl.Ttl5m);
        return copy;
    }

    private sealed class CachedTool(AIFunctionDeclaration tool) : AIFunctionDeclaration
    {
        public override string Name => tool.Name;

        public override string Description => tool.Description;

        public override JsonElement JsonSchema => tool.JsonSchema;

        public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } =
            new Dictionary<string, object?>(tool.AdditionalProperties)
            {
                [nameof(Tool.CacheControl)] = new CacheControlEphemeral { Ttl = Ttl.Ttl5m }
            };
    }
}
