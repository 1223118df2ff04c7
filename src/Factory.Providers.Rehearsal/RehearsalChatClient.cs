using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Rehearsal;

/// <summary>
/// A scripted model that plays every role. It behaves as a model does: each call sees only the messages it is given and answers with text
/// and tool calls, the same messages always with the same answer. Text from outside is counted for words and never followed.
/// </summary>
internal sealed class RehearsalChatClient(string model) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new("rehearsal", null, model);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (contents, usage, finish, id) = Answer(messages, options);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, contents) { MessageId = id })
        {
            ResponseId = id,
            ModelId = model,
            FinishReason = finish,
            Usage = usage,
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.CompletedTask;
        var (contents, usage, finish, id) = Answer(messages, options);
        foreach (var content in contents)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ChatResponseUpdate(ChatRole.Assistant, [content]) { ResponseId = id, MessageId = id, ModelId = model };
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(usage)]) { ResponseId = id, MessageId = id, ModelId = model, FinishReason = finish };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        // Holds nothing.
    }

    private (List<AIContent> Contents, UsageDetails Usage, ChatFinishReason Finish, string Id) Answer(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var list = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var context = ScriptContext.Read(list, options, model);
        var response = RehearsalScript.Next(context);
        var turn = list.Count(m => m.Role == ChatRole.Assistant) + 1;
        var contents = new List<AIContent> { new TextContent(response.Text) };
        contents.AddRange(response.Calls.Select((call, i) => new FunctionCallContent($"call_{turn}_{i + 1}", call.Tool, call.Arguments)));
        return (contents, SimulatedUsage.Of(list, contents, options), response.Calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop, $"rehearsal-{turn}");
    }
}
