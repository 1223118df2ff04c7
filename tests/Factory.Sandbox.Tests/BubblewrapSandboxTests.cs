using System.Net;
using System.Net.Sockets;
using Factory.Domain.Sandbox;

namespace Factory.Sandbox.Tests;

public sealed class BubblewrapSandboxTests : SandboxLimitsTests
{
    protected override ISandbox Sandbox { get; } = SandboxProbe.Detect(new SandboxOptions(), TimeProvider.System);

    [BubblewrapFact]
    public Task Run_Command_GivesOutputAndExitCode() => RunCommandGivesOutputAndExitCode();

    [BubblewrapFact]
    public Task Run_Environment_ContainsNothingOfTheSilo() => RunEnvironmentContainsNothingOfTheSilo();

    [BubblewrapFact]
    public Task Run_TimeOut_KillsTheWholeTree() => RunTimeOutKillsTheWholeTree();

    [BubblewrapFact]
    public Task Run_LeftInTheBackground_IsKilledWhenTheCommandEnds() => RunLeftInTheBackgroundIsKilledWhenTheCommandEnds();

    [BubblewrapFact]
    public Task Run_Cancelled_KillsTheWholeTree() => RunCancelledKillsTheWholeTree();

    [BubblewrapFact]
    public Task Run_EndlessOutput_IsCappedWithHeadAndTail() => RunEndlessOutputIsCappedWithHeadAndTail();

    [BubblewrapFact]
    public Task Run_ForkBomb_IsBounded() => RunForkBombIsBounded();

    [BubblewrapFact]
    public Task Start_Dispose_KillsIt() => StartDisposeKillsIt();

    [BubblewrapFact]
    public async Task Run_SecretOutside_CannotBeReadDirectlyOrThroughALink()
    {
        var outside = Directory.CreateTempSubdirectory("factory-outside-");
        try
        {
            var secret = Path.Combine(outside.FullName, "secret");
            await File.WriteAllTextAsync(secret, "s3cret");

            var result = await RunAsync($"ln -s {secret} link; cat {secret} link; echo x > {secret}; ls /home /root /etc/ssl/private " +
                "/etc/shadow");

            result.Output.ShouldNotContain("s3cret");
            result.ExitCode.ShouldNotBe(0);
            (await File.ReadAllTextAsync(secret)).ShouldBe("s3cret");
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    [BubblewrapFact]
    public async Task Run_System_IsReadOnly()
    {
        var result = await RunAsync("for f in /usr /etc/passwd /bin /proc/sys/kernel/core_pattern /proc/sysrq-trigger; do test -w $f && " +
            "echo writable $f; done; true");

        result.Output.ShouldBeEmpty();
    }

    [BubblewrapFact]
    public async Task Run_Network_IsUnreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var result = await RunAsync($"bash -c 'echo hello > /dev/tcp/127.0.0.1/{port}'");

        result.ExitCode.ShouldNotBe(0);
        listener.Pending().ShouldBeFalse();
    }

    [BubblewrapFact]
    public async Task Run_OtherProcesses_AreInvisible()
    {
        var result = await RunAsync("ls -d /proc/[0-9]* | wc -l");

        int.Parse(result.Output, System.Globalization.CultureInfo.InvariantCulture).ShouldBeLessThan(8);
    }

    [BubblewrapFact]
    public async Task Run_FurtherFolders_AreReadOnlyOrWritableAsRequested()
    {
        var readable = Directory.CreateTempSubdirectory("factory-outside-");
        var writable = Directory.CreateTempSubdirectory("factory-outside-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(readable.FullName, "a"), "readable");
            var command = Command($"cat {readable.FullName}/a; echo x > {readable.FullName}/b; echo x > {writable.FullName}/b")
                with
            { ReadOnlyFolders = [readable.FullName], WritableFolders = [writable.FullName] };

            var result = await Sandbox.RunAsync(command, CancellationToken.None);

            result.Output.ShouldContain("readable");
            File.Exists(Path.Combine(readable.FullName, "b")).ShouldBeFalse();
            File.Exists(Path.Combine(writable.FullName, "b")).ShouldBeTrue();
        }
        finally
        {
            readable.Delete(recursive: true);
            writable.Delete(recursive: true);
        }
    }
}
