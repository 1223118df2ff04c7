using Factory.Domain.Models;
using Factory.Models.Wires;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace Factory.Models.OpenAIWire;

/// <summary>From the factory's call options to the wire's.</summary>
internal static class OpenAIOptions
{
    public static ChatCompletionOptions Map(ChatOptions? options, WireLine line)
    {
        var mapped = new ChatCompletionOptions();
        if (line.Provider.Quirks.Contains(ProviderQuirks.MaxTokens) && options?.MaxOutputTokens is { } limit)
        {
            mapped.Patch.Set("$.max_tokens"u8, limit);
        }
        else
        {
            mapped.MaxOutputTokenCount = options?.MaxOutputTokens;
        }

        if (line.Provider.Quirks.Contains(ProviderQuirks.NoStreamUsage))
        {
            mapped.Patch.Remove("$.stream_options"u8);
        }

        if (options is null)
        {
            return mapped;
        }

        mapped.Temperature = options.Temperature;
        mapped.TopP = options.TopP;
        foreach (var stop in options.StopSequences ?? [])
        {
            mapped.StopSequences.Add(stop);
        }

        foreach (var tool in options.Tools?.OfType<AIFunctionDeclaration>() ?? [])
        {
            mapped.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description, BinaryData.FromString(tool.JsonSchema.GetRawText())));
        }

        if (mapped.Tools.Count > 0)
        {
            mapped.AllowParallelToolCalls = options.AllowMultipleToolCalls;
            mapped.ToolChoice = options.ToolMode switch
            {
                NoneChatToolMode => ChatToolChoice.CreateNoneChoice(),
                RequiredChatToolMode { RequiredFunctionName: { } name } => ChatToolChoice.CreateFunctionChoice(name),
                RequiredChatToolMode => ChatToolChoice.CreateRequiredChoice(),
                _ => null,
            };
            if (line.Model.Capabilities.Contains(ModelCapabilities.ToolsWithoutReasoning))
            {
                mapped.ReasoningEffortLevel = new ChatReasoningEffortLevel("none");
            }
        }

        if (options.ResponseFormat is ChatResponseFormatJson json)
        {
            mapped.ResponseFormat = json.Schema is { } schema
                ? global::OpenAI.Chat.ChatResponseFormat.CreateJsonSchemaFormat(json.SchemaName ?? "result", BinaryData.FromString(schema.GetRawText()), json.SchemaDescription)
                : global::OpenAI.Chat.ChatResponseFormat.CreateJsonObjectFormat();
        }

        return mapped;
    }
}
