using System.Text;
using System.Text.Json;
using Factory.Metering.Calls;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Sessions;

/// <summary>Measures a request by its messages, before an SDK makes a body of them.</summary>
internal static class MessageSize
{
    // What a chat template adds around a message, a part of one, or a tool, in tokens; generous.
    private const int OverheadTokensPerPart = 16;

    /// <summary>Measures messages and tools.</summary>
    public static RequestSize Measure(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        // Tokens of overhead are added to bytes: the estimate takes each byte for a token, which is an upper bound.
        var bytes = Bytes(options?.Instructions);
        var images = 0;
        foreach (var message in messages)
        {
            bytes += OverheadTokensPerPart + Bytes(message.AuthorName);
            foreach (var content in message.Contents)
            {
                bytes += OverheadTokensPerPart + CountBytes(content);
                images += content is DataContent data && data.HasTopLevelMediaType("image") ? 1 : 0;
            }
        }

        foreach (var tool in options?.Tools ?? [])
        {
            bytes += OverheadTokensPerPart + Bytes(tool.Name) + Bytes(tool.Description);
            bytes += tool is AIFunctionDeclaration function ? Bytes(function.JsonSchema.GetRawText()) : 0;
        }

        return new RequestSize(bytes)
        {
            HasTools = options?.Tools is { Count: > 0 },
            Images = images,
            MaxOutputTokens = options?.MaxOutputTokens
        };
    }

    private static long CountBytes(AIContent content) => content switch
    {
        TextContent text => Bytes(text.Text),
        TextReasoningContent reasoning => Bytes(reasoning.Text) + Bytes(reasoning.ProtectedData),
        FunctionCallContent call => Bytes(call.CallId) + Bytes(call.Name) + CountSerialized(call.Arguments),
        FunctionResultContent result =>
            Bytes(result.CallId) + (result.Result is string text ? Bytes(text) : CountSerialized(result.Result)),

        // Base64 takes four bytes for three; twice the size covers it with its media type.
        DataContent data => data.Data.Length * 2L,
        _ => 0,
    };

    private static long CountSerialized(object? value) =>
        value is null ? 0 : JsonSerializer.SerializeToUtf8Bytes(value, AIJsonUtilities.DefaultOptions).Length;

    private static long Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
