namespace Factory.Models.Catalogue;

/// <summary>Something wrong in <c>models.json</c> or in the variables that change it.</summary>
/// <param name="File">The file's name, or the environment variable's.</param>
/// <param name="Path">Where in it: <c>providers[1].models[0].inputPrice (openai/gpt-5-mini)</c>; empty for the file as a whole.</param>
/// <param name="Message">The rule and the fix.</param>
public sealed record CatalogueProblem(string File, string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}: {WithoutFile()}";

    /// <summary>Place, rule and fix.</summary>
    public string WithoutFile() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}
