using Factory.Configuration.Reload;
using Factory.Configuration.Tests.Support;

namespace Factory.Configuration.Tests.Reload;

public sealed class ConfigFingerprintTests : IDisposable
{
    private readonly ConfigFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("agents/rex.md")]
    [InlineData("agents/new.md")]
    [InlineData("pipelines/product.yaml")]
    [InlineData("policy.yaml")]
    [InlineData("models.json")]
    [InlineData("silo.yaml")]
    public void ChangedSince_FileWithOtherContent_NamesIt(string file)
    {
        var before = ConfigFingerprint.Of(_files.Folder);

        _files.Write(file, "other");

        ConfigFingerprint.Of(_files.Folder).ChangedSince(before).ShouldBe([file]);
    }

    [Theory]
    [InlineData("agents/notes.txt")]
    [InlineData("agents/.#rex.md")]
    [InlineData("pipelines/sub/product.yaml")]
    [InlineData("README.md")]
    public void ChangedSince_FileOutsideOfTheConfiguration_IsIgnored(string file)
    {
        var before = ConfigFingerprint.Of(_files.Folder);

        _files.Write(file, "other");

        ConfigFingerprint.Of(_files.Folder).ChangedSince(before).ShouldBeEmpty();
    }

    [Fact]
    public void ChangedSince_RemovedFile_NamesIt()
    {
        var before = ConfigFingerprint.Of(_files.Folder);

        File.Delete(Path.Combine(_files.Folder, "agents/rex.md"));

        ConfigFingerprint.Of(_files.Folder).ChangedSince(before).ShouldBe(["agents/rex.md"]);
    }

    [Fact]
    public void Of_HugeFile_IsNotReadIntoMemory()
    {
        // Sparse: 16 GiB of nothing, which cannot be an array and would take long to hash.
        var path = Path.Combine(_files.Folder, "policy.yaml");
        var before = ConfigFingerprint.Of(_files.Folder);
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(16L * 1024 * 1024 * 1024);
        }

        var huge = ConfigFingerprint.Of(_files.Folder);

        huge.ChangedSince(before).ShouldBe(["policy.yaml"]);
        huge.ChangedSince(ConfigFingerprint.Of(_files.Folder)).ShouldBeEmpty();
    }
}
