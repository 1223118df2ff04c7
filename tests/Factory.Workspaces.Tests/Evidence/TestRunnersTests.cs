using Factory.Workspaces.Evidence;

namespace Factory.Workspaces.Tests.Evidence;

/// <summary>Which commands are those of a test runner, whose report is more than the product's own word.</summary>
public sealed class TestRunnersTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("factory-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("dotnet test", TestRunners.Trx)]
    [InlineData("cd src && dotnet test --no-build; dotnet test other", TestRunners.Trx)]
    [InlineData("pytest -q", TestRunners.JUnit)]
    [InlineData("CI=1 python3 -m pytest", TestRunners.JUnit)]
    [InlineData("uv run pytest", TestRunners.JUnit)]
    [InlineData("node --test", TestRunners.Output)]
    [InlineData("npx jest --ci", TestRunners.JUnit)]
    [InlineData("npm test", TestRunners.Output)]
    [InlineData("pnpm run test", TestRunners.Output)]
    public void FormatsOf_KnownRunner_HasItsFormat(string command, string format)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "package.json"), """{"scripts":{"test":"vitest run"}}""");

        TestRunners.FormatsOf(command, _folder.FullName).ShouldContain(format);
    }

    [Theory]
    [InlineData("sh check.sh")]
    [InlineData("dotnet test && sh report.sh")]
    [InlineData("dotnet test | tee a.trx")]
    [InlineData("dotnet test & sh report.sh")]
    [InlineData("PATH=. dotnet test")]
    [InlineData("./pytest")]
    [InlineData("python tests.py")]
    [InlineData("node test.js --test")]
    [InlineData("pytest; cp junit.xml other.xml")]
    [InlineData("pytest > a.tap")]
    [InlineData("$(cat command)")]
    [InlineData("npm test")]
    [InlineData("npm run report")]
    public void FormatsOf_ScriptOfTheProduct_HasNone(string command)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "package.json"), """{"scripts":{"test":"node report.js"}}""");

        TestRunners.FormatsOf(command, _folder.FullName).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("[]")]
    [InlineData("{\"scripts\":7}")]
    [InlineData("{")]
    [InlineData("{\"scripts\":{\"test\":\"npm test\"}}")]
    public void FormatsOf_PackageWithoutARunner_HasNone(string? package)
    {
        if (package is not null)
        {
            File.WriteAllText(Path.Combine(_folder.FullName, "package.json"), package);
        }

        TestRunners.FormatsOf("npm test", _folder.FullName).ShouldBeEmpty();
    }
}
