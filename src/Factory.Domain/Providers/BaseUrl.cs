namespace Factory.Domain.Providers;

/// <summary>Validates the base URL of a provider.</summary>
public static class BaseUrl
{
    /// <summary>
    /// True for absolute http and https URLs without user information, query and fragment, which could hold a secret
    /// and would be logged.
    /// </summary>
    public static bool IsValid(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;
}
