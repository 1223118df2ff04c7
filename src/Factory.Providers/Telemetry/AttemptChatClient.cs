using System.Diagnostics;
using Factory.Contracts.Models;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Telemetry;

/// <summary>Within the span of a call: says whose it is, and hands it to the chat that its <see cref="AttemptCallOptions"/> name.</summary>
internal sealed class AttemptChatClient(ModelRef model) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new(model.Provider, null, model.Model);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = TagSpan(options);
        return call.Chat.GetResponseAsync(messages, call.CallerOptions, cancellationToken);
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = TagSpan(options);
        return call.Chat.GetStreamingResponseAsync(messages, call.CallerOptions, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType == typeof(ChatClientMetadata) ? _metadata : null;

    public void Dispose()
    {
        // Holds nothing.
    }

    private static AttemptCallOptions TagSpan(ChatOptions? options)
    {
        var call = (AttemptCallOptions)options!;
        if (Activity.Current is { } span && span.Source.Name == ModelsTelemetry.SourceName)
        {
            span.SetTag("gen_ai.agent.name", call.Request.Assignment.Agent.Value);
            span.SetTag("factory.task", call.Request.Task.Value);
            span.SetTag("factory.task.kind", call.Request.Spec.Kind);
            span.SetTag("factory.run", call.Request.Spec.Run?.Value);
            span.SetTag("factory.attempt", call.Request.Attempt.Value);
        }

        return call;
    }
}
