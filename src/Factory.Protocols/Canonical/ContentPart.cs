namespace Factory.Protocols.Canonical;

/// <summary>A piece of a turn or of a reply.</summary>
internal abstract record ContentPart;

internal sealed record TextPart(string Text) : ContentPart;

/// <summary>The model declined, in words. Where a protocol has no place for it, it is text.</summary>
internal sealed record RefusalPart(string Text) : ContentPart;

/// <summary>A picture, either in base64 with its media type or at an address.</summary>
internal sealed record ImagePart(string? MediaType, string? Base64, string? Url, string? Detail = null) : ContentPart;

/// <summary>The model calls a tool.</summary>
/// <param name="Arguments">As the model wrote them: JSON most of the time, not always.</param>
internal sealed record ToolCallPart(string Id, ToolName Name, string Arguments) : ContentPart;

internal sealed record ToolResultPart(string CallId, ToolName? Name, IReadOnlyList<ContentPart> Content, bool IsError) : ContentPart;

/// <summary>The model's thoughts. A part without text carries only its seal, which belongs to the part behind it.</summary>
internal sealed record ReasoningPart(string Text, ReasoningSignature Signature) : ContentPart;
