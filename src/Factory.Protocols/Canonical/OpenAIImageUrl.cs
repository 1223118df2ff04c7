using Factory.Protocols.Json;

namespace Factory.Protocols.Canonical;

/// <summary>OpenAI's image addresses, which can be <c>data:</c> addresses that hold the image itself.</summary>
internal static class OpenAIImageUrl
{
    /// <summary>Reads an address.</summary>
    /// <param name="url">The address.</param>
    /// <param name="detail">The resolution hint beside it; null for none.</param>
    /// <exception cref="TranslationException">A <c>data:</c> address that is not an image in base64.</exception>
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
            ? new ImagePart(head[..head.IndexOf(';', StringComparison.Ordinal)].ToLowerInvariant(), text[(comma + 1)..], null, detail)
            : throw new TranslationException(url.Path, "an image in data must read data:image/…;base64,…");
    }

    /// <summary>The address of an image; a <c>data:</c> address for an inline one.</summary>
    public static string ToUrl(ImagePart image) => image.Url ?? $"data:{image.MediaType};base64,{image.Base64}";
}
