namespace Factory.Domain.Builds;

/// <summary>
/// Validates the path whose response must be 200 for a product to count as healthy. Models propose it, so it is
/// untrusted.
/// </summary>
public static class HealthPath
{
    private const int MaxLength = 200;

    /// <summary>
    /// True for an absolute request path of printable ASCII, without host, <c>..</c>, backslash or fragment; at most
    /// 200 characters.
    /// </summary>
    // "//host" would be read as another host, and ".." could leave the product's own path behind a proxy.
    public static bool IsValid(string path) =>
        path.Length is > 0 and <= MaxLength && path[0] == '/' && !path.StartsWith("//", StringComparison.Ordinal)
        && !path.Contains("..", StringComparison.Ordinal) && path.All(c => c is > ' ' and < '\u007f' and not ('\\' or '#'));
}
