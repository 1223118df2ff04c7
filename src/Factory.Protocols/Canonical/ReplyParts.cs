using Factory.Protocols.Json;

namespace Factory.Protocols.Canonical;

/// <summary>
/// Reads the parts of a complete reply by the rules of a stream, so that both give the same conversation.
/// </summary>
internal static class ReplyParts
{
    /// <summary>
    /// The parts of a reply: pieces of one text joined with nothing between, calls with distinct ids and the client's
    /// tool names, no empty text.
    /// </summary>
    /// <param name="parts">What the provider sent; texts may hold halves of characters.</param>
    /// <param name="map">Restores the client's tool names.</param>
    /// <param name="idPrefix">The beginning of ids for calls without one; unique for the reply.</param>
    /// <param name="joinsText">Whether texts behind one another are pieces of one text, and not blocks of their
    /// own.</param>
    /// <exception cref="TranslationException">An image, the result of a tool, or a call of a tool without a
    /// name.</exception>
    public static List<ContentPart> Read(IEnumerable<ContentPart> parts, RequestMap map, string idPrefix, bool joinsText)
    {
        var ids = new ReplyCallIds(idPrefix);
        var read = new List<ContentPart>();
        foreach (var part in MessageParts.RequireReplyContent(parts))
        {
            switch (joinsText && read.Count > 0 ? read[^1] : null, part)
            {
                case (TextPart before, TextPart more):
                    read[^1] = new TextPart(before.Text + more.Text);
                    break;
                case (RefusalPart before, RefusalPart more):
                    read[^1] = new RefusalPart(before.Text + more.Text);
                    break;
                case (ReasoningPart { Signature.Payload: "" } before, ReasoningPart more) when more.Text.Length > 0:
                    read[^1] = more with { Text = before.Text + more.Text };
                    break;
                case (_, ToolCallPart call):
                    read.Add(call with { Id = ids.Next(call.Id), Name = OriginalName(call.Name, map) });
                    break;
                case (_, not TextPart { Text.Length: 0 }):
                    read.Add(part);
                    break;
            }
        }

        return [.. read.Select(WithWholeCharacters)];
    }

    private static ToolName OriginalName(ToolName name, RequestMap map) => name switch
    {
        { Name.Length: 0 } => throw new TranslationException("name", "is missing: the provider called a tool without naming it"),
        { Namespace: null, IsCustom: false } => map.OriginalName(name.Name),
        _ => name,
    };

    private static ContentPart WithWholeCharacters(ContentPart part) => part switch
    {
        TextPart text => new TextPart(JsonText.WithWholeCharacters(text.Text)),
        RefusalPart refusal => new RefusalPart(JsonText.WithWholeCharacters(refusal.Text)),
        ReasoningPart reasoning => reasoning with { Text = JsonText.WithWholeCharacters(reasoning.Text) },
        ToolCallPart call => call with { Arguments = JsonText.WithWholeCharacters(call.Arguments) },
        _ => part,
    };
}
