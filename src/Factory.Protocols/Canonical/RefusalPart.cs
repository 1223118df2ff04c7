namespace Factory.Protocols.Canonical;

/// <summary>
/// The model's explanation of why it declined. Only OpenAI has a field for it; elsewhere it is written as text.
/// </summary>
/// <param name="Text">The explanation.</param>
internal sealed record RefusalPart(string Text) : ContentPart;
