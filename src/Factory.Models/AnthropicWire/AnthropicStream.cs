using System.Runtime.CompilerServices;
using Anthropic.Exceptions;
using Factory.Models.Wires;
using Microsoft.Extensions.AI;

namespace Factory.Models.AnthropicWire;

/// <summary>
/// Anthropic's messages through the SDK's own chat. Thoughts keep their signatures and go back with the history, as tool loops need it;
/// what is not added here is the caching of prompts (<see cref="PromptCache"/>) and errors that come as events of the stream.
/// </summary>
internal sealed class AnthropicStream(IChatClient client) : IWire
{
    public async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IReadOnlyList<ChatMessage> messages,
        ChatOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A message without content is refused: an empty answer, or one that held nothing but a thought that was not shown.
        var history = messages.Where(m => m.Contents.Count > 0).ToList();
        await using var updates = client.GetStreamingResponseAsync(PromptCache.Mark(history), PromptCache.Mark(options), cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(updates))
        {
            yield return updates.Current;
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (AnthropicSseException e)
        {
            var refusal = WireRefusal.Read(0, e.Body.GetRawText(), null);
            throw new WireRefusal(StatusOf(refusal.Code), refusal.Message, refusal.Code);
        }
    }

    /// <summary>The status that the same error has when it comes before the stream.</summary>
    private static int StatusOf(string type) => type switch
    {
        "invalid_request_error" => 400,
        "authentication_error" => 401,
        "billing_error" => 402,
        "permission_error" => 403,
        "not_found_error" => 404,
        "request_too_large" => 413,
        "rate_limit_error" => 429,
        "timeout_error" => 504,
        "overloaded_error" => 529,
        _ => 500,
    };
}
