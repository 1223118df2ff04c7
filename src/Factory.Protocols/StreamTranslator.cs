using System.Buffers;
using Factory.Protocols.Errors;

namespace Factory.Protocols;

/// <summary>Push: one event of the provider in, bytes of whole events for the client out. Holds the open block only, never the stream.</summary>
/// <remarks>For one call, not thread safe.</remarks>
public abstract class StreamTranslator
{
    /// <param name="name">The event's name; null or empty where the protocol names none.</param>
    /// <param name="data">The event's data without <c>data: </c>, lines joined.</param>
    /// <param name="output">Gets zero or more whole events.</param>
    /// <exception cref="TranslationException">The event is garbage or cannot be carried. What was written before stands; call <see cref="WriteError"/> to end the client's stream.</exception>
    public abstract void WriteEvent(string? name, ReadOnlySpan<byte> data, IBufferWriter<byte> output);

    /// <summary>
    /// The provider's stream ended. Closes what is open and writes the client's terminal event if it was not written yet: the usual one if the provider had said why it
    /// stopped, else an error, since the reply is only a part.
    /// </summary>
    public abstract void Complete(IBufferWriter<byte> output);

    /// <summary>Ends the client's stream with its protocol's own error event, unless it has ended already.</summary>
    /// <param name="kind">Why. The HTTP status went out long ago, so the kind is all that the client learns.</param>
    /// <param name="message">For the user: no secrets.</param>
    public abstract void WriteError(ApiErrorKind kind, string message, IBufferWriter<byte> output);
}
