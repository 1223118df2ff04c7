namespace Factory.Domain.Providers;

/// <summary>What a provider's address may look like.</summary>
public static class BaseUrl
{
    /// <summary>True for absolute http and https URLs that carry no secret of their own.</summary>
    public static bool IsValid(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;
}
