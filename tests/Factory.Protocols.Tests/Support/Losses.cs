using System.Text.Json;
using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.Tests.Support;

/// <summary>Takes out of a conversation what <c>docs/reference/protocols.md</c> says is lost between two protocols, so that what is left must be equal.</summary>
internal static class Losses
{
    private static readonly JsonElement NoArguments = JsonElement.Parse("""{"type":"object","properties":{}}"""u8);

    /// <summary>The way back is the reply's business (<see cref="RequestMap"/>): a request that went and came has flat names.</summary>
    public static ModelRequest Flat(ModelRequest conversation) => ToolNames.Flatten(conversation).Flat;

    public static ModelRequest Told(ModelRequest conversation, Protocol client, Protocol upstream)
    {
        // Gemini takes instructions at the beginning only, so those in the middle come back as words of the user.
        var (system, rest) = Turns.Split(conversation.Turns);
        var placed = Either(client, upstream, Protocol.GeminiGenerate)
            ? [new Message(Role.System, [.. system.Select(text => new TextPart(text))]), .. Turns.SystemAsUser(rest)]
            : conversation.Turns;
        var turns = placed.Select(turn => turn with { Parts = [.. Joined(turn.Parts)] });
        return conversation with
        {
            Source = client,
            Turns = Turns.Ordered(turns),
            Tools = [.. conversation.Tools.Select(tool => tool with { Schema = tool.Schema ?? NoArguments, Strict = tool.Strict == true && !Either(client, upstream, Protocol.GeminiGenerate) ? true : null })],
            Reasoning = null,
            ParallelCalls = conversation.ParallelCalls is false && !Either(client, upstream, Protocol.GeminiGenerate) ? false : null,
            Choice = conversation.Choice is { Mode: not ToolChoiceMode.Auto } choice ? choice : null,
            Temperature = Either(client, upstream, Protocol.AnthropicMessages) ? null : conversation.Temperature.Unless(1),
            TopP = Either(client, upstream, Protocol.AnthropicMessages) ? null : conversation.TopP,
            TopK = client == upstream ? conversation.TopK : null,
            Format = conversation.Format is { Schema: { } schema } ? new ReplyFormat(JsonSchemas.Closed(schema)) : conversation.Format,
            Verbosity = null,
            MaxOutputTokens = conversation.MaxOutputTokens ?? Some.Context.DefaultMaxOutputTokens,
            Stream = true,
            IncludeUsage = false,
        };
    }

    /// <summary>Chat joins the texts of a message, thoughts go only to who signed them, only OpenAI has refusals and details of images, and ids are made to fit.</summary>
    private static IEnumerable<ContentPart> Joined(IEnumerable<ContentPart> parts)
    {
        string? text = null;
        foreach (var part in parts.Where(part => part is not ThinkingPart))
        {
            if (((part as TextPart)?.Text ?? (part as RefusalPart)?.Text) is { } more)
            {
                text = text is null ? more : $"{text}\n\n{more}";
                continue;
            }

            if (text is not null)
            {
                yield return new TextPart(text);
                text = null;
            }

            yield return part switch
            {
                ToolResultPart result => result with { CallId = CallIds.Fit(result.CallId), Content = [.. Joined(result.Content)] },
                ToolCallPart call => call with { Id = CallIds.Fit(call.Id), Arguments = call.Arguments.Length == 0 ? "{}" : call.Arguments },
                ImagePart image => image with { Detail = null },
                _ => part,
            };
        }

        if (text is not null)
        {
            yield return new TextPart(text);
        }
    }

    private static bool Either(Protocol client, Protocol upstream, Protocol one) => client == one || upstream == one;
}
