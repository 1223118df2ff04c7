using Factory.Agents.Runners;
using Factory.Agents.Tests.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Runners;
using Factory.Workspaces.Tests.WorkingCopies;

namespace Factory.Agents.Tests.Runners;

/// <summary>What a CLI has left in its home is never written through.</summary>
public sealed class RunnerFolderTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    /// <inheritdoc/>
    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("config/keys.toml")]
    [InlineData("config")]
    public void WriteFiles_CliHasLeftALink_FileBehindItStaysAsItWas(string link)
    {
        var victim = _data.Write("victim/keys.toml", "as it was");
        var folder = new RunnerFolder(new FactoryPaths(_data.In("data")), RunnerHarness.Attempt);
        Write(folder);
        File.Delete(Path.Combine(folder.Home, "config/keys.toml"));
        if (link == "config")
        {
            Directory.Delete(Path.Combine(folder.Home, "config"));
            Directory.CreateSymbolicLink(Path.Combine(folder.Home, link), Path.GetDirectoryName(victim)!);
        }
        else
        {
            File.CreateSymbolicLink(Path.Combine(folder.Home, link), victim);
        }

        Write(folder);

        File.ReadAllText(victim).ShouldBe("as it was");
        File.ReadAllText(Path.Combine(folder.Home, "config/keys.toml")).ShouldBe("a key");
    }

    private static void Write(RunnerFolder folder)
    {
        var none = new Dictionary<string, string>();
        var files = new Dictionary<string, string> { ["${home}/config/keys.toml"] = "a key" };
        folder.WriteFiles(
            new RunnerDefinition("tool", "tool", RunnerOutput.Text, [], [], none, files, null),
            new Dictionary<string, string> { [RunnerPlaceholders.Home] = folder.Home });
    }
}
