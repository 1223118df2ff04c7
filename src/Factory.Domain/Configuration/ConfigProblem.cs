namespace Factory.Domain.Configuration;

/// <summary>Something wrong in <c>silo-config/</c>.</summary>
/// <param name="File">Relative to the folder, with forward slashes; or the environment variable that is wrong.</param>
/// <param name="Line">From 1; 0 when it is about the file as a whole.</param>
/// <param name="Message">What is wrong, the rule and the fix.</param>
public sealed record ConfigProblem(string File, int Line, string Message)
{
    /// <summary><c>agents/rex.md:4: …</c>.</summary>
    public override string ToString() => Line > 0 ? $"{File}:{Line}: {Message}" : $"{File}: {Message}";
}
