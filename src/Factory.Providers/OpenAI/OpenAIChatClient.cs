using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Providers.Clients;
using Factory.Providers.Http;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Factory.Providers.OpenAI;

/// <summary>
/// Chats with any server that has OpenAI's chat completions, through the official SDK and Microsoft's adapter for it.
/// Adapts requests to the quirks of servers that copy the API.
/// </summary>
internal sealed class OpenAIChatClient(IChatClient sdk, ProviderDefinition provider, ModelDefinition model) : DelegatingChatClient(sdk)
{
    private static readonly JsonSerializerOptions Compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    /// <summary>Creates a chat client for this model.</summary>
    public static IChatClient Open(ModelEndpoint target, ProviderHttp http)
    {
        // The SDK rejects an empty key; servers that require none ignore what is sent.
        var sdk = new ChatClient(target.Model.Ref.Model, new ApiKeyCredential(target.Key ?? "none"), new OpenAIClientOptions
        {
            Endpoint = target.Endpoint,
            // Time limits and retries are those of ProviderHttpHandler and CallRetry, the same for all vendors.
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            Transport = new HttpClientPipelineTransport(http.ChatClient(number => new OpenAIResponseNormalizer(number))),
        });
        return new OpenAIChatClient(sdk.AsIChatClient(), target.Provider, target.Model);
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages.Select(WithCompactCalls), Complete(options), cancellationToken);

    /// <inheritdoc/>
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages.Select(WithCompactCalls), Complete(options), cancellationToken);

    private ChatOptions Complete(ChatOptions? options)
    {
        var complete = options?.Clone() ?? new ChatOptions();
        var raw = new ChatCompletionOptions();

        // The SDK writes max_completion_tokens. A server that knows only the older name may ignore it, and the response
        // would then have no limit.
        if (provider.Quirks.Contains(ProviderQuirks.LegacyMaxTokens) && complete.MaxOutputTokens is { } limit)
        {
            raw.Patch.Set("$.max_tokens"u8, limit);
            complete.MaxOutputTokens = null;
        }


        // Some servers refuse a request with stream_options. Their calls cost their reservation, which is better
        // than no call.
        if (provider.Quirks.Contains(ProviderQuirks.NoStreamUsage))
        {
            raw.Patch.Remove("$.stream_options"u8);
        }

        if (complete.Tools is { Count: > 0 } && model.Capabilities.Contains(ModelCapabilities.ToolsWithoutReasoning))
        {
            raw.ReasoningEffortLevel = new ChatReasoningEffortLevel("none");
        }

        complete.RawRepresentationFactory = _ => raw;
        return complete;
    }

    /// <summary>
    /// The adapter writes arguments indented, and every space would be billed, in each call that follows.
    /// </summary>
    private static ChatMessage WithCompactCalls(ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>()
            .Select(c =>
                ChatToolCall.CreateFunctionToolCall(
                    c.CallId,
                    c.Name,
                    BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(c.Arguments, Compact))))
            .ToList();
        if (message.Role != ChatRole.Assistant || calls.Count == 0)
        {
            return message;
        }

        var raw = new AssistantChatMessage(calls);
        if (message.Text.Length > 0)
        {
            raw.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));
        }

        return new ChatMessage(message.Role, message.Contents) { RawRepresentation = raw };
    }
}
