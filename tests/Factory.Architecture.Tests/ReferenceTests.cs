using System.Text.RegularExpressions;

namespace Factory.Architecture.Tests;

/// <summary>References point inward.</summary>
public sealed partial class ReferenceTests
{
    public static TheoryData<string> Projects => [.. References.Allowed.Keys];

    [Fact]
    public void EveryProjectUnderSrc_StandsInTheTable() =>
        Repository.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal) && f.Split('/') is ["src", _, _])
            .Select(f => Path.GetFileNameWithoutExtension(f))
            .ShouldBe(References.Allowed.Keys, ignoreOrder: true);

    [Theory, MemberData(nameof(Projects))]
    public void Project_RefersOnlyToWhatTheTableAllows(string project)
    {
        var references = ProjectReference().Matches(Repository.Read($"src/{project}/{project}.csproj")).Select(m => m.Groups[1].Value);

        references.Except(References.Allowed[project]).ShouldBeEmpty($"{project}.csproj");
    }

    [Theory, MemberData(nameof(Projects))]
    public void Assembly_UsesOnlyWhatTheTableAllows(string project)
    {
        var used = Compiled.Assemblies(project == "Factory.Cli" ? "factory" : project)
            .Where(a => a.StartsWith("Factory.", StringComparison.Ordinal));

        used.Except(References.Allowed[project]).ShouldBeEmpty(project);
    }

    [GeneratedRegex("""<ProjectReference Include="[^"]*/([^/"]+)\.csproj""")]
    private static partial Regex ProjectReference();
}
