namespace Factory.Protocols.Canonical;

/// <summary>Images in a tool's result, for protocols whose results hold text only: they follow as the user's words, with a line that says whose they are.</summary>
internal static class ToolResultImages
{
    public static IEnumerable<ContentPart> ToUserParts(ToolResultPart result)
    {
        var images = result.Content.OfType<ImagePart>().ToList();
        return images.Count == 0 ? [] : [new TextPart($"Images from the result of call {ToolCallIds.LimitLength(result.CallId)}:"), .. images];
    }
}
