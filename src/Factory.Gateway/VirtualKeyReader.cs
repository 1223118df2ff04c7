using Microsoft.AspNetCore.Http;

namespace Factory.Gateway;

/// <summary>Reads a request's key from wherever the vendors' clients put it.</summary>
internal static class VirtualKeyReader
{
    private const string BearerPrefix = "Bearer ";

    /// <summary>The key; null when there is none.</summary>
    public static string? Read(HttpRequest request)
    {
        foreach (var header in (ReadOnlySpan<string>)["x-api-key", "x-goog-api-key"])
        {
            if (request.Headers.TryGetValue(header, out var value) && value.ToString().Trim() is { Length: > 0 } key)
            {
                return key;
            }
        }

        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            && authorization[BearerPrefix.Length..].Trim() is { Length: > 0 } bearer)
        {
            return bearer;
        }

        // Google's API takes the key in the URL, too.
        return request.QueryString.HasValue && request.Query["key"].ToString() is { Length: > 0 } query ? query : null;
    }
}
