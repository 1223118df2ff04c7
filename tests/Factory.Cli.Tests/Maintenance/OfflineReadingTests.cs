using System.Diagnostics;
using Factory.Silo.Hosting;
using Factory.Silo.Maintenance;

namespace Factory.Cli.Tests.Maintenance;

/// <summary>What is read from a real data folder without a silo.</summary>
public sealed class OfflineReadingTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("factory-offline-");
    private readonly DataFolderMaintenance _maintenance = new();

    private SiloOptions Options => new() { DataFolder = _data.FullName };

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task ListAndGet_EmptyFolder_HaveNothingAndCreateNothing()
    {
        (await _maintenance.ListRunsAsync(Options, null, 20, default)).Items.ShouldBeEmpty();
        (await _maintenance.ListTasksAsync(Options, RunId.Parse("run-1"), null, 20, default)).Items.ShouldBeEmpty();
        (await _maintenance.ListApprovalsAsync(Options, null, 20, default)).Items.ShouldBeEmpty();
        (await Should.ThrowAsync<FactoryException>(() => _maintenance.GetRunAsync(Options, RunId.Parse("run-1"), default)))
            .Code.ShouldBe(ErrorCodes.NotFound);
        (await Should.ThrowAsync<FactoryException>(() => _maintenance.GetTaskAsync(Options, TaskId.Parse("task-1"), default)))
            .Message.ShouldBe("There is no task task-1.");
        _data.EnumerateFileSystemInfos().ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadDiff_TwoCommits_IsAUnifiedDiffThatRunsNoProgram()
    {
        var mirror = Path.Combine(_data.FullName, "products", Given.Product.Name, "mirror.git");
        var work = Path.Combine(_data.FullName, "work-tree");
        var ran = Path.Combine(_data.FullName, "ran");
        await ShellAsync($$"""
            git init -q '{{work}}' && cd '{{work}}'
            printf 'old\n' > a.txt && printf '*.txt diff=evil\n' > .gitattributes
            git add . && git -c user.name=x -c user.email=x@x commit -qm base
            printf 'new\n' > a.txt
            git -c user.name=x -c user.email=x@x commit -qam change
            mkdir -p "$(dirname '{{mirror}}')" && git clone -q --bare . '{{mirror}}'
            git -C '{{mirror}}' config diff.evil.textconv "touch '{{ran}}'; cat"
            git -C '{{mirror}}' config diff.external "touch '{{ran}}'"
            """);
        var commits = (await ShellAsync($"git -C '{mirror}' rev-parse HEAD~1 HEAD")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var change = Given.Change() with { BaseCommit = commits[0], Commit = commits[1] };

        var diff = await _maintenance.ReadDiffAsync(Options, Given.Product, change, default);

        diff.ShouldContain(" a.txt | 2 +-\n");
        diff.ShouldContain("\n-old\n+new");
        File.Exists(ran).ShouldBeFalse();
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("--output=/tmp/x")]
    [InlineData("")]
    public async Task ReadDiff_NoHash_IsRejectedBeforeGitRuns(string commit)
    {
        var change = Given.Change() with { BaseCommit = new string('a', 40), Commit = commit };

        (await Should.ThrowAsync<FactoryException>(() => _maintenance.ReadDiffAsync(Options, Given.Product, change, default)))
            .Message.ShouldBe("The task's change names no commits.");
    }

    private static async Task<string> ShellAsync(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-ec", script]) { RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        shell.ExitCode.ShouldBe(0, script);
        return output;
    }
}
