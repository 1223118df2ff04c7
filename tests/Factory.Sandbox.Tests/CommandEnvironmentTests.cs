using Factory.Domain.Sandbox;

namespace Factory.Sandbox.Tests;

public sealed class CommandEnvironmentTests
{
    private static readonly Toolchain Tools = new("/opt/tools/bin:/usr/bin", [], "/opt/dotnet");

    [Fact]
    public void Build_CommandsOwnVariables_OverrideTheDefaults()
    {
        var variables = Build(new() { ["HOME"] = "/elsewhere", ["LANG"] = "", ["OWN"] = "a=b" });

        (variables["HOME"], variables["LANG"], variables["OWN"]).ShouldBe(("/elsewhere", "", "a=b"));
        (variables["PATH"], variables["DOTNET_ROOT"], variables["TMPDIR"]).ShouldBe((Tools.SearchPath, "/opt/dotnet", "/t"));
    }

    // With another tag, a command would not be found when it leaves its process tree.
    [Fact]
    public void Build_CommandSetsTheTag_IsOverruled() =>
        Build(new() { [CommandEnvironment.ProcessTagVariable] = "another" })[CommandEnvironment.ProcessTagVariable].ShouldBe("the-tag");

    [Fact]
    public void Build_NoDotnet_SetsNoRoot() =>
        CommandEnvironment.Build(Command(null), Tools with { DotnetRoot = null }, "t", "/h", "/t").ShouldNotContainKey("DOTNET_ROOT");

    private static Dictionary<string, string> Build(Dictionary<string, string>? variables) =>
        CommandEnvironment.Build(Command(variables), Tools, "the-tag", "/h", "/t");

    private static SandboxedCommand Command(Dictionary<string, string>? variables) => new("true", "/", CommandLimits.Default, variables);
}
