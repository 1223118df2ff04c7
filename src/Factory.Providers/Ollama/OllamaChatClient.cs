using System.Text.Json;
using Factory.Domain.Models;
using Factory.Providers.Clients;
using Factory.Providers.Http;
using Microsoft.Extensions.AI;
using OllamaSharp.Models;
using OllamaSharp.Models.Chat;
using ChatRole = Microsoft.Extensions.AI.ChatRole;

namespace Factory.Providers.Ollama;

/// <summary>
/// Chats with models of an Ollama server, through OllamaSharp. Every call sets the context that the server allocates
/// memory for; otherwise it takes a default of its own and silently cuts what is longer. The messages are mapped here,
/// because OllamaSharp writes a tool's result as JSON with an id that Ollama does not have, and omits the tool's name.
/// </summary>
internal sealed class OllamaChatClient(IChatClient sdk, ModelDefinition model, string keepAlive) : DelegatingChatClient(sdk)
{
    /// <value>
    /// How long a model stays in memory after a call, unless <c>OLLAMA_KEEP_ALIVE</c> says otherwise: 30 minutes, as an
    /// agent's builds and tests take a while between two calls and loading takes long.
    /// </value>
    public const string KeepAlive = "30m";

    private const string KeepAliveVariable = "OLLAMA_KEEP_ALIVE";

    /// <summary>The shared options indent, and every space takes up context.</summary>
    private static readonly JsonSerializerOptions Compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    /// <summary>Creates a chat client for this model.</summary>
    public static IChatClient Open(ModelEndpoint target, ProviderHttp http, Func<string, string?> variable)
    {
        var sdk = new OllamaClient(http.ChatHandler(_ => new OllamaResponseNormalizer()), target.Endpoint, target.Model.Ref.Model);
        return new OllamaChatClient(sdk, target.Model, variable(KeepAliveVariable) is { Length: > 0 } set ? set : KeepAlive);
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync([], BuildOptions(messages, options), cancellationToken);

    /// <inheritdoc/>
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        base.GetResponseAsync([], BuildOptions(messages, options), cancellationToken);

    private ChatOptions BuildOptions(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var mapped = ToOllamaMessages([.. messages], options?.Instructions).ToList();
        var complete = options?.Clone() ?? new ChatOptions();
        complete.Instructions = null;
        complete.RawRepresentationFactory = _ => new ChatRequest
        {
            Model = model.Ref.Model,
            KeepAlive = keepAlive,
            Messages = mapped,
            Options = new RequestOptions { NumCtx = model.ContextTokens },
        };
        return complete;
    }

    private static IEnumerable<Message> ToOllamaMessages(IReadOnlyList<ChatMessage> messages, string? instructions)
    {
        if (!string.IsNullOrEmpty(instructions))
        {
            yield return new Message { Role = "system", Content = instructions };
        }

        // Nothing guarantees that ids are unique in a history, and ToDictionary would throw on a repeated one.
        var names = messages.SelectMany(m => m.Contents)
            .OfType<FunctionCallContent>()
            .DistinctBy(c => c.CallId)
            .ToDictionary(c => c.CallId, c => c.Name);
        foreach (var message in messages)
        {
            foreach (var result in message.Contents.OfType<FunctionResultContent>())
            {
                yield return new Message { Role = "tool", Content = ResultText(result), ToolName = names.GetValueOrDefault(result.CallId) };
            }

            if (ToOllamaMessage(message) is { } own)
            {
                yield return own;
            }
        }
    }

    private static Message? ToOllamaMessage(ChatMessage message)
    {
        var isAssistant = message.Role == ChatRole.Assistant;
        var calls = message.Contents.OfType<FunctionCallContent>()
            .Select(c =>
                new Message.ToolCall
                {
                    Function = new Message.Function { Name = c.Name, Arguments = c.Arguments ?? new Dictionary<string, object?>() }
                }).ToList();
        var images = message.Contents.OfType<DataContent>()
            .Where(d => d.HasTopLevelMediaType("image"))
            .Select(d => d.Base64Data.ToString())
            .ToArray();
        var reasoning = string.Concat(message.Contents.OfType<TextReasoningContent>().Select(t => t.Text));
        return !isAssistant && message.Text.Length == 0 && images.Length == 0 ? null : new Message
        {
            Role = isAssistant ? "assistant" : message.Role == ChatRole.System ? "system" : "user",
            Content = message.Text,
            Thinking = isAssistant && reasoning.Length > 0 ? reasoning : null,
            Images = images.Length > 0 ? images : null,
            ToolCalls = calls.Count > 0 ? calls : null,
        };
    }

    /// <summary>A tool's result as the model reads it.</summary>
    private static string ResultText(FunctionResultContent result) => result.Result switch
    {
        null when result.Exception is not null => "Error: " + result.Exception.Message,
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        var other => JsonSerializer.Serialize(other, Compact),
    };
}
