using System.Text;
using System.Text.Json;
using Factory.Domain.Models;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Sessions;

/// <summary>The most that one model call can use: what is reserved before it goes out.</summary>
/// <param name="InputTokens">No tokenizer makes more tokens than bytes, and no request is longer than the context.</param>
/// <param name="OutputTokens">The limit that is sent with the call.</param>
internal sealed record CallTokenBound(long InputTokens, int OutputTokens)
{
    /// <summary>What a chat template adds around a message or a tool, in tokens; generous.</summary>
    private const int OverheadTokensPerPart = 16;

    /// <summary>Works it out.</summary>
    public static CallTokenBound Compute(ModelDefinition model, IEnumerable<ChatMessage> messages, ChatOptions? options) =>
        new(Math.Min(CountBytes(messages, options), model.ContextTokens), OutputLimit(model, options));

    /// <summary>What the caller asked for, at most what the model allows.</summary>
    public static int OutputLimit(ModelDefinition model, ChatOptions? options) =>
        Math.Clamp(options?.MaxOutputTokens ?? model.MaxOutputTokens, 1, model.MaxOutputTokens);

    private static long CountBytes(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        long bytes = Bytes(options?.Instructions);
        foreach (var message in messages)
        {
            bytes += OverheadTokensPerPart + Bytes(message.AuthorName) + message.Contents.Sum(CountBytes);
        }

        foreach (var tool in options?.Tools ?? [])
        {
            bytes += OverheadTokensPerPart + Bytes(tool.Name) + Bytes(tool.Description);
            bytes += tool is AIFunctionDeclaration function ? Bytes(function.JsonSchema.GetRawText()) : 0;
        }

        return bytes;
    }

    private static long CountBytes(AIContent content) => OverheadTokensPerPart + content switch
    {
        TextContent text => Bytes(text.Text),
        TextReasoningContent reasoning => Bytes(reasoning.Text) + Bytes(reasoning.ProtectedData),
        FunctionCallContent call => Bytes(call.CallId) + Bytes(call.Name) + Serialized(call.Arguments),
        FunctionResultContent result => Bytes(result.CallId) + (result.Result as string is { } text ? Bytes(text) : Serialized(result.Result)),
        DataContent data => data.Data.Length * 2L,
        _ => 0,
    };

    private static long Serialized(object? value) => value is null ? 0 : JsonSerializer.SerializeToUtf8Bytes(value, AIJsonUtilities.DefaultOptions).Length;

    private static long Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
