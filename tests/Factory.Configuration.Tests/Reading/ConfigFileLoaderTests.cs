using System.Text;
using Factory.Configuration.Reading;
using Factory.Configuration.Tests.Support;

namespace Factory.Configuration.Tests.Reading;

public sealed class ConfigFileLoaderTests : IDisposable
{
    private readonly ConfigFiles _files = new();
    private readonly ConfigProblems _problems = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Read_ByteOrderMark_IsNotPartOfTheText()
    {
        Write([0xEF, 0xBB, 0xBF, .. "name: ü"u8]);

        Read().ShouldBe("name: ü");
    }

    // A prompt in Latin-1 would reach the models damaged.
    [Theory]
    [InlineData(new byte[] { 0x67, 0x72, 0xFC, 0x6E }, "it is not UTF-8 text")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0x00 }, "it is not UTF-8 text")]
    [InlineData(new byte[] { 0xC0, 0xAF }, "it is not UTF-8 text")]
    public void Read_OtherEncoding_IsReported(byte[] bytes, string problem)
    {
        Write(bytes);

        Read().ShouldBeNull();
        _problems.All.ShouldHaveSingleItem().Message.ShouldStartWith(problem);
    }

    [Theory]
    [InlineData(ConfigFileLoader.MaxBytes, true)]
    [InlineData(ConfigFileLoader.MaxBytes + 1, false)]
    public void Read_LongFile_IsAcceptedUpToTheLimit(int bytes, bool accepted)
    {
        Write(Encoding.ASCII.GetBytes(new string('#', bytes)));

        (Read() is not null).ShouldBe(accepted);
        _problems.Count.ShouldBe(accepted ? 0 : 1);
    }

    [Fact]
    public void Read_FolderInPlaceOfTheFile_IsReported()
    {
        Directory.CreateDirectory(Path.Combine(_files.Folder, "x.yaml"));

        Read().ShouldBeNull();
        _problems.All.ShouldHaveSingleItem().Message.ShouldStartWith("it cannot be read");
    }

    [Theory]
    [InlineData(200, 0)]
    [InlineData(201, 1)]
    public void ReadAll_ManyFiles_AreAcceptedUpToTheLimit(int count, int problems)
    {
        for (var i = 0; i < count; i++)
        {
            _files.Write($"many/{i:000}.md", "text");
        }

        ConfigFileLoader.ReadAll(_files.Folder, "many", ".md", "many/a.md", _problems).Count().ShouldBe(200);
        _problems.Count.ShouldBe(problems);
    }

    // Lock files of editors, metadata of file systems, folders and backups are no agents.
    [Fact]
    public void ListFiles_OtherFiles_AreLeftOut()
    {
        foreach (var name in new[] { "b.md", "a.md", ".#b.md", "._b.md", ".md", "b.md~", "c.txt", "d.MD", "folder.md/x" })
        {
            _files.Write($"some/{name}", "");
        }

        ConfigFileLoader.ListFiles(_files.Folder, "some", ".md").ShouldBe(["some/a.md", "some/b.md"]);
        ConfigFileLoader.ListFiles(_files.Folder, "none", ".md").ShouldBeEmpty();
    }

    private void Write(byte[] bytes) => File.WriteAllBytes(Path.Combine(_files.Folder, "x.yaml"), bytes);

    private string? Read() => ConfigFileLoader.Read(_files.Folder, new ConfigFile("x.yaml", false, _problems));
}
