using System.Text.Json;
using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>A schema for the reply, as chat and responses both put it.</summary>
internal static class OpenAIFormat
{
    public static ReplyFormat Read(JsonObjectReader fields, FieldRules rules)
    {
        var format = new ReplyFormat(fields.Need("schema").RawObject(), fields.NeedText("name"), fields.Text("description"), fields.Flag("strict"));
        fields.Done(rules);
        return format;
    }

    public static void Write(Utf8JsonWriter json, ReplyFormat format, JsonElement schema)
    {
        json.WriteString("name", format.Name ?? "reply");
        json.TextUnlessNull("description", format.Description);
        json.Raw("schema", schema);
        json.FlagUnlessNull("strict", format.Strict);
    }
}

/// <summary>OpenAI's word for how much to think.</summary>
internal static class OpenAIReasoning
{
    public static Reasoning? Read(string? effort, bool show) => effort switch
    {
        null => show ? new Reasoning(ReasoningMode.Unsaid, Show: true) : null,
        "none" => new Reasoning(ReasoningMode.Off, "none", null, show),
        _ => new Reasoning(ReasoningMode.Unsaid, effort, null, show),
    };

    /// <summary>The effort to send, or null: only OpenAI's own clients can say <c>none</c>, since not every model knows it.</summary>
    public static string? Effort(ModelRequest conversation, TranslationContext context)
    {
        if (!context.Reasons || conversation.Reasoning is not { } reasoning)
        {
            return null;
        }

        return reasoning switch
        {
            { Mode: ReasoningMode.Off } => reasoning.Effort == "none" ? "none" : null,
            { Effort: "max" } => "high",
            { Effort: { } effort } => effort,
            { Budget: { } budget } => ReasoningEffort.OfBudget(budget),
            _ => null,
        };
    }
}
