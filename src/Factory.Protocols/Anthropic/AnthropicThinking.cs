using System.Text.Json;
using Factory.Protocols.Conversations;

namespace Factory.Protocols.Anthropic;

/// <summary>How much Claude may think. Anthropic refuses thinking beside a forced tool, and a budget beside a tool loop whose own thoughts are not in the history: then it is off.</summary>
internal static class AnthropicThinking
{
    private const int SmallestBudget = 1024;

    public static bool IsOn(ModelRequest conversation, IReadOnlyList<Message> turns, TranslationContext context) =>
        context.Reasons
        && conversation.Reasoning is { Mode: not ReasoningMode.Off } reasoning
        && (reasoning.Mode == ReasoningMode.On || reasoning.Effort is not null)
        && conversation.Choice?.Mode is not (ToolChoiceMode.Required or ToolChoiceMode.Named)
        && (ClaudeModel.IsAdaptive(context.UpstreamModel) || (!InForeignLoop(turns) && Budget(conversation, context) >= SmallestBudget));

    public static void Write(Utf8JsonWriter json, ModelRequest conversation, TranslationContext context, bool isOn)
    {
        if (!isOn)
        {
            if (conversation.Reasoning?.Mode == ReasoningMode.Off)
            {
                json.WriteStartObject("thinking");
                json.WriteString("type", "disabled");
                json.WriteEndObject();
            }

            return;
        }

        var adaptive = ClaudeModel.IsAdaptive(context.UpstreamModel);
        json.WriteStartObject("thinking");
        json.WriteString("type", adaptive ? "adaptive" : "enabled");
        if (!adaptive)
        {
            json.WriteNumber("budget_tokens", Budget(conversation, context));
        }
        else if (conversation.Reasoning!.Show)
        {
            json.WriteString("display", "summarized");
        }

        json.WriteEndObject();
    }

    /// <summary>The effort that goes into <c>output_config</c>; null where none is sent.</summary>
    public static string? Effort(ModelRequest conversation, TranslationContext context) =>
        context.Reasons && ClaudeModel.IsAdaptive(context.UpstreamModel) && conversation.Reasoning is { Mode: not ReasoningMode.Off } reasoning
            ? reasoning.Effort switch
            {
                null => reasoning.Budget is { } budget ? ReasoningEffort.OfBudget(budget) : null,
                "minimal" => "low",
                "xhigh" => "high",
                var effort => effort,
            }
            : null;

    private static int Budget(ModelRequest conversation, TranslationContext context)
    {
        var limit = conversation.MaxOutputTokens ?? context.DefaultMaxOutputTokens;
        var budget = conversation.Reasoning!.Budget ?? ReasoningEffort.Budget(conversation.Reasoning.Effort);
        return budget < limit ? budget : limit / 2;
    }

    private static bool InForeignLoop(IReadOnlyList<Message> turns) =>
        turns is [.., { Role: Role.Assistant } asked, { Role: Role.User } answered]
        && answered.Parts.Any(part => part is ToolResultPart)
        && asked.Parts[0] is not ThinkingPart;
}
