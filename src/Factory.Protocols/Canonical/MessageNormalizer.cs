namespace Factory.Protocols.Canonical;

/// <summary>Turns in the order that every protocol can take.</summary>
internal static class MessageNormalizer
{
    /// <summary>Joins neighbours of one role, drops turns and texts without content, puts results of tools first and names their tools.</summary>
    public static IReadOnlyList<Message> Normalize(IEnumerable<Message> turns)
    {
        var ordered = new List<(Role Role, List<ContentPart> Parts)>();
        foreach (var message in turns)
        {
            var parts = message.Parts.Where(part => part is not TextPart { Text.Length: 0 }).ToList();
            if (parts.Count == 0)
            {
                continue;
            }

            if (ordered.Count > 0 && ordered[^1].Role == message.Role)
            {
                ordered[^1].Parts.AddRange(parts);
            }
            else
            {
                ordered.Add((message.Role, parts));
            }
        }

        var names = ordered.SelectMany(turn => turn.Parts).OfType<ToolCallPart>()
            .GroupBy(call => call.Id).ToDictionary(calls => calls.Key, calls => calls.First().Name);
        return [.. ordered.Select(turn => new Message(turn.Role, [.. turn.Parts.OrderBy(part => part is not ToolResultPart).Select(part => WithToolName(part, names))]))];
    }

    /// <summary>The instructions before the first word of user or model, and the rest.</summary>
    public static (IReadOnlyList<string> System, IReadOnlyList<Message> Others) SplitInstructions(IReadOnlyList<Message> turns) =>
        turns is [{ Role: Role.System } first, ..]
            ? ([.. first.Parts.OfType<TextPart>().Select(part => part.Text)], [.. turns.Skip(1)])
            : ([], turns);

    /// <summary>Instructions in the middle, for protocols that know them only at the beginning: words of the user that say what they are.</summary>
    public static IReadOnlyList<Message> InstructionsAsUserMessages(IEnumerable<Message> turns) =>
        Normalize(turns.Select(message => message.Role == Role.System
            ? new Message(Role.User, [.. message.Parts.Select(part => part is TextPart text ? new TextPart($"<system>\n{text.Text}\n</system>") : part)])
            : message));

    /// <summary>The turns with the thoughts that this provider made and knows again; all others are left out.</summary>
    /// <param name="needsProof">Whether it takes back only what it signed or encrypted.</param>
    public static IReadOnlyList<Message> KeepOwnReasoning(IEnumerable<Message> turns, ModelApi issuer, bool needsProof) =>
        Normalize(turns.Select(message => message with
        {
            Parts = [.. message.Parts.Where(part => part is not ReasoningPart { Signature: var signature, Text: var text } || (signature.Issuer == issuer && (signature.Payload.Length > 0 || (!needsProof && text.Length > 0))))],
        }));

    private static ContentPart WithToolName(ContentPart part, Dictionary<string, ToolName> names) =>
        part is ToolResultPart { Name: null } result && names.TryGetValue(result.CallId, out var name) ? result with { Name = name } : part;
}
