using Factory.Protocols.Json;

namespace Factory.Protocols.Canonical;

/// <summary>Images that OpenAI puts into an address, also those that are no address but data.</summary>
internal static class OpenAIImageUrl
{
    public static ImagePart Parse(JsonValueReader url, string? detail)
    {
        var text = url.Text();
        if (!text.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return new ImagePart(null, null, text, detail);
        }

        var comma = text.IndexOf(',', StringComparison.Ordinal);
        var head = comma < 0 ? "" : text[5..comma];
        return head.EndsWith(";base64", StringComparison.OrdinalIgnoreCase) && head.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
            ? new ImagePart(head[..^7], text[(comma + 1)..], null, detail)
            : throw new TranslationException(url.Path, "an image in data must read data:image/…;base64,…");
    }

    public static string ToUrl(ImagePart image) => image.Url ?? $"data:{image.MediaType};base64,{image.Base64}";
}
