using System.Runtime.CompilerServices;
using Factory.Models.Wires;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace Factory.Models.OpenAIWire;

/// <summary>OpenAI's chat completions through the official SDK.</summary>
internal sealed class OpenAIStream(ChatClient client, WireLine line) : IWire
{
    public async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IReadOnlyList<Microsoft.Extensions.AI.ChatMessage> messages,
        ChatOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var history = OpenAIMessages.Map(messages, options?.Instructions).ToList();
        ToolCallDeltas? deltas = null;
        Microsoft.Extensions.AI.ChatFinishReason? finish = null;
        UsageDetails? usage = null;
        await foreach (var piece in client.CompleteChatStreamingAsync(history, OpenAIOptions.Map(options, line), cancellationToken))
        {
            deltas ??= new ToolCallDeltas(piece.CompletionId ?? "");
            foreach (var call in piece.ToolCallUpdates)
            {
                deltas.Add(call);
            }

            finish = piece.FinishReason is { } reason ? OpenAIUsage.Map(reason) : finish;
            usage = OpenAIUsage.Map(piece.Usage) ?? usage;
            var text = string.Concat(piece.ContentUpdate.Select(p => p.Text)) + piece.RefusalUpdate;
            yield return new ChatResponseUpdate(ChatRole.Assistant, text.Length > 0 ? text : null) { ResponseId = piece.CompletionId, MessageId = piece.CompletionId, ModelId = piece.Model };
        }

        // Without a reason the stream broke off, and what it brought may be half of a call.
        if (finish is not null)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [.. deltas?.Take() ?? [], .. UsageOf(usage)]) { FinishReason = finish, ModelId = line.Model.Ref.Model };
        }
    }

    private static IEnumerable<AIContent> UsageOf(UsageDetails? usage) => usage is null ? [] : [new UsageContent(usage)];
}
