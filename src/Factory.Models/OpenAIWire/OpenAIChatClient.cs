using System.Runtime.CompilerServices;
using Factory.Domain.Models;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace Factory.Models.OpenAIWire;

/// <summary>The official SDK's chat behind the factory's port. Failures are <c>model.failed</c>; see <see cref="CallRetry"/> for what is tried again.</summary>
internal sealed class OpenAIChatClient(ChatClient client, string provider, ModelDefinition model, CallRetry retry, Redaction redaction, TimeProvider? time = null) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new(provider, client.Endpoint, model.Ref.Model);
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var history = OpenAIMessages.Map(messages, options?.Instructions).ToList();
        var completion = await retry.RunAsync(
            async ct => (await GuardAsync(() => client.CompleteChatAsync(history, OpenAIOptions.Map(options, model), ct), ct)).Value,
            cancellationToken);
        var contents = completion.Content.Where(p => p.Text is { Length: > 0 }).Select(AIContent (p) => new TextContent(p.Text)).ToList();
        if (completion.Refusal is { Length: > 0 } refusal)
        {
            contents.Add(new TextContent(refusal));
        }

        contents.AddRange(completion.ToolCalls.Select((c, i) =>
            ToolCallDeltas.ToContent(string.IsNullOrEmpty(c.Id) ? $"call_{completion.Id}_{i}" : c.Id, c.FunctionName, c.FunctionArguments?.ToString() ?? "")));
        return new ChatResponse(new Microsoft.Extensions.AI.ChatMessage(ChatRole.Assistant, contents) { MessageId = completion.Id })
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            FinishReason = OpenAIUsage.Map(completion.FinishReason),
            Usage = OpenAIUsage.Map(completion.Usage),
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var history = OpenAIMessages.Map(messages, options?.Instructions).ToList();
        await using var updates = await retry.RunAsync(ct => StartAsync(history, options, ct), cancellationToken);
        ToolCallDeltas? deltas = null;
        Microsoft.Extensions.AI.ChatFinishReason? finish = null;
        for (var more = updates.HasFirst; more; more = await GuardAsync(() => updates.Enumerator.MoveNextAsync().AsTask(), cancellationToken))
        {
            var piece = updates.Enumerator.Current;
            deltas ??= new ToolCallDeltas(piece.CompletionId ?? "");
            foreach (var call in piece.ToolCallUpdates)
            {
                deltas.Add(call);
            }

            if (piece.FinishReason is { } reason)
            {
                finish = OpenAIUsage.Map(reason);
            }

            if (Contents(piece) is { Count: > 0 } contents)
            {
                yield return Update(piece, contents);
            }
        }

        if (finish is null)
        {
            throw OpenAIErrors.Incomplete(model.Ref.ToString());
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [.. deltas?.Take() ?? []]) { FinishReason = finish, ModelId = model.Ref.Model };
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

    private static List<AIContent> Contents(StreamingChatCompletionUpdate piece)
    {
        var contents = new List<AIContent>();
        var text = string.Concat(piece.ContentUpdate.Select(p => p.Text)) + piece.RefusalUpdate;
        if (text.Length > 0)
        {
            contents.Add(new TextContent(text));
        }

        if (OpenAIUsage.Map(piece.Usage) is { } usage)
        {
            contents.Add(new UsageContent(usage));
        }

        return contents;
    }

    private static ChatResponseUpdate Update(StreamingChatCompletionUpdate piece, List<AIContent> contents) => new(ChatRole.Assistant, contents)
    {
        ResponseId = piece.CompletionId,
        MessageId = piece.CompletionId,
        ModelId = piece.Model,
    };

    /// <summary>Sends the request and waits for the first piece: until then a failure can be tried again without anyone having seen anything.</summary>
    private async ValueTask<StartedStream> StartAsync(List<global::OpenAI.Chat.ChatMessage> history, ChatOptions? options, CancellationToken cancellationToken)
    {
        var enumerator = client.CompleteChatStreamingAsync(history, OpenAIOptions.Map(options, model), cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            return new StartedStream(enumerator, await GuardAsync(() => enumerator.MoveNextAsync().AsTask(), cancellationToken));
        }
        catch
        {
            await enumerator.DisposeAsync();
            throw;
        }
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw OpenAIErrors.Map(e, model.Ref.ToString(), _time, redaction);
        }
    }

    private sealed record StartedStream(IAsyncEnumerator<StreamingChatCompletionUpdate> Enumerator, bool HasFirst) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Enumerator.DisposeAsync();
    }
}
