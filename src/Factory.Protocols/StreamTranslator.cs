using System.Buffers;
using Factory.Protocols.Errors;

namespace Factory.Protocols;

/// <summary>
/// Translates a stream: one event of the provider in, complete events for the client out. Buffers the open block at
/// most, never the stream.
/// </summary>
/// <remarks>
/// For one call; not thread safe. The one exception to the buffer are clients of OpenAI's responses, whose last event
/// repeats the reply.
/// </remarks>
public abstract class StreamTranslator
{
    /// <summary>Translates one event.</summary>
    /// <param name="name">The event's name; null or empty where the API names none.</param>
    /// <param name="data">The event's data without <c>data: </c>, lines joined.</param>
    /// <param name="output">Gets zero or more complete events.</param>
    /// <exception cref="TranslationException">The event is malformed or cannot be translated. What was written before
    /// is valid; call <see cref="WriteError"/> to end the client's stream.</exception>
    public abstract void WriteEvent(string? name, ReadOnlySpan<byte> data, IBufferWriter<byte> output);

    /// <summary>
    /// Ends the client's stream after the provider's ended, unless it has ended already: with the usual terminal event
    /// if the provider sent a stop reason, else with an error, since the reply is incomplete.
    /// </summary>
    /// <param name="output">Gets zero or more complete events.</param>
    public abstract void Complete(IBufferWriter<byte> output);

    /// <summary>Ends the client's stream with the error event of its API, unless it has ended already.</summary>
    /// <param name="kind">Why. The HTTP status went out long ago, so the kind is all that the client learns.</param>
    /// <param name="message">For the user; no secrets.</param>
    /// <param name="output">Gets zero or more complete events.</param>
    public abstract void WriteError(ApiErrorKind kind, string message, IBufferWriter<byte> output);
}
