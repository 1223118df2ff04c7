namespace Factory.Protocols.Canonical;

/// <summary>
/// An image: either inline (<paramref name="Base64"/> with <paramref name="MediaType"/>) or at an address.
/// </summary>
/// <param name="MediaType">Like <c>image/png</c>; null for an image at an address.</param>
/// <param name="Base64">The image itself; null for an image at an address.</param>
/// <param name="Url">The address; null for an inline image.</param>
/// <param name="Detail">OpenAI's resolution hint (<c>low</c>, <c>high</c>, <c>auto</c>); null where the client sent
/// none.</param>
internal sealed record ImagePart(string? MediaType, string? Base64, string? Url, string? Detail = null) : ContentPart
{
    /// <value>The media type by its registered name: vendors reject <c>image/jpg</c>.</value>
    public string? MediaType { get; } = MediaType?.ToLowerInvariant() is "image/jpg" ? "image/jpeg" : MediaType?.ToLowerInvariant();
}
