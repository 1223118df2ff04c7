namespace Factory.Protocols.Canonical;

/// <summary>Puts messages into the order that every API accepts.</summary>
internal static class MessageNormalizer
{
    /// <summary>
    /// Joins neighbours of one role, drops empty texts and messages without content, puts the results of tools right
    /// behind their calls and completes their tool names.
    /// </summary>
    public static IReadOnlyList<Message> Normalize(IEnumerable<Message> messages)
    {
        var ordered = WithResultsBehindCalls(Joined(messages));

        // A call's id is unique within its reply only: some servers number the calls of every reply from 0, so the
        // nearest call before a result counts.
        var names = new Dictionary<string, ToolName>(StringComparer.Ordinal);
        return [.. ordered.Select(message => new Message(message.Role, Named(message.Parts)))];

        List<ContentPart> Named(IReadOnlyList<ContentPart> parts) => [.. ResultsFirst(parts).Select(part => WithToolName(part, names))];
    }

    private static List<Message> Joined(IEnumerable<Message> messages)
    {
        // Anthropic and Gemini require alternating roles, and chat and responses clients send each tool result as a
        // message of its own.
        var ordered = new List<(Role Role, List<ContentPart> Parts)>();
        foreach (var message in messages)
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

        return [.. ordered.Select(message => new Message(message.Role, message.Parts))];
    }

    private static List<Message> WithResultsBehindCalls(List<Message> messages)
    {
        // Clients put instructions, and words of the user, between a call and its result. Anthropic: "tool_use ids were
        // found without tool_result blocks immediately after"; OpenAI: "must be followed by tool messages".
        for (var index = 2; index < messages.Count; index++)
        {
            foreach (var result in messages[index].Parts.OfType<ToolResultPart>().ToList())
            {
                var caller = messages.FindLastIndex(index - 1, message => message.Parts.Any(part => IsCallOf(part, result)));
                if (caller >= 0 && caller < index - 1)
                {
                    messages[index] = messages[index] with { Parts = [.. messages[index].Parts.Where(part => part != result)] };
                    index += PutBehind(messages, caller, result);
                }
            }
        }

        return Joined(messages);
    }

    private static int PutBehind(List<Message> messages, int caller, ToolResultPart result)
    {
        // Behind the results that are there already, so that they keep their order.
        var next = messages[caller + 1];
        if (next.Role == Role.User)
        {
            messages[caller + 1] = next with { Parts = [.. next.Parts, result] };
            return 0;
        }

        messages.Insert(caller + 1, new Message(Role.User, [result]));
        return 1;
    }

    private static bool IsCallOf(ContentPart part, ToolResultPart result) => part is ToolCallPart call && call.Id == result.CallId;

    /// <summary>The instructions before the first message of the user or the model, and the rest.</summary>
    public static (IReadOnlyList<string> System, IReadOnlyList<Message> Others) SplitInstructions(IReadOnlyList<Message> messages) =>
        messages is [{ Role: Role.System } first, ..]
            ? ([.. first.Parts.OfType<TextPart>().Select(part => part.Text)], [.. messages.Skip(1)])
            : ([], messages);

    /// <summary>
    /// Instructions in the middle of a conversation as text of the user in <c>&lt;system&gt;</c> tags, for APIs that
    /// accept instructions at the start only.
    /// </summary>
    public static IReadOnlyList<Message> InstructionsAsUserMessages(IEnumerable<Message> messages)
    {
        // Moved to the start they would precede what they refer to, and a changed start invalidates the vendor's prompt
        // cache for the whole conversation.
        return Normalize(messages.Select(message => message.Role == Role.System
            ? new Message(Role.User, [.. message.Parts.Select(InSystemTags)])
            : message));
    }

    /// <summary>The messages without the reasoning of other vendors.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="issuer">The API of the provider that gets them.</param>
    /// <param name="needsProof">Whether the provider accepts only reasoning that it signed or encrypted.</param>
    public static IReadOnlyList<Message> KeepOwnReasoning(IEnumerable<Message> messages, ModelApi issuer, bool needsProof) =>
        Normalize(messages.Select(message => message with
        {
            Parts = [.. message.Parts.Where(part => part is not ReasoningPart reasoning || IsOwn(reasoning, issuer, needsProof))],
        }));

    private static IEnumerable<ContentPart> ResultsFirst(IReadOnlyList<ContentPart> parts)
    {
        // Anthropic: "tool_use ids were found without tool_result blocks immediately after" where text precedes the
        // results. OrderBy is stable.
        return parts.OrderBy(part => part is not ToolResultPart);
    }

    private static ContentPart InSystemTags(ContentPart part) =>
        part is TextPart text ? new TextPart($"<system>\n{text.Text}\n</system>") : part;

    private static bool IsOwn(ReasoningPart reasoning, ModelApi issuer, bool needsProof)
    {
        // Anthropic and OpenAI verify signatures and ciphertexts and reject the request where one is missing or
        // foreign; a chat, Gemini or Ollama server takes its own reasoning as text.
        return reasoning.Signature.Issuer == issuer
            && (reasoning.Signature.Payload.Length > 0 || (!needsProof && reasoning.Text.Length > 0));
    }

    private static ContentPart WithToolName(ContentPart part, Dictionary<string, ToolName> names)
    {
        if (part is ToolCallPart call)
        {
            names[call.Id] = call.Name;
        }

        return part is ToolResultPart { Name: null } result && names.TryGetValue(result.CallId, out var name)
            ? result with { Name = name }
            : part;
    }
}
