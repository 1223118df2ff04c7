namespace Factory.Architecture.Tests.Lines;

/// <summary>Lines, parameter lists and bodies are short.</summary>
public sealed class LineTests
{
    [Fact]
    public void Lines_FitTheWindow() =>
        Baseline.Holds(
            "long-lines.txt",
            $"No line has more than {LengthRules.Columns} columns",
            SourceFile.All.SelectMany(LengthRules.LongLines));

    [Fact]
    public void Constructors_TakeFewParameters() =>
        Baseline.Holds(
            "long-parameter-lists.txt",
            $"No constructor has more than {LengthRules.Parameters} parameters",
            SourceFile.All.SelectMany(LengthRules.LongParameterLists));

    [Fact]
    public void Bodies_AreShort() =>
        Baseline.Holds(
            "long-bodies.txt",
            $"No body has more than {LengthRules.BodyLines} lines",
            SourceFile.All.SelectMany(LengthRules.LongBodies));

    [Fact]
    public void EditorConfig_SaysTheSameToEditors() =>
        Repository.Read(".editorconfig").ShouldContain($"\nmax_line_length = {LengthRules.Columns}\n");
}
