using System.Diagnostics;
using System.Runtime.InteropServices;
using Factory.Domain.Sandbox;

namespace Factory.Sandbox.Tests.Seccomp;

/// <summary>
/// What the kernel refuses with the filter, and what it does without it: each row runs twice, so that a filter that
/// does nothing, or a call that fails anyway, is noticed.
/// </summary>
public sealed class SeccompFilterTests : IDisposable
{
    private const string Ok = "ok";
    private const string NotPermitted = "errno 1";
    private const string NoProcess = "errno 3";
    private const string BadDescriptor = "errno 9";
    private const string Invalid = "errno 22";
    private const string NoTerminal = "errno 25";
    private const string NotImplemented = "errno 38";
    private const string FamilyNotSupported = "errno 97";

    private readonly string _folder = Directory.CreateTempSubdirectory("factory-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [BubblewrapTheory]
    [InlineData("chmod 04755, 'f'", NotPermitted, Ok)]
    [InlineData("chmod 02755, 'f'", NotPermitted, Ok)]
    [InlineData("chmod 0755, 'f'", Ok, Ok)]
    [InlineData("chmod 01777, '.'", Ok, Ok)]
    [InlineData("sysopen F, 'n', 0101, 04755", NotPermitted, Ok)]
    [InlineData("sysopen F, 'n', 0101, 0755", Ok, Ok)]
    [InlineData("mkdir 'd', 0755", Ok, Ok)]
    [InlineData("socket S, 16, 3, 0", Ok, Ok)]
    [InlineData("socket S, 16, 3, 15", FamilyNotSupported, Ok)]
    [InlineData("socket S, 1, 1, 0", Ok, Ok)]
    [InlineData("socket S, 2, 1, 0", Ok, Ok)]
    [InlineData("socket S, 10, 2, 0", Ok, Ok)]
    [InlineData("socketpair S, T, 1, 1, 0", Ok, Ok)]
    [InlineData("open S, '/dev/null'; ioctl S, 0x5412, my $c = 'x'", NotPermitted, NoTerminal)]
    [InlineData("open S, '/dev/null'; ioctl S, 0x5401, my $c = 'x' x 64", NoTerminal, NoTerminal)]
    [InlineData("(fork // die) or exit; wait", Ok, Ok)]
    public async Task Filter_CallOfPerl_FailsOnlyWhereItIsDangerous(string call, string filtered, string unfiltered) =>
        await RunBothAsync(call, filtered, unfiltered);

    [BubblewrapTheory]
    [InlineData("keyctl(2)", 250, 219, "0, -3, 1", NotPermitted, Ok)]
    [InlineData("add_key(2)", 248, 217, "$user, $name, $buffer, 1, -3", NotPermitted, Ok)]
    [InlineData("unshare(2) of a user namespace", 272, 97, "0x10000000", NotPermitted, Ok)]
    [InlineData("unshare(2) of files", 272, 97, "0x400", Ok, Ok)]
    [InlineData("setns(2)", 308, 268, "-1, 0", NotPermitted, BadDescriptor)]
    [InlineData("clone3(2)", 435, 435, "$buffer, 0", NotImplemented, Invalid)]
    [InlineData("openat2(2)", 437, 437, "-100, $name, $buffer, 0", NotImplemented, Invalid)]
    [InlineData("io_uring_setup(2)", 425, 425, "1, $buffer", NotImplemented, Ok)]
    [InlineData("ptrace(2)", 101, 117, "-1, -1, 0, 0", NotPermitted, NoProcess)]
    [InlineData("process_vm_writev(2)", 311, 271, "-1, $buffer, 0, $buffer, 0, 0", NotPermitted, Ok)]
    [InlineData("pidfd_getfd(2)", 438, 438, "-1, 0, 0", NotPermitted, BadDescriptor)]
    [InlineData("prctl(2) that moves the environment", 157, 167, "35, 15, $buffer, 0, 0", NotPermitted, Ok)]
    [InlineData("prctl(2) that names the process", 157, 167, "15, $name, 0, 0, 0", Ok, Ok)]
    [InlineData("fchmodat2(2)", 452, 452, "-100, $name, 04755, 0", NotPermitted, Ok)]
    public async Task Filter_Call_FailsOnlyWhereItIsDangerous(
        string name,
        int x64,
        int arm64,
        string arguments,
        string filtered,
        string unfiltered)
    {
        name.ShouldNotBeEmpty();
        var number = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? x64 : arm64;
        var call = $"my ($user, $name, $buffer) = ('user', 'f', \"\\0\" x 256); syscall({number}, {arguments}) + 1";
        await RunBothAsync(call, filtered, unfiltered);
    }

    [BubblewrapFact]
    public async Task Filter_EverySocketFamily_IsRefusedExceptFour()
    {
        var result = await RunAsync(Strongest(), "perl -e 'for (0..60) { socket(S, $_, 2, 0) or $! != 97 and print \"$_ \" }'");

        // Those that the kernel was asked for and refused for another reason than the family would be printed as well.
        result.Output.ShouldBeEmpty();
        var opened = await RunAsync(Strongest(), "perl -e 'for (0..60) { socket(S, $_, 2, 0) and print \"$_ \" }'");
        opened.Output.ShouldBe("1 2 10 16 ");
    }

    [BubblewrapFact]
    public async Task Filter_X32Call_IsUnknown()
    {
        if (RuntimeInformation.ProcessArchitecture == Architecture.X64)
        {
            // keyctl of the x32 interface.
            var result = await RunAsync(Strongest(), Perl("syscall(0x40000000 + 250, 0, -3, 1) + 1"));

            result.Output.Trim().ShouldBe(NotImplemented);
        }
    }

    [BubblewrapFact]
    public async Task Run_KeyOfTheSilo_IsNotReadable()
    {
        var numbers = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? (Add: 248, Control: 250) : (Add: 217, Control: 219);
        var name = "factory-" + Guid.NewGuid().ToString("N");

        // keyctl(KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, type, description, 0). The parent stands for a silo that was
        // started in a login session.
        var search = Perl($"my ($user, $name) = ('user', '{name}'); syscall({numbers.Control}, 10, -3, $user, $name, 0) + 1");
        var add = $"my ($user, $name, $value) = ('user', '{name}', 's3cret'); syscall({numbers.Control}, 1, 0); "
            + $"syscall({numbers.Add}, $user, $name, $value, 6, -3) > 0 or die;";

        RunDirectly(add + " system($ARGV[0])", search).ShouldBe("ok\n", "control: a child of the silo's own thread finds the key");
        (await RunAsync(Unfiltered(), search)).Output.ShouldBe("errno 126\n", "without the filter, the new keyring hides it");
        (await RunAsync(Strongest(), search)).Output.ShouldBe(NotPermitted + "\n");
        RunDirectly("system('cat /proc/keys')", "").ShouldContain("keyring", customMessage: "control: the host has keys");
        (await RunAsync(Strongest(), "cat /proc/keys /proc/key-users")).Output.ShouldNotContain("keyring");
    }

    [BubblewrapFact]
    public async Task Run_Descriptors_AreTheThreeStandardOnes()
    {
        var result = await RunAsync(Strongest(), "for f in 0 1 2 3 4 5 6 7 8 9 10; do [ -e /proc/self/fd/$f ] && echo $f; done; true");

        result.Output.ShouldBe("0\n1\n2\n");
    }

    [BubblewrapFact]
    public async Task Run_SetuidProgram_CannotBeLeftBehind()
    {
        const string Attack = "cp /usr/bin/id suid; chmod 4755 suid; cp -p suid other; install -m 6755 /usr/bin/id third; true";

        await RunAsync(Unfiltered(), Attack);
        (new FileInfo(Path.Combine(_folder, "suid")).UnixFileMode & UnixFileMode.SetUser).ShouldBe(UnixFileMode.SetUser, "control");
        Directory.Delete(_folder, recursive: true);
        Directory.CreateDirectory(_folder);

        await RunAsync(Strongest(), Attack);
        Directory.GetFiles(_folder).Select(f => new FileInfo(f).UnixFileMode & (UnixFileMode.SetUser | UnixFileMode.SetGroup))
            .ShouldAllBe(mode => mode == UnixFileMode.None);
    }

    [BubblewrapFact]
    public void CanIsolate_WithoutTheFilter_IsFalse()
    {
        var toolchain = Toolchain.Detect(null, null, null);
        var program = Toolchain.FindProgram(null, "bwrap")!;

        SandboxProbe.CanIsolate(program, toolchain, new BubblewrapFeatures(null, false)).ShouldBeFalse();
        SandboxProbe.FindFeatures(program, toolchain).ShouldNotBeNull().Filter.ShouldNotBeNull();
    }

    private static string Perl(string call) =>
        $$"""perl -e 'print(do { {{call.Replace("'", "'\\''", StringComparison.Ordinal)}} } ? "ok" : "errno " . (0 + $!)); print "\n"'""";

    private async Task RunBothAsync(string call, string filtered, string unfiltered)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "f"), "");

        (await RunAsync(Unfiltered(), Perl(call))).Output.ShouldBe(unfiltered + "\n", "control, without the filter");
        File.Delete(Path.Combine(_folder, "n"));
        Directory.GetDirectories(_folder).ToList().ForEach(Directory.Delete);

        (await RunAsync(Strongest(), Perl(call))).Output.ShouldBe(filtered + "\n");
    }

    private static string RunDirectly(string perl, string argument)
    {
        using var process = Process.Start(new ProcessStartInfo("perl", ["-e", perl, argument]) { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd();
    }

    private static ISandbox Strongest() => SandboxProbe.Detect(new SandboxOptions(), TimeProvider.System);

    private static BubblewrapSandbox Unfiltered() => new(
        Toolchain.FindProgram(null, "bwrap")!,
        "bubblewrap",
        new BubblewrapFeatures(null, false),
        new SandboxOptions(),
        Toolchain.Detect(null, null, null),
        TimeProvider.System);

    private Task<CommandResult> RunAsync(ISandbox sandbox, string line) =>
        sandbox.RunAsync(new SandboxedCommand(line, _folder, new CommandLimits(TimeSpan.FromSeconds(60))), CancellationToken.None);
}
