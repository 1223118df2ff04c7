namespace Factory.Protocols.Canonical;

/// <summary>Images in the result of a tool, for APIs whose results hold text only (chat, Gemini, Ollama).</summary>
internal static class ToolResultImages
{
    /// <summary>Parts for the message of the user that follows: a line that names the call, then its images.</summary>
    /// <returns>Empty for a result without images.</returns>
    public static IEnumerable<ContentPart> ToUserParts(ToolResultPart result)
    {
        var images = result.Content.OfType<ImagePart>().ToList();
        return images.Count == 0
            ? []
            : [new TextPart($"Images from the result of call {ToolCallIds.LimitLength(result.CallId)}:"), .. images];
    }
}
