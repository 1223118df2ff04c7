using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Factory.Cli.Services;
using Factory.Cli.Tests.Support;
using Microsoft.Extensions.Hosting.Systemd;

namespace Factory.Cli.Tests.Services;

public sealed class ServiceCommandTests : IDisposable
{
    private readonly CliRig _rig = new() { IsRunning = true };

    private string Unit => Path.Combine(_rig.Folder, "home", ".config", "systemd", "user", ServicePlan.Unit);

    private string Keys => Path.Combine(_rig.Folder, "home", ".config", "agentic-factory", "factory.env");

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Install_NewService_ListsItsFilesAndUninstallRemovesThem()
    {
        (await _rig.RunAsync("service", "install")).ShouldBe(ExitCodes.Success);

        var said = _rig.Out.ToString();
        said.ShouldContain($"wrote    {Unit}");
        said.ShouldContain($"wrote    {Keys}");
        said.ShouldContain("factory service uninstall --user");
        _rig.Controlled.ShouldBe(["user daemon-reload", $"user enable {ServicePlan.Unit}", $"user restart {ServicePlan.Unit}"]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Keys).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        _rig.Controlled.Clear();
        (await _rig.RunAsync("service", "uninstall")).ShouldBe(ExitCodes.Success);
        File.Exists(Unit).ShouldBeFalse();
        File.Exists(Keys).ShouldBeTrue("keys are not the factory's to delete");
        _rig.Controlled.ShouldBe([$"user disable --now {ServicePlan.Unit}", "user daemon-reload"]);
        (await _rig.RunAsync("service", "uninstall")).ShouldBe(ExitCodes.NotFound);
    }

    [Fact]
    public async Task Install_Again_KeepsKeysAndForeignUnits()
    {
        await _rig.RunAsync("service", "install");
        await File.WriteAllTextAsync(Keys, "OPENAI_API_KEY=mine\n");

        (await _rig.RunAsync("service", "install", "--url", "http://127.0.0.1:7171")).ShouldBe(ExitCodes.Success);
        (await File.ReadAllTextAsync(Keys)).ShouldBe("OPENAI_API_KEY=mine\n");
        (await File.ReadAllTextAsync(Unit)).ShouldContain("http://127.0.0.1:7171");

        await File.WriteAllTextAsync(Unit, "[Service]\n");
        (await _rig.RunAsync("service", "install")).ShouldBe(ExitCodes.Conflict);
        (await _rig.RunAsync("service", "uninstall")).ShouldBe(ExitCodes.Conflict);
        (await File.ReadAllTextAsync(Unit)).ShouldBe("[Service]\n");
    }

    [Fact]
    public async Task Install_WithoutSystemd_PrintsOrWritesTheUnit()
    {
        _rig.IsRunning = false;

        (await _rig.RunAsync("service", "install")).ShouldBe(ExitCodes.Misconfigured);
        _rig.Error.ToString().ShouldContain("--dry-run");
        File.Exists(Unit).ShouldBeFalse();
        (await _rig.RunAsync("service", "install", "--dry-run")).ShouldBe(ExitCodes.Success);
        File.Exists(Unit).ShouldBeFalse();
        _rig.Out.ToString().ShouldContain("ExecStart=/opt/factory/factory up");
        (await _rig.RunAsync("service", "install", "--write-only")).ShouldBe(ExitCodes.Success);
        File.Exists(Unit).ShouldBeTrue();
        _rig.Controlled.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unit_Restrictions_LeaveWhatTheSandboxNeeds(bool system)
    {
        _rig.Variables["DOTNET_ROOT"] = "/opt/dot net";
        _rig.Variables["PATH"] = "/usr/bin:relative:/opt/100%/bin";
        _rig.Program = ["/usr/bin/dotnet", "/opt/my \"tools\"/factory.dll"];

        await _rig.RunAsync(system
            ? ["service", "install", "--dry-run", "--system", "--run-as", "factory"]
            : ["service", "install", "--dry-run"]);

        var unit = _rig.Out.ToString();
        unit.ShouldContain("ExecStart=/usr/bin/dotnet \"/opt/my \\\"tools\\\"/factory.dll\" up");
        unit.ShouldContain("Environment=PATH=/usr/bin:/opt/100%%/bin");
        unit.ShouldContain("Environment=\"DOTNET_ROOT=/opt/dot net\"");
        foreach (var line in (string[])[
            "Type=notify",
            "Delegate=yes",
            "Restart=on-failure",
            "NoNewPrivileges=yes",
            "UMask=0077",
            "RestartPreventExitStatus=2 3 10 12"
        ])
        {
            unit.ShouldContain(line);
        }

        foreach (var breaks in (string[])[
            "RestrictNamespaces=",
            "ProtectKernelTunables=",
            "ProtectKernelLogs=",
            "ProtectProc=",
            "SystemCallFilter=",
            "MemoryDenyWriteExecute=",
            "ProtectSystem=strict",
            "PrivateUsers="
        ])
        {
            unit.Split('\n').ShouldNotContain(l => l.StartsWith(breaks, StringComparison.Ordinal));
        }

        unit.Contains("User=factory", StringComparison.Ordinal).ShouldBe(system);
        unit.ShouldContain(system ? "WantedBy=multi-user.target" : "WantedBy=default.target");
    }

    [Fact]
    public async Task Install_SystemServiceWithoutAccount_IsRejected()
    {
        _rig.IsRoot = true;
        (await _rig.RunAsync("service", "install", "--dry-run")).ShouldBe(ExitCodes.Usage);
        _rig.Variables["SUDO_USER"] = "ann";
        (await _rig.RunExactlyAsync("service", "install", "--dry-run")).ShouldBe(ExitCodes.Success);
        _rig.Out.ToString().ShouldContain("User=ann");
        _rig.Out.ToString().ShouldContain("--data /var/lib/agentic-factory");
        _rig.Out.ToString().ShouldContain("StateDirectory=agentic-factory");
        (await _rig.RunAsync("service", "install", "--user", "--system")).ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public async Task Status_AnyState_ShowsUnitServiceAndFactory()
    {
        (await _rig.RunAsync("service", "status", "--json")).ShouldBe(ExitCodes.Success);
        await using var silo = await FakeApi.StartAsync();
        await _rig.RunAsync("service", "install", "--write-only", "--json");
        _rig.PutUp(silo);
        _rig.Out.GetStringBuilder().Clear();

        (await _rig.RunAsync("service", "status")).ShouldBe(ExitCodes.Success);

        _rig.Out.ToString().ShouldContain("active, enabled");
        _rig.Out.ToString().ShouldContain($"is up at {silo.Url}");
    }

    [Fact]
    public async Task Up_UnderAServiceManager_NotifiesReadyAndStopping()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var path = Path.Combine(_rig.Folder, "notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        _rig.Notifier = NotifierOf(path);
        _rig.Silo = await FakeApi.StartAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        var up = _rig.RunAsync("up");
        (await ReceiveAsync(socket, limit.Token)).ShouldStartWith($"READY=1\nSTATUS=Listening on {_rig.Silo.Url}");
        _rig.Out.ToString().ShouldContain($"factory is up at {_rig.Silo.Url}");
        _rig.Interrupt();
        (await ReceiveAsync(socket, limit.Token)).ShouldStartWith("STOPPING=1");
        (await up).ShouldBe(ExitCodes.Success);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unit_VerifiedBySystemd_HasNoProblem(bool system)
    {
        if (!File.Exists("/usr/bin/systemd-analyze"))
        {
            return;
        }

        _rig.Program = ["/bin/true"];
        await _rig.RunAsync(["service", "install", "--dry-run", .. system ? (string[])["--system", "--run-as", "root"] : []]);
        var file = Path.Combine(_rig.Folder, ServicePlan.Unit);
        await File.WriteAllTextAsync(file, _rig.Out.ToString());

        using var verify = Process.Start(new ProcessStartInfo(
            "/usr/bin/systemd-analyze",
            ["verify", "--man=no", file])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = verify.StandardOutput.ReadToEndAsync();
        var said = await verify.StandardError.ReadToEndAsync() + await output;
        await verify.WaitForExitAsync();

        said.Split('\n').ShouldNotContain(l => l.Contains(ServicePlan.Unit, StringComparison.Ordinal), said);
    }

    [Fact]
    public async Task Up_NotificationFails_Continues()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _rig.Notifier = NotifierOf(Path.Combine(_rig.Folder, "nobody"));
        _rig.Silo = await FakeApi.StartAsync();
        var up = _rig.RunAsync("up");
        _rig.Interrupt();
        (await up).ShouldBe(ExitCodes.Success);
        _rig.Error.ToString().ShouldContain("cannot be notified");
    }

    // The notifier takes the address from this process's own environment, when it is made.
    private static SystemdNotifier NotifierOf(string socket)
    {
        const string Variable = "NOTIFY_SOCKET";
        Environment.SetEnvironmentVariable(Variable, socket);
        try
        {
            return new SystemdNotifier();
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    private static async Task<string> ReceiveAsync(Socket socket, CancellationToken stop)
    {
        var buffer = new byte[1024];
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, stop));
    }
}
