namespace Factory.Domain.Builds;

/// <summary>The path that must answer 200 for a product to count as healthy. Models propose it.</summary>
public static class HealthPath
{
    private const int MaxLength = 200;

    /// <summary>True for an absolute path of a request: no host, no dots that climb, no spaces.</summary>
    public static bool IsValid(string path) =>
        path.Length is > 0 and <= MaxLength && path[0] == '/' && !path.StartsWith("//", StringComparison.Ordinal)
        && !path.Contains("..", StringComparison.Ordinal) && path.All(c => c is > ' ' and < '\u007f' and not ('\\' or '#'));
}
