using Factory.Workspaces.Evidence;

namespace Factory.Workspaces.Tests.Evidence;

/// <summary>Which files are the earlier tests, and which could be the product itself.</summary>
public sealed class TestRunnerFilesTests
{
    [Theory]
    [InlineData("python tests.py", "tests.py")]
    [InlineData("python3 -W error tests.py", "tests.py")]
    [InlineData("python -m checks.all", "checks/all.py")]
    [InlineData("python -m checks", "checks/__main__.py")]
    [InlineData("node test.js", "test.js")]
    [InlineData("node --import ./setup.mjs ./test.js", "setup.mjs")]
    [InlineData("node --import ./setup.mjs ./test.js", "test.js")]
    [InlineData("deno run checks.ts", "checks.ts")]
    [InlineData("cd app && node ../check.js", "check.js")]
    [InlineData("cd app && python check.py", "app/check.py")]
    [InlineData("sh check", "check")]
    public void BelongsToTests_ProgramOfTheTestCommand_IsOne(string command, string path)
    {
        TestRunnerFiles.BelongsToTests(path, command, "node server.js").ShouldBeTrue();
        TestRunnerFiles.Decides(path, command).ShouldBeTrue();
    }

    [Theory]
    [InlineData("node app.js --check", "app.js", "node app.js")]
    [InlineData("python tests.py data.json", "data.json", null)]
    [InlineData("cat tests.py", "tests.py", null)]
    [InlineData("sh check code", "code", null)]
    public void BelongsToTests_TheProductOrAnArgument_IsNone(string command, string path, string? serve) =>
        TestRunnerFiles.BelongsToTests(path, command, serve).ShouldBeFalse();
}
