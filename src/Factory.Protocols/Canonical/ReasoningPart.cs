namespace Factory.Protocols.Canonical;

/// <summary>The model's reasoning.</summary>
/// <param name="Text">The visible reasoning. Empty for a part that carries only a signature, which then belongs to the
/// next part.</param>
/// <param name="Signature">Whose reasoning it is, with that vendor's signature or ciphertext.</param>
internal sealed record ReasoningPart(string Text, ReasoningSignature Signature) : ContentPart;
