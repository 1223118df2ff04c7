namespace Factory.Domain.Runners;

/// <summary>An npm package and its exact version.</summary>
/// <param name="Name"><c>@openai/codex</c>.</param>
/// <param name="Version"><c>0.169.0</c>.</param>
public sealed record RunnerPackage(string Name, string Version)
{
    /// <summary>Reads a checked <see cref="RunnerDefinition.Package"/>.</summary>
    /// <exception cref="FormatException">There is no version.</exception>
    public static RunnerPackage Parse(string text) =>

        // The last one: names of scoped packages begin with an '@' of their own.
        text.LastIndexOf('@') is > 0 and var at
            ? new(text[..at], text[(at + 1)..])
            : throw new FormatException($"'{text}' is not a package with a version, like @openai/codex@0.169.0.");

    /// <summary>True when a program's answer to <c>--version</c> names this version: <c>codex-cli 0.169.0</c>.</summary>
    public bool IsNamedIn(string answer) => answer.Split(' ', '\t', '(', ')', ',').Any(word => word.TrimStart('v') == Version);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}@{Version}";
}
