using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>A schema for the reply, as chat and responses both put it.</summary>
internal static class OpenAIResponseFormat
{
    public static ResponseFormat Read(JsonObjectReader reader, FieldRules rules)
    {
        var format = new ResponseFormat(reader.Required("schema").RawObject(), reader.RequiredText("name"), reader.Text("description"), reader.Flag("strict"));
        reader.RejectUnread(rules);
        return format;
    }

    public static void Write(Utf8JsonWriter json, ResponseFormat format, JsonElement schema)
    {
        json.WriteString("name", format.Name ?? "reply");
        json.WriteStringIfNotNull("description", format.Description);
        json.WriteRaw("schema", schema);
        json.WriteBooleanIfNotNull("strict", format.Strict);
    }
}

/// <summary>OpenAI's word for how much to think.</summary>
internal static class OpenAIReasoning
{
    public static Reasoning? Read(string? effort, bool show) => effort switch
    {
        null => show ? new Reasoning(ReasoningMode.Unspecified, ShowText: true) : null,
        "none" => new Reasoning(ReasoningMode.Off, "none", null, show),
        _ => new Reasoning(ReasoningMode.Unspecified, effort, null, show),
    };

    /// <summary>The effort to send, or null: only OpenAI's own clients can say <c>none</c>, since not every model knows it.</summary>
    public static string? Effort(ModelRequest request, TranslationContext context)
    {
        if (!context.SupportsReasoning || request.Reasoning is not { } reasoning)
        {
            return null;
        }

        return reasoning switch
        {
            { Mode: ReasoningMode.Off } => reasoning.Effort == "none" ? "none" : null,
            { Effort: "max" } => "high",
            { Effort: { } effort } => effort,
            { BudgetTokens: { } budget } => ReasoningBudgets.FromBudget(budget),
            _ => null,
        };
    }
}
