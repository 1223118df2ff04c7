using Factory.Domain.Sandbox;

namespace Factory.Sandbox.Tests;

/// <summary>Later mounts cover earlier ones: their order decides what a command can write to.</summary>
public sealed class BubblewrapArgumentsTests
{
    private static readonly SandboxedCommand Command = new(
        "true",
        "/work/copy",
        CommandLimits.Default,
        ReadOnlyFolders: ["/work", "/objects"],
        WritableFolders: ["/sockets"]);

    [Fact]
    public void Build_OwnFolder_IsMountedAfterEverythingElse()
    {
        var options = new SandboxOptions { ToolFolders = { "/opt/further" } };

        var arguments = Build(Command, options);

        string[] mounts =
        [
            "--ro-bind-try /opt/tool /opt/tool", "--ro-bind-try /opt/further /opt/further", "--ro-bind /work /work",
            "--ro-bind /objects /objects", "--bind /sockets /sockets", "--bind /work/copy /work/copy",
        ];
        var positions = mounts.Select(m => arguments.IndexOf(m, StringComparison.Ordinal)).ToList();
        positions.ShouldAllBe(p => p > 0);
        positions.ShouldBeInOrder();
        arguments.ShouldEndWith("--bind /work/copy /work/copy --chdir /work/copy --");
    }

    [Fact]
    public void Build_OtherMountPath_IsWhereTheCommandFindsItsFolder() =>
        Build(Command with { MountPath = "/builds/tree" }, new()).ShouldEndWith("--bind /work/copy /builds/tree --chdir /builds/tree --");

    [Fact]
    public void Build_TemporaryBytes_LimitBothTemporaryFolders() =>
        Build(Command, new() { MaxTemporaryBytes = 12_345_678 }).Split("--size 12345678 --tmpfs").Length.ShouldBe(3);

    [Theory]
    [InlineData(true, " --unshare-user --disable-userns ")]
    [InlineData(false, " --hostname sandbox --ro-bind ")]
    public void Build_UserNamespaces_AreDisabledWhereBubblewrapCan(bool disable, string expected) =>
        Build(Command, new(), new BubblewrapFeatures(null, disable)).ShouldContain(expected);

    // Nothing of the host that holds keys, and nothing through which root could change the kernel.
    [Fact]
    public void Build_AnyCommand_IsIsolatedAndSeesNoKeys()
    {
        var arguments = Build(Command, new());

        arguments.ShouldStartWith("--unshare-all --die-with-parent --new-session --cap-drop ALL ");
        arguments.ShouldContain("--ro-bind-try /proc/sys /proc/sys");
        arguments.Split(' ').ShouldNotContain(a => a == "/" || a == "/etc" || a == "/root" || a == "/home" || a == "/etc/ssl" || a == "/var");
    }

    private static string Build(SandboxedCommand command, SandboxOptions options, BubblewrapFeatures? features = null) => string.Join(
        ' ',
        BubblewrapArguments.Build(command, new Toolchain("", ["/opt/tool"], null), options, features ?? new(null, false)));
}
