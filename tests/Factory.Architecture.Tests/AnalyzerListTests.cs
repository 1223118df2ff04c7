using System.Xml.Linq;

namespace Factory.Architecture.Tests;

/// <summary>Analyzers read lists beside the projects. An analyzer without its list reports nothing.</summary>
public sealed class AnalyzerListTests
{
    [Theory]
    [InlineData("src/BannedSymbols.txt", "$(MSBuildThisFileDirectory)BannedSymbols.txt")]
    [InlineData("src/Factory.Domain/BannedSymbols.txt", "$(MSBuildProjectDirectory)/BannedSymbols.txt")]
    [InlineData("src/Factory.Domain/BannedSymbols.txt", "$(MSBuildThisFileDirectory)Factory.Domain/BannedSymbols.txt")]
    [InlineData("src/Factory.Grains/BannedSymbols.txt", "$(MSBuildProjectDirectory)/BannedSymbols.txt")]
    [InlineData("src/Factory.Contracts/PublicAPI.Unshipped.txt", "$(MSBuildProjectDirectory)/PublicAPI.Unshipped.txt")]
    [InlineData("src/Factory.Client/PublicAPI.Unshipped.txt", "$(MSBuildProjectDirectory)/PublicAPI.Unshipped.txt")]
    public void List_HasEntries_AndIsGivenToTheCompiler(string list, string include)
    {
        File.ReadLines(Path.Combine(Repository.Root, list)).Count(l => l.Length > 0 && l[0] != '#').ShouldBeGreaterThan(10);
        XDocument.Load(Path.Combine(Repository.Root, "src", "Directory.Build.props")).Descendants("AdditionalFiles")
            .Select(f => f.Attribute("Include")!.Value).ShouldContain(include);
    }
}
