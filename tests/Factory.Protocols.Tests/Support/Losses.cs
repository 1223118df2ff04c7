using System.Text.Json;
using Factory.Protocols.Anthropic;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Tests.Support;

/// <summary>
/// Removes from a request what by <c>docs/reference/protocols.md</c> is lost between two APIs, so that the rest must be
/// equal.
/// </summary>
internal static class Losses
{
    private static readonly JsonElement NoArguments = JsonElement.Parse("""{"type":"object","properties":{}}"""u8);

    /// <summary>
    /// The way back is the reply's business (<see cref="RequestMap"/>): a request that went and came has flat names.
    /// </summary>
    public static ModelRequest Flat(ModelRequest request) => ToolNameMapper.Flatten(request).Flat;

    public static ModelRequest Apply(ModelRequest request, ModelApi client, ModelApi upstream)
    {
        // Gemini takes instructions at the beginning only, so those in the middle come back as words of the user.
        var (system, rest) = MessageNormalizer.SplitInstructions(request.Messages);
        var placed = Either(client, upstream, ModelApi.GeminiGenerateContent)
            ?
            [
                new Message(Role.System, [.. system.Select(text => new TextPart(text))]),
                .. MessageNormalizer.InstructionsAsUserMessages(rest),
            ]
            : request.Messages;
        var anthropic = Either(client, upstream, ModelApi.AnthropicMessages);
        var messages = placed.Select(
            message =>
                message with { Parts = [.. Joined(message.Parts.Where(part => !anthropic || AnthropicContentWriter.IsAccepted(part)))] });
        return request with
        {
            SourceApi = client,
            Messages = JoinNeighbours(MessageNormalizer.Normalize(messages)),
            Tools = [.. request.Tools.Select(tool =>
                tool with
                {
                    Schema = tool.Schema ?? NoArguments,
                    Strict = tool.Strict == true && !Either(client, upstream, ModelApi.GeminiGenerateContent) ? true : null
                })],
            Reasoning = null,
            ParallelToolCalls = request.ParallelToolCalls is false && !Either(client, upstream, ModelApi.GeminiGenerateContent)
                ? false
                : null,
            ToolChoice = request.ToolChoice is { Mode: not ToolChoiceMode.Auto } choice ? choice : null,
            Temperature = Either(client, upstream, ModelApi.AnthropicMessages) ? null : request.Temperature.NullIfDefault(1),
            TopP = Either(client, upstream, ModelApi.AnthropicMessages) ? null : request.TopP,
            TopK = client == upstream ? request.TopK : null,
            ResponseFormat = request.ResponseFormat is { Schema: { } schema }
                ? new ResponseFormat(JsonSchemas.WithClosedObjects(schema))
                : request.ResponseFormat,
            Verbosity = null,
            MaxOutputTokens = request.MaxOutputTokens ?? Sample.Context.DefaultMaxOutputTokens,
            Stream = true,
            IncludeUsage = false,
        };
    }

    // What stood between two messages of one role can have been left out, and then their texts meet.
    private static IReadOnlyList<Message> JoinNeighbours(IEnumerable<Message> messages) =>
        [.. messages.Select(message => message with { Parts = [.. Joined(message.Parts)] })];

    /// <summary>
    /// Chat joins the texts of a message, reasoning is sent to its issuer only, only OpenAI has refusals and details of
    /// images, and ids are replaced.
    /// </summary>
    private static IEnumerable<ContentPart> Joined(IEnumerable<ContentPart> parts)
    {
        string? text = null;
        foreach (var part in parts.Where(part => part is not ReasoningPart))
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
                ToolResultPart result =>
                    result with { CallId = ToolCallIds.Sanitize(result.CallId), Content = [.. Joined(result.Content)] },
                ToolCallPart call =>
                    call with
                    {
                        Id = ToolCallIds.Sanitize(call.Id),
                        Arguments = call.Arguments.Length == 0 ? "{}" : call.Arguments.Replace('\n', ' ').Replace('\r', ' ')
                    },
                ImagePart image => image with { Detail = null },
                _ => part,
            };
        }

        if (text is not null)
        {
            yield return new TextPart(text);
        }
    }

    private static bool Either(ModelApi client, ModelApi upstream, ModelApi one) => client == one || upstream == one;
}
