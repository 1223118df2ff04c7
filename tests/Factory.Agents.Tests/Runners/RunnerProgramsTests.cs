using Factory.Agents.Runners;
using Factory.Domain.Configuration;
using Factory.Domain.Runners;
using Factory.Workspaces.Tests.WorkingCopies;

namespace Factory.Agents.Tests.Runners;

public sealed class RunnerProgramsTests : IDisposable
{
    private static readonly RunnerDefinition Runner =
        new("tool", "tool", RunnerOutput.Text, [], [], new Dictionary<string, string>(), new Dictionary<string, string>(), null);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_OnThePath_IsTheFirstThatCanBeExecuted()
    {
        Write("a/tool", executable: false);
        var expected = Write("b/tool");
        Write("c/tool");

        Find("a", "b", "c").ShouldBe(new RunnerProgram(expected, Path.GetDirectoryName(expected)!));
    }

    [Fact]
    public void Find_InstalledByTheFactory_ComesBeforeThePath()
    {
        Write("a/tool");
        var expected = Write("data/runners/tool/node_modules/.bin/tool");

        Find("a")!.Path.ShouldBe(expected);
    }

    [Fact]
    public void Find_LinkIntoANpmPackage_ReadsAllPackagesThatLieBesideIt()
    {
        var target = Write("lib/node_modules/@acme/tool/bin/tool.js");
        Directory.CreateDirectory(_folder.In("bin"));
        File.CreateSymbolicLink(_folder.In("bin/tool"), target);

        Find("bin").ShouldBe(new RunnerProgram(target, _folder.In("lib/node_modules")));
    }

    [Fact]
    public void Find_ProgramInTheHomeItself_IsPassedOver()
    {
        Write("home/tool");

        new RunnerPrograms(new FactoryPaths(_folder.In("data")), _folder.In("home"), _folder.In("home")).Find(Runner).ShouldBeNull();
        new RunnerPrograms(new FactoryPaths(_folder.In("data")), _folder.In("home"), _folder.In("home/me")).Find(Runner).ShouldBeNull();
    }

    [Fact]
    public void Find_BrokenLinks_ArePassedOver()
    {
        Directory.CreateDirectory(_folder.In("a"));
        File.CreateSymbolicLink(_folder.In("a/tool"), _folder.In("a/tool"));
        var expected = Write("b/tool");

        Find("a", "b")!.Path.ShouldBe(expected);
        Find("a").ShouldBeNull();
    }

    private RunnerProgram? Find(params string[] path) =>
        new RunnerPrograms(new FactoryPaths(_folder.In("data")), string.Join(':', path.Select(p => _folder.In(p))), "/home/nobody")
            .Find(Runner);

    private string Write(string name, bool executable = true)
    {
        var path = _folder.In(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "#!/bin/sh\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, executable ? UnixFileMode.UserRead | UnixFileMode.UserExecute : UnixFileMode.UserRead);
        }

        return path;
    }
}
