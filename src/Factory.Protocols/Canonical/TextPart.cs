namespace Factory.Protocols.Canonical;

/// <summary>Plain text.</summary>
/// <param name="Text">The text; never null, may be empty in a reply.</param>
internal sealed record TextPart(string Text) : ContentPart;
