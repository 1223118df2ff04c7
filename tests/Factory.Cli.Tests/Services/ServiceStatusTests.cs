using Factory.Cli.Services;
using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;

namespace Factory.Cli.Tests.Services;

public sealed class ServiceStatusTests : IDisposable
{
    private readonly CliRig _rig = new() { IsRunning = true };

    private string Unit => Path.Combine(_rig.Folder, "home", ".config", "systemd", "user", ServicePlan.Unit);

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Status_NotInstalled_IsNotFoundAndAdvisesToInstall()
    {
        _rig.Active = "inactive";

        (await _rig.RunAsync("service", "status")).ShouldBe(ExitCodes.NotFound);

        _rig.Lines().ShouldBe(
            [
                $"unit     ~/home/.config/systemd/user/{ServicePlan.Unit} (not installed)",
                "systemd  inactive, enabled",
                "factory  is down (data: ~/data)",
                "logs     factory logs --data ~/data",
                "install  factory service install --user",
            ]);
    }

    [Fact]
    public async Task Status_Running_NamesAddressLogsAndRestart()
    {
        await using var silo = await FakeApi.StartAsync();
        await _rig.RunAsync("service", "install");
        _rig.PutUp(silo);
        _rig.Out.GetStringBuilder().Clear();

        (await _rig.RunAsync("service", "status")).ShouldBe(ExitCodes.Success);

        _rig.Lines()[1..].ShouldBe(
            [
                "systemd  active, enabled",
                $"factory  is up at {silo.Url}, pid {Environment.ProcessId} (data: ~/data)",
                $"logs     factory logs --data ~/data, and its start: journalctl --user -u {ServicePlan.Unit}",
                $"restart  systemctl --user restart {ServicePlan.Unit}",
            ]);
    }

    [Fact]
    public async Task Status_SiloIsStarting_SaysSoAndReportsWhatSystemdKnows()
    {
        await _rig.RunAsync("service", "install");
        _rig.Out.GetStringBuilder().Clear();
        Directory.CreateDirectory(_rig.Data);
        using var held = new FileStream(
            Path.Combine(_rig.Data, SiloFile.LockName),
            FileMode.Create,
            FileAccess.ReadWrite,
            FileShare.None);

        (await _rig.RunAsync("service", "status")).ShouldBe(ExitCodes.Success);

        _rig.Lines()[2].ShouldBe("factory  is starting (data: ~/data)");
    }

    [Theory]
    [InlineData("the data")]
    [InlineData("100% of \"it\"")]
    [InlineData("a$HOME\\b")]
    [InlineData("plain")]
    public async Task Status_OtherOptionsThanTheUnit_LooksAtTheFolderOfTheUnit(string name)
    {
        var folder = Path.Combine(_rig.Folder, name);
        (await _rig.RunExactlyAsync("service", "install", "--data", folder)).ShouldBe(ExitCodes.Success);
        _rig.Out.GetStringBuilder().Clear();

        (await _rig.RunExactlyAsync("service", "status", "--json")).ShouldBe(ExitCodes.Success);
        (await _rig.RunExactlyAsync("service", "status", "--json", "--data", _rig.Data)).ShouldBe(ExitCodes.Success);

        _rig.JsonLines().Select(l => l.GetProperty("data").GetString()).ShouldBe([folder, folder]);
    }

    [Fact]
    public async Task Status_FolderWithASpace_PrintsALogCommandThatCanBeCopied()
    {
        await _rig.RunExactlyAsync("service", "install", "--data", Path.Combine(_rig.Folder, "the data"));
        _rig.Out.GetStringBuilder().Clear();

        await _rig.RunExactlyAsync("service", "status");

        _rig.Lines()[3].ShouldStartWith("logs     factory logs --data '~/the data', and");
    }

    [Theory]
    [InlineData("inactive", ExitCodes.Unreachable)]
    [InlineData("failed", ExitCodes.Unreachable)]
    [InlineData("active", ExitCodes.Success)]
    public async Task Status_Installed_ExitsByWhatSystemdSays(string active, int expected)
    {
        await _rig.RunAsync("service", "install");
        _rig.Active = active;

        (await _rig.RunAsync("service", "status")).ShouldBe(expected);
    }

    [Fact]
    public async Task Status_BothScopes_IsAUsageError()
    {
        (await _rig.RunAsync("service", "status", "--user", "--system")).ShouldBe(ExitCodes.Usage);

        _rig.Error.ToString().ShouldContain("--user and --system exclude each other.");
    }

    [Fact]
    public async Task Install_SystemctlFails_SaysWhatFailedAndWhereToLook()
    {
        _rig.SystemdExitCode = 5;

        (await _rig.RunAsync("service", "install")).ShouldBe(ExitCodes.Misconfigured);

        _rig.Error.ToString().ShouldContain("'systemctl --user daemon-reload' ended with 5");
        _rig.Error.ToString().ShouldContain($"journalctl --user -u {ServicePlan.Unit}");
    }

    [Theory]
    [InlineData("DOTNET_ROOT", "/opt/dotnet\nExecStartPre=/bin/evil")]
    [InlineData("XDG_CONFIG_HOME", "/home/me/\u001b[31m")]
    [InlineData("PATH", "/usr/bin:/opt/\nUser=root")]
    [InlineData("FACTORY_CONFIG", "/etc/x\ny")]
    public async Task Install_ControlCharactersInAVariable_AreRejectedAndNothingIsWritten(string variable, string value)
    {
        _rig.Variables[variable] = value;

        (await _rig.RunAsync("service", "install")).ShouldBe(ExitCodes.Usage);

        _rig.Error.ToString().ShouldContain("has control characters");
        File.Exists(Unit).ShouldBeFalse();
        _rig.Controlled.ShouldBeEmpty();
    }

    [Fact]
    public async Task Install_DollarInPaths_IsDoubledInArgumentsOnly()
    {
        _rig.Program = ["/opt/$x/factory"];

        await _rig.RunExactlyAsync("service", "install", "--dry-run", "--data", "/srv/$y");

        _rig.Lines().Single(l => l.StartsWith("ExecStart=", StringComparison.Ordinal))
            .ShouldBe("ExecStart=/opt/$x/factory up --url http://127.0.0.1:7070 --data /srv/$$y");
    }

    [Fact]
    public async Task Install_FileLeftByACrash_DoesNotKeepItsMode()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var keys = Path.Combine(_rig.Folder, "home", ".config", "agentic-factory", "factory.env");
        Directory.CreateDirectory(Path.GetDirectoryName(keys)!);
        await File.WriteAllTextAsync(keys + ".new", "half");
        File.SetUnixFileMode(keys + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        (await _rig.RunAsync("service", "install")).ShouldBe(ExitCodes.Success);

        File.GetUnixFileMode(keys).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, "the file will hold keys");
    }

    [Fact]
    public async Task Install_UnitIsAFolder_IsNotOverwritten()
    {
        Directory.CreateDirectory(Unit);

        (await _rig.RunAsync("service", "install")).ShouldBe(ExitCodes.DataFolderUnavailable);

        Directory.Exists(Unit).ShouldBeTrue();
        _rig.Controlled.ShouldBeEmpty();
    }
}
