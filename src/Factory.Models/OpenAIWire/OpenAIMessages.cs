using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using Chat = OpenAI.Chat;

namespace Factory.Models.OpenAIWire;

/// <summary>From the factory's messages to the wire's.</summary>
internal static class OpenAIMessages
{
    /// <summary>The shared options indent, and every space would be paid for.</summary>
    private static readonly JsonSerializerOptions Compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    public static IEnumerable<Chat.ChatMessage> Map(IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, string? instructions)
    {
        if (!string.IsNullOrEmpty(instructions))
        {
            yield return new SystemChatMessage(instructions);
        }

        foreach (var message in messages)
        {
            if (message.Role == ChatRole.System)
            {
                yield return new SystemChatMessage(message.Text);
            }
            else if (message.Role == ChatRole.Assistant)
            {
                if (Assistant(message) is { } assistant)
                {
                    yield return assistant;
                }
            }
            else
            {
                foreach (var result in message.Contents.OfType<FunctionResultContent>())
                {
                    yield return new ToolChatMessage(result.CallId, ResultText(result));
                }

                if (UserParts(message) is { Count: > 0 } parts)
                {
                    yield return new UserChatMessage(parts);
                }
            }
        }
    }

    /// <summary>What a tool's result reads like to a model.</summary>
    public static string ResultText(FunctionResultContent result) => result.Result switch
    {
        null when result.Exception is not null => "Error: " + result.Exception.Message,
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        var other => JsonSerializer.Serialize(other, Compact),
    };

    private static AssistantChatMessage? Assistant(Microsoft.Extensions.AI.ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>()
            .Select(c => ChatToolCall.CreateFunctionToolCall(c.CallId, c.Name, BinaryData.FromString(Arguments(c))))
            .ToList();
        var text = message.Text;
        if (calls.Count == 0)
        {
            return text.Length == 0 ? null : new AssistantChatMessage(text);
        }

        var assistant = new AssistantChatMessage(calls);
        if (text.Length > 0)
        {
            assistant.Content.Add(ChatMessageContentPart.CreateTextPart(text));
        }

        return assistant;
    }

    /// <summary>Arguments that did not parse go back as none: servers refuse a history that is not JSON.</summary>
    private static string Arguments(FunctionCallContent call) =>
        call.Arguments is null ? "{}" : JsonSerializer.Serialize(call.Arguments, Compact);

    private static List<ChatMessageContentPart> UserParts(Microsoft.Extensions.AI.ChatMessage message)
    {
        var parts = new List<ChatMessageContentPart>();
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextContent { Text.Length: > 0 } text:
                    parts.Add(ChatMessageContentPart.CreateTextPart(text.Text));
                    break;
                case DataContent data when data.HasTopLevelMediaType("image"):
                    parts.Add(ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(data.Data), data.MediaType));
                    break;
            }
        }

        return parts;
    }
}
