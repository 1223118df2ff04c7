using System.Text.Json;
using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;
using Factory.Contracts.Json;

namespace Factory.Cli.Tests.Commands;

/// <summary>
/// A tilde in a path is the home, also after '=' where no shell expands it; other paths are relative to the working
/// folder.
/// </summary>
public sealed class PathArgumentTests : IDisposable
{
    private readonly CliRig _rig = new();

    private string Home => Path.Combine(_rig.Folder, "home");

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("--data=~/d", "home/d")]
    [InlineData("--data=d", "d")]
    [InlineData("--data=~", "home")]
    [InlineData("--data=/abs/d", "/abs/d")]
    public async Task Data_Path_IsFull(string option, string expected)
    {
        await _rig.RunExactlyAsync("up", option);

        _rig.Launched!.DataFolder.ShouldBe(Path.Combine(_rig.Folder, expected));
    }

    [Theory]
    [InlineData("--config=~/c", "home/c")]
    [InlineData("--config=c", "c")]
    public async Task Config_Path_IsFull(string option, string expected)
    {
        await _rig.RunAsync("up", option);

        _rig.Launched!.ConfigFolder.ShouldBe(Path.Combine(_rig.Folder, expected));
    }

    [Theory]
    [InlineData("--repo=~/shop", "home/shop")]
    [InlineData("--repo=shop", "shop")]
    [InlineData("--repo=./a/../shop", "shop")]
    public async Task Repo_Path_IsFull(string option, string expected)
    {
        await using var silo = await FakeApi.StartAsync();
        _rig.Silo = silo;
        string? sent = null;
        silo.Commands["/api/runs"] = body =>
        {
            sent = JsonSerializer.Deserialize<StartRunRequest>(body, FactoryJson.Options)!.Repository;
            return new Problem(ErrorCodes.TransitionNotAllowed, "enough seen");
        };

        await _rig.RunAsync("run", "A shop", option);

        sent.ShouldBe(Path.Combine(_rig.Folder, expected));
    }

    [Fact]
    public async Task IdeaFile_Tilde_IsRead()
    {
        await using var silo = await FakeApi.StartAsync();
        _rig.Silo = silo;
        Directory.CreateDirectory(Home);
        await File.WriteAllTextAsync(Path.Combine(Home, "idea.md"), "from home");
        string? sent = null;
        silo.Commands["/api/runs"] = body =>
        {
            sent = JsonSerializer.Deserialize<StartRunRequest>(body, FactoryJson.Options)!.Idea;
            return new Problem(ErrorCodes.TransitionNotAllowed, "enough seen");
        };

        await _rig.RunAsync("run", "--idea-file=~/idea.md");

        sent.ShouldBe("from home");
    }

    [Fact]
    public async Task Backup_Tilde_IsWrittenThere()
    {
        (await _rig.RunAsync("backup", "--output=~/b.tar.gz", "--json")).ShouldBe(ExitCodes.Success);

        _rig.JsonLines().Single().GetProperty("file").GetString().ShouldBe(Path.Combine(Home, "b.tar.gz"));
    }

    [Fact]
    public async Task IdeaFile_Folder_IsAUsageErrorThatNamesIt()
    {
        Directory.CreateDirectory(Path.Combine(_rig.Folder, "ideas"));

        (await _rig.RunAsync("run", "--idea-file", "ideas")).ShouldBe(ExitCodes.Usage);

        _rig.Error.ToString().ShouldContain($"The idea file {Path.Combine(_rig.Folder, "ideas")} cannot be read");
    }
}
