namespace Factory.Sandbox.Tests;

public sealed class ToolchainTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("factory-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // A shell goes on to the next folder in all of these cases.
    [Theory]
    [InlineData("true")]
    [InlineData("ln -s nowhere a/tool")]
    [InlineData("ln -s tool a/tool")]
    [InlineData("ln -s /dev/null/x a/tool")]
    [InlineData("echo > a/tool; chmod 644 a/tool")]
    [InlineData("mkdir a/tool")]
    [InlineData("mkdir d; ln -s ../d a/tool")]
    public void FindProgram_NothingToExecuteInTheFirstFolder_TakesTheNext(string script)
    {
        Shell.Run(_folder, $"mkdir a b; echo '#!/bin/sh' > b/tool; chmod 755 b/tool; {script}");

        Toolchain.FindProgram($"{_folder}/a:{_folder}/b", "tool").ShouldBe($"{_folder}/b/tool");
    }

    [Fact]
    public void FindProgram_LinkToAProgram_IsItsTarget()
    {
        Shell.Run(_folder, "mkdir bin lib; echo '#!/bin/sh' > lib/tool-1; chmod 755 lib/tool-1");
        Shell.Run(_folder, "ln -s tool-1 lib/tool; ln -s ../lib/tool bin/tool");

        Toolchain.FindProgram($"::/nowhere:{_folder}/bin", "tool").ShouldBe($"{_folder}/lib/tool-1");
    }

    // A relative folder would be searched in whatever folder the silo was started in.
    [Fact]
    public void FindProgram_RelativeFolder_IsNotSearched()
    {
        Toolchain.FindProgram("bin:.:..", "no-such-tool").ShouldBeNull();
        Toolchain.FindProgram(".", "sh").ShouldBe(Toolchain.FindProgram(null, "sh"));
    }

    [Fact]
    public void Detect_Tool_MakesTheFolderAboveItsBinReadable()
    {
        Shell.Run(_folder, "mkdir -p node/bin; echo '#!/bin/sh' > node/bin/node; chmod 755 node/bin/node");

        var tools = Toolchain.Detect($"{_folder}/node/bin", null, "/home/somebody");

        tools.Folders.ShouldContain($"{_folder}/node");
        tools.SearchPath.Split(':').ShouldContain($"{_folder}/node/bin");
        tools.SearchPath.ShouldEndWith("/usr/local/bin:/usr/bin:/bin");
    }

    // The shims of version managers are scripts that need the user's home.
    [Theory]
    [InlineData("shims")]
    [InlineData("sbin")]
    public void Detect_ToolOutsideOfABin_IsSkipped(string folder)
    {
        Shell.Run(_folder, $"mkdir -p x/{folder}; echo '#!/bin/sh' > x/{folder}/node; chmod 755 x/{folder}/node");

        var tools = Toolchain.Detect($"{_folder}/x/{folder}", null, null);

        tools.Folders.ShouldAllBe(f => !f.StartsWith(_folder, StringComparison.Ordinal));
        tools.SearchPath.ShouldNotContain(_folder);
    }

    [Fact]
    public void Detect_DotnetRootWithoutDotnet_IsNotBelieved() =>
        Toolchain.Detect(null, _folder, null).DotnetRoot.ShouldNotBe(_folder);
}
