using Factory.Domain.Sandbox;

namespace Factory.Sandbox.Tests;

/// <summary>Later mounts cover earlier ones: their order decides what a command can write to.</summary>
public sealed class BubblewrapArgumentsTests
{
    private static readonly SandboxedCommand Command = new(
        "true",
        "/copies/one",
        CommandLimits.Default,
        ReadOnlyFolders: ["/copies", "/objects"],
        WritableFolders: ["/sockets"]);

    [Fact]
    public void Build_OwnFolder_IsMountedAfterEverythingElse()
    {
        var options = new SandboxOptions { ToolFolders = { "/opt/further" } };

        var arguments = Build(Command, options);

        string[] mounts =
        [
            "--ro-bind-try /opt/tool /opt/tool", "--ro-bind-try /opt/further /opt/further", "--ro-bind /copies /copies",
            "--ro-bind /objects /objects", "--bind /sockets /sockets", "--bind /copies/one /copies/one",
        ];
        var positions = mounts.Select(m => arguments.IndexOf(m, StringComparison.Ordinal)).ToList();
        positions.ShouldAllBe(p => p > 0);
        positions.ShouldBeInOrder();
        arguments.ShouldEndWith("--bind /copies/one /copies/one --chdir /copies/one --");
    }

    [Fact]
    public void Build_OtherMountPath_IsWhereTheCommandFindsItsFolder() =>
        Build(Command with { MountPath = "/builds/tree" }, new()).ShouldEndWith("--bind /copies/one /builds/tree --chdir /builds/tree --");

    [Fact]
    public void Build_TemporaryBytes_LimitBothTemporaryFolders() =>
        Build(Command, new() { MaxTemporaryBytes = 12_345_678 }).Split("--size 12345678 --tmpfs").Length.ShouldBe(3);

    [Theory]
    [InlineData(true, " --unshare-user --disable-userns ")]
    [InlineData(false, " --hostname sandbox --ro-bind ")]
    public void Build_UserNamespaces_AreDisabledWhereBubblewrapCan(bool disable, string expected) =>
        Build(Command, new(), new BubblewrapFeatures(null, disable)).ShouldContain(expected);

    [Fact]
    public void Build_Tag_IsTheFirstMountAndShowsNothing() =>
        Build(Command, new()).ShouldContain(" --hostname sandbox --ro-bind /dev/null /run/factory-command/the-tag --ro-bind /usr /usr ");

    // Nothing of the host that holds keys, and nothing through which root could change the kernel.
    [Fact]
    public void Build_AnyCommand_IsIsolatedAndSeesNoKeys()
    {
        var arguments = Build(Command, new());

        arguments.ShouldStartWith("--unshare-all --die-with-parent --new-session --cap-drop ALL ");
        arguments.ShouldContain("--ro-bind-try /proc/sys /proc/sys");
        string[] hidden = ["/", "/etc", "/root", "/home", "/etc/ssl", "/var"];
        arguments.Split(' ').Intersect(hidden).ShouldBeEmpty();
    }

    private static string Build(SandboxedCommand command, SandboxOptions options, BubblewrapFeatures? features = null) => string.Join(
        ' ',
        BubblewrapArguments.Build(command, "the-tag", new Toolchain("", ["/opt/tool"], null), options, features ?? new(null, false)));
}
