namespace Factory.Protocols.Canonical;

/// <summary>
/// Reads one provider's stream, event by event. Holds the state of one stream; not thread safe. Errors are read
/// by <see cref="ErrorEventReader"/>, in every form, for every API.
/// </summary>
internal interface IResponseStreamReader
{
    /// <summary>Reads one event into the sink.</summary>
    /// <param name="name">The event's name; null or empty where the API names none.</param>
    /// <param name="data">The event's data.</param>
    /// <param name="sink">Takes what the event holds.</param>
    /// <exception cref="TranslationException">The event is malformed or cannot be translated.</exception>
    void Read(string? name, ReadOnlySpan<byte> data, IResponseStreamSink sink);
}
