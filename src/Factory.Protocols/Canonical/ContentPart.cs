namespace Factory.Protocols.Canonical;

/// <summary>
/// A part of a message or of a reply. Which kinds a message can hold depends on its role: <see cref="MessageParts"/>.
/// </summary>
internal abstract record ContentPart;
