using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Domain.Runners;
using Factory.Silo.Discovery;
using Factory.Silo.Hosting;
using Factory.Silo.Runners;
using Factory.Silo.Tests.Support;
using Factory.TestKit.Builders;
using Factory.TestKit.Time;

namespace Factory.Silo.Tests.Runners;

/// <summary>Installations with a script in place of npm.</summary>
public sealed class RunnerInstallerTests : IDisposable
{
    private const string Installs = """
        mkdir -p node_modules/.bin
        printf '#!/bin/sh\necho tool 1.2.3\n' > node_modules/.bin/tool
        chmod 755 node_modules/.bin/tool
        """;

    private static readonly RunnerDefinition Tool = new(
        "tool",
        "tool",
        RunnerOutput.Text,
        [],
        [],
        new Dictionary<string, string>(),
        new Dictionary<string, string>(),
        "@acme/tool@1.2.3");

    private static readonly DiscoveryOptions Probe = new() { VersionTimeout = TimeSpan.FromSeconds(30) };

    private readonly string _root = Directory.CreateTempSubdirectory("factory-install-").FullName;

    private FactoryPaths Paths => new(Path.Combine(_root, "data"));

    private string Program => Path.Combine(Paths.RunnerInstallation("tool"), "node_modules", ".bin", "tool");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task InstallAsync_Package_IsPinnedAndInPlace()
    {
        await InstallAsync($"printf '%s\\n' \"$@\" > {_root}/arguments\n{Installs}");

        File.Exists(Program).ShouldBeTrue();
        File.ReadAllText(Path.Combine(Paths.RunnerInstallation("tool"), "package.json"))
            .ShouldBe("""{"private":true,"dependencies":{"@acme/tool":"1.2.3"}}""");
        File.ReadAllLines(Path.Combine(_root, "arguments"))
            .ShouldBe(
            [
                "install",
                "--prefix",
                Path.Combine(Paths.RunnerInstallations, ".tool.new"),
                "--no-audit",
                "--no-fund",
                "--omit=dev",
                "--save-exact",
                "@acme/tool@1.2.3",
            ]);
        HiddenFolders().ShouldBeEmpty();
    }

    [Fact]
    public async Task InstallAsync_ScriptsOfPackages_DoNotSeeTheKeysOfProviders()
    {
        await InstallAsync($"env > {_root}/env\n{Installs}");

        var variables = File.ReadAllText(Path.Combine(_root, "env"));
        variables.ShouldContain("npm_config_registry=https://npm.example.org");
        variables.ShouldNotContain("OPENAI_API_KEY");
    }

    [Theory]
    [InlineData("echo 'npm error code E404' >&2; echo 'npm error 404 not found' >&2; exit 1", "code E404 404 not found")]
    [InlineData("mkdir -p node_modules/.bin", "its program 'tool' is missing")]
    [InlineData("mkdir -p node_modules/.bin; echo broken > node_modules/.bin/tool", "its program 'tool' does not start")]
    public async Task InstallAsync_Failure_LeavesTheInstallationBeforeIt(string npm, string reason)
    {
        await InstallAsync(Installs);
        File.WriteAllText(Path.Combine(Paths.RunnerInstallation("tool"), "mine"), "");

        var error = await Should.ThrowAsync<FactoryException>(() => InstallAsync(npm));

        (error.Code, error.Message).ShouldSatisfyAllConditions(
            e => e.Code.ShouldBe(ErrorCodes.RunnerInstallFailed),
            e => e.Message.ShouldContain(reason));
        File.Exists(Path.Combine(Paths.RunnerInstallation("tool"), "mine")).ShouldBeTrue();
        File.Exists(Program).ShouldBeTrue();
        HiddenFolders().ShouldBeEmpty();
    }

    [Fact]
    public async Task InstallAsync_Stopped_EndsNpmAndLeavesTheInstallationBeforeIt()
    {
        await InstallAsync(Installs);
        using var stop = new CancellationTokenSource();
        var time = new ObservableTimeProvider(Given.Now);
        var progress = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ProgramFile.Write(Path.Combine(_root, "bin", "npm"), $"{Installs}\nexec sleep 600");
        var install = Installer(Variables, time).InstallAsync(Tool, bytes => Note(progress, bytes), stop.Token);
        await time.WaitForTimerAsync(TimeSpan.FromSeconds(2));
        time.Advance(TimeSpan.FromSeconds(2));
        await progress.Task;

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(install);
        File.Exists(Program).ShouldBeTrue();
        HiddenFolders().ShouldBeEmpty();
    }

    [Fact]
    public async Task InstallAsync_AfterACrashBetweenTheRenames_KeepsTheOldOneWhenTheNewOneFails()
    {
        await InstallAsync(Installs);
        Directory.Move(Paths.RunnerInstallation("tool"), Path.Combine(Paths.RunnerInstallations, ".tool.previous"));

        await Should.ThrowAsync<FactoryException>(() => InstallAsync("exit 1"));

        File.Exists(Program).ShouldBeTrue();
    }

    [Fact]
    public async Task InstallAsync_WhileASiloRuns_KeepsTheFilesOfThePreviousOneForItsAttempts()
    {
        await InstallAsync(Installs);
        using (DataFolderLock.Acquire(Paths))
        {
            await InstallAsync(Installs);
        }

        HiddenFolders().ShouldBe([".tool.previous"]);

        await InstallAsync(Installs);
        HiddenFolders().ShouldBeEmpty();
    }

    [Fact]
    public async Task InstallAsync_Twice_IsRefusedWhileTheFirstOneRuns()
    {
        using var held = new RunnerInstallationFolder(Paths, "tool").Lock();

        var error = await Should.ThrowAsync<FactoryException>(() => InstallAsync(Installs));

        error.Message.ShouldContain("being installed by another command");
    }

    [Fact]
    public async Task InstallAsync_WithoutNpm_SaysHowToGetIt()
    {
        var installer = Installer(new() { ["PATH"] = _root });

        var error = await Should.ThrowAsync<FactoryException>(() => installer.InstallAsync(Tool, _ => { }, default));

        error.Message.ShouldContain("npm is not on the PATH");
        error.Hint.ShouldNotBeNull();
        Directory.Exists(Paths.RunnerInstallation("tool")).ShouldBeFalse();
    }

    [Fact]
    public async Task InstallAsync_RunnerWithoutPackage_IsRefused()
    {
        var error = await Should.ThrowAsync<FactoryException>(
            () => Installer([]).InstallAsync(Tool with { Package = null }, _ => { }, default));

        (error.Code, error.Message).ShouldSatisfyAllConditions(
            e => e.Code.ShouldBe(ErrorCodes.InvalidRequest),
            e => e.Message.ShouldContain("runners/tool.yaml has no 'package'"));
    }

    private static void Note(TaskCompletionSource progress, long bytes)
    {
        if (bytes > 0)
        {
            progress.TrySetResult();
        }
    }

    // The lock's file stays: were it deleted, two commands could hold locks of different files.
    private IEnumerable<string> HiddenFolders() =>
        Directory.EnumerateDirectories(Paths.RunnerInstallations, ".*").Select(folder => Path.GetFileName(folder)!);

    private Dictionary<string, string> Variables => new()
    {
        ["PATH"] = $"{Path.Combine(_root, "bin")}:/usr/bin:/bin",
        ["npm_config_registry"] = "https://npm.example.org",
        ["OPENAI_API_KEY"] = "sk-secret",
    };

    private async Task InstallAsync(string npm)
    {
        ProgramFile.Write(Path.Combine(_root, "bin", "npm"), npm);
        await Installer(Variables).InstallAsync(Tool, _ => { }, default);
    }

    private RunnerInstaller Installer(Dictionary<string, string> environment, TimeProvider? time = null) => new(
        Paths,
        new Npm(environment),
        (path, cancel) => VersionProbe.ReadVersionAsync(path, Probe, TimeProvider.System, cancel),
        time ?? TimeProvider.System);
}
