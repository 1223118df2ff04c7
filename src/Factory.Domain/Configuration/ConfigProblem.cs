namespace Factory.Domain.Configuration;

/// <summary>An error in <c>silo-config/</c> or in an environment variable.</summary>
/// <param name="File">Relative to the folder, with forward slashes; or the name of the environment variable.</param>
/// <param name="Line">From 1; 0 when it concerns the whole file.</param>
/// <param name="Message">The error, the rule and the fix.</param>
public sealed record ConfigProblem(string File, int Line, string Message)
{
    /// <summary><c>agents/rex.md:4: …</c>.</summary>
    public override string ToString() => Line > 0 ? $"{File}:{Line}: {Message}" : $"{File}: {Message}";
}
