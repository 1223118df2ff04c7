using System.Text.Json;
using Factory.Protocols.Canonical;

namespace Factory.Protocols.Anthropic;

/// <summary>How much Claude may think. Anthropic refuses thinking beside a forced tool, and a budget beside a tool loop whose own thoughts are not in the history: then it is off.</summary>
internal static class AnthropicThinking
{
    private const int MinBudgetTokens = 1024;

    public static bool IsOn(ModelRequest request, IReadOnlyList<Message> turns, TranslationContext context) =>
        context.SupportsReasoning
        && request.Reasoning is { Mode: not ReasoningMode.Off } reasoning
        && (reasoning.Mode == ReasoningMode.On || reasoning.Effort is not null)
        && request.ToolChoice?.Mode is not (ToolChoiceMode.Required or ToolChoiceMode.Named)
        && (ClaudeModel.UsesAdaptiveThinking(context.UpstreamModel) || (!IsInToolLoopWithoutOwnThinking(turns) && Budget(request, context) >= MinBudgetTokens));

    public static void Write(Utf8JsonWriter json, ModelRequest request, TranslationContext context, bool isOn)
    {
        if (!isOn)
        {
            if (request.Reasoning?.Mode == ReasoningMode.Off)
            {
                json.WriteStartObject("thinking");
                json.WriteString("type", "disabled");
                json.WriteEndObject();
            }

            return;
        }

        var adaptive = ClaudeModel.UsesAdaptiveThinking(context.UpstreamModel);
        json.WriteStartObject("thinking");
        json.WriteString("type", adaptive ? "adaptive" : "enabled");
        if (!adaptive)
        {
            json.WriteNumber("budget_tokens", Budget(request, context));
        }
        else if (request.Reasoning!.ShowText)
        {
            json.WriteString("display", "summarized");
        }

        json.WriteEndObject();
    }

    /// <summary>The effort that goes into <c>output_config</c>; null where none is sent.</summary>
    public static string? Effort(ModelRequest request, TranslationContext context) =>
        context.SupportsReasoning && ClaudeModel.UsesAdaptiveThinking(context.UpstreamModel) && request.Reasoning is { Mode: not ReasoningMode.Off } reasoning
            ? reasoning.Effort switch
            {
                null => reasoning.BudgetTokens is { } budget ? ReasoningBudgets.FromBudget(budget) : null,
                "minimal" => "low",
                "xhigh" => "high",
                var effort => effort,
            }
            : null;

    private static int Budget(ModelRequest request, TranslationContext context)
    {
        var limit = request.MaxOutputTokens ?? context.DefaultMaxOutputTokens;
        var budget = request.Reasoning!.BudgetTokens ?? ReasoningBudgets.ToBudget(request.Reasoning.Effort);
        return budget < limit ? budget : limit / 2;
    }

    private static bool IsInToolLoopWithoutOwnThinking(IReadOnlyList<Message> turns) =>
        turns is [.., { Role: Role.Assistant } asked, { Role: Role.User } answered]
        && answered.Parts.Any(part => part is ToolResultPart)
        && asked.Parts[0] is not ReasoningPart;
}
