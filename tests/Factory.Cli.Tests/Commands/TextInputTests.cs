using Factory.Cli.Commands;
using Factory.Cli.Tests.Support;
using Factory.Contracts.Runs;

namespace Factory.Cli.Tests.Commands;

public sealed class TextInputTests : IDisposable
{
    private readonly CliRig _rig = new() { Input = "from a pipe\n" };

    private CliEnvironment Environment => _rig.EnvironmentOver(TextWriter.Null, TextWriter.Null);

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("-", "from a pipe\n")]
    [InlineData("idea.md", "from a file\n")]
    [InlineData("./idea.md", "from a file\n")]
    [InlineData("~/idea.md", "from home\n")]
    public async Task ReadFile_Source_IsReadUnchanged(string path, string expected)
    {
        Directory.CreateDirectory(Path.Combine(_rig.Folder, "home"));
        await File.WriteAllTextAsync(Path.Combine(_rig.Folder, "idea.md"), "from a file\n");
        await File.WriteAllTextAsync(Path.Combine(_rig.Folder, "home", "idea.md"), "from home\n");

        (await TextInput.ReadFileAsync(path, "idea file", Environment)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("idea file", ErrorCodes.IdeaTooLong)]
    [InlineData("description file", ErrorCodes.InvalidRequest)]
    public async Task ReadFile_TooLong_NamesItsWholeLength(string name, string code)
    {
        await File.WriteAllTextAsync(Path.Combine(_rig.Folder, "huge"), new string('x', 400_000));

        var error = await Should.ThrowAsync<FactoryException>(() => TextInput.ReadFileAsync("huge", name, Environment));

        (error.Code, error.Message).ShouldBe((code, $"The {name} has 400,000 characters; the limit is 131,072."));
    }

    [Fact]
    public async Task ReadFile_AtTheLimit_IsRead()
    {
        await File.WriteAllTextAsync(Path.Combine(_rig.Folder, "long"), new string('x', StartRun.MaxIdeaLength));

        (await TextInput.ReadFileAsync("long", "idea file", Environment)).Length.ShouldBe(StartRun.MaxIdeaLength);
    }

    [Theory]
    [InlineData("missing.md")]
    [InlineData("home")]
    [InlineData("no/such/folder/idea.md")]
    public async Task ReadFile_NotReadable_NamesTheFullPath(string path)
    {
        Directory.CreateDirectory(Path.Combine(_rig.Folder, "home"));

        var error = await Should.ThrowAsync<FactoryException>(() => TextInput.ReadFileAsync(path, "brief", Environment));

        error.Code.ShouldBe(ErrorCodes.InvalidRequest);
        error.Message.ShouldStartWith($"The brief {Path.Combine(_rig.Folder, path)} cannot be read: ");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("/a/../b", "/b")]
    public void FullPath_WithoutWorkingFolder_NeedsNone(string? path, string? expected) =>
        TextInput.FullPath(path, Environment with { WorkingDirectory = null }).ShouldBe(expected);

    [Fact]
    public void FullPath_RelativeWithoutWorkingFolder_SaysWhatIsWrong()
    {
        var error = Should.Throw<FactoryException>(() => TextInput.FullPath("shop", Environment with { WorkingDirectory = null }));

        error.Code.ShouldBe(ErrorCodes.DataUnusable);
        error.Hint.ShouldBe("Change into another folder with cd, or give a full path.");
    }
}
