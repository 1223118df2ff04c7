using System.Text.Json;
using Factory.Protocols.Canonical;

namespace Factory.Protocols.Anthropic;

/// <summary>Anthropic's <c>thinking</c> and effort.</summary>
internal static class AnthropicThinking
{
    // "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024".
    private const int MinBudgetTokens = 1024;

    /// <summary>
    /// Whether the request switches thinking on. Where Anthropic would reject it, thinking is off for this request
    /// instead.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="messages">The messages that will be sent.</param>
    /// <param name="context">The model, and whether it reasons.</param>
    public static bool IsOn(ModelRequest request, IReadOnlyList<Message> messages, TranslationContext context) =>
        context.SupportsReasoning
        && request.Reasoning is { Mode: not ReasoningMode.Off } reasoning
        && (reasoning.Mode == ReasoningMode.On || reasoning.Effort is not null)

        // "Thinking may not be enabled when tool_choice forces tool use".
        && request.ToolChoice?.Mode is not (ToolChoiceMode.Required or ToolChoiceMode.Named)

        // Models with a budget reject an open tool loop whose last message of the model does not start with signed
        // thinking, which is the case as soon as another vendor's model made the call: "Expected `thinking` or
        // `redacted_thinking`, but found `tool_use`".
        && (ClaudeModel.UsesAdaptiveThinking(context.UpstreamModel)
            || (!IsInToolLoopWithoutOwnThinking(messages) && Budget(request, context) >= MinBudgetTokens));

    /// <summary>Writes the <c>thinking</c> object; nothing where the client left it to the model.</summary>
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
        context.SupportsReasoning
            && ClaudeModel.UsesAdaptiveThinking(context.UpstreamModel)
            && request.Reasoning is { Mode: not ReasoningMode.Off } reasoning
            ? reasoning.Effort switch
            {
                null => reasoning.BudgetTokens is { } budget ? ReasoningBudgets.FromBudget(budget) : null,

                // Anthropic's efforts are low, medium, high and max.
                "minimal" => "low",
                "xhigh" => "high",
                var effort => effort,
            }
            : null;

    private static int Budget(ModelRequest request, TranslationContext context)
    {
        // The budget is part of max_tokens and must be less; half of it leaves room for the answer.
        var limit = request.MaxOutputTokens ?? context.DefaultMaxOutputTokens;
        var budget = request.Reasoning!.BudgetTokens ?? ReasoningBudgets.ToBudget(request.Reasoning.Effort);
        return budget < limit ? budget : limit / 2;
    }

    private static bool IsInToolLoopWithoutOwnThinking(IReadOnlyList<Message> messages) =>
        messages is [.., { Role: Role.Assistant } call, { Role: Role.User } results]
        && results.Parts.Any(part => part is ToolResultPart)
        && call.Parts[0] is not ReasoningPart;
}
