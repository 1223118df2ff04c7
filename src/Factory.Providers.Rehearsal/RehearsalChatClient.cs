using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Rehearsal;

/// <summary>
/// A scripted model for every role. It is stateless like a real model: each response depends only on the messages of
/// the call, and the same messages always produce the same response. Text from outside selects a product by its words;
/// instructions in it are never followed.
/// </summary>
/// <param name="model">The model's name.</param>
internal sealed class RehearsalChatClient(string model) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new("rehearsal", null, model);

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (contents, usage, finish, id) = Respond(messages, options);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, contents) { MessageId = id })
        {
            ResponseId = id,
            ModelId = model,
            FinishReason = finish,
            Usage = usage,
        });
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // An iterator must be async to return IAsyncEnumerable, although the script never waits.
        await Task.CompletedTask;
        var (contents, usage, finish, id) = Respond(messages, options);
        foreach (var content in contents)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ChatResponseUpdate(ChatRole.Assistant, [content]) { ResponseId = id, MessageId = id, ModelId = model };
        }

        // Usage and finish reason come last, as from real providers: callers must handle a stream that is cut before
        // them.
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(usage)])
        {
            ResponseId = id,
            MessageId = id,
            ModelId = model,
            FinishReason = finish,
        };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // There is nothing to release.
    }

    private (List<AIContent> Contents, UsageDetails Usage, ChatFinishReason Finish, string Id) Respond(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options)
    {
        var list = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var context = ScriptContext.Read(list, options, model);
        var response = RehearsalScript.Next(context);

        // Ids are counted, not random: a recorded run can be compared with the next one.
        var turn = list.Count(m => m.Role == ChatRole.Assistant) + 1;
        var contents = new List<AIContent> { new TextContent(response.Text) };
        contents.AddRange(response.Calls.Select((call, i) => new FunctionCallContent($"call_{turn}_{i + 1}", call.Tool, call.Arguments)));
        var finish = response.Calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop;
        return (contents, SimulatedUsage.Of(list, contents, options), finish, $"rehearsal-{turn}");
    }
}
