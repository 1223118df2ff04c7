using Factory.Domain.Sandbox;
using Factory.Workspaces.Builds;

namespace Factory.Workspaces.Evidence;

/// <summary>Runs test commands and counts the tests that ran.</summary>
internal sealed class TestCommand(ISandbox sandbox)
{
    // Makes the two most common runners write a report without being asked: dotnet test takes properties from variables.
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["VSTestLogger"] = "trx",
        ["PYTEST_ADDOPTS"] = "--junitxml=factory-tests.xml",
    };

    /// <summary>Runs a command that builds tests. Parameters and exceptions as in <see cref="RunAsync"/>.</summary>
    public async Task<CommandResult> BuildAsync(string command, string copy, string folder, CancellationToken cancellationToken)
    {
        var result = await sandbox.RunAsync(
            new SandboxedCommand(command, copy, ProductBuilder.Limits, MountPath: folder),
            cancellationToken);
        return result.ThrowIfDiskTakenByOthers();
    }

    /// <summary>Runs a command that runs tests.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="copy">Full path of the copy of a build, which the command may write to.</param>
    /// <param name="folder">Full path of the build, at which the command finds the copy: build tools write absolute paths into
    /// their output and would rebuild everything at another one.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>data.disk_full</c>: others have filled the
    /// disk.</exception>
    public async Task<TestRun> RunAsync(string command, string copy, string folder, CancellationToken cancellationToken)
    {
        var reports = TestReports.Watch(copy);

        // Before the command runs, which can change the files that say what it runs.
        var formats = TestRunners.FormatsOf(command, copy);
        var result = await sandbox.RunAsync(
            new SandboxedCommand(command, copy, ProductBuilder.Limits, Variables, MountPath: folder),
            cancellationToken);
        result.ThrowIfDiskTakenByOthers();
        return new TestRun(result, await Task.Run(() => reports.Read(result.Output, formats), cancellationToken));
    }
}
