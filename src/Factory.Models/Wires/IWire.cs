using Microsoft.Extensions.AI;

namespace Factory.Models.Wires;

/// <summary>
/// One model behind one wire format, plainly: requests out, pieces in, failures as the client library throws them. What all wires have in
/// common (retries, patience, words for failures) is in front of it, in <see cref="WireChatClient"/> and <see cref="WireHandler"/>.
/// </summary>
internal interface IWire
{
    /// <summary>
    /// One call. The piece that ends the answer carries a finish reason; tool calls come whole, with <c>Exception</c> set where their
    /// arguments are no JSON object.
    /// </summary>
    IAsyncEnumerable<ChatResponseUpdate> StreamAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken);
}
