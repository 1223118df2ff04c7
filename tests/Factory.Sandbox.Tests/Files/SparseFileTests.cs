using Factory.Sandbox.Files;

namespace Factory.Sandbox.Tests.Files;

public sealed class SparseFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("factory-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("printf hello > a")]
    [InlineData("head -c 1000000 /dev/urandom > a")]
    [InlineData("head -c 1000000 /dev/zero > a")]
    [InlineData("truncate -s 3000000 a; printf end >> a")]
    [InlineData("printf start > a; truncate -s 3000000 a")]
    [InlineData("truncate -s 100001 a; printf middle >> a; truncate -s 300000 a")]
    public void Copy_Content_IsTheSame(string script)
    {
        Shell.Run(_folder, script);

        SparseFile.Copy(At("a"), At("b"), default);

        File.ReadAllBytes(At("b")).ShouldBe(File.ReadAllBytes(At("a")));
        Hash("b").ShouldBe(Hash("a"));
    }

    [Theory]
    [InlineData("/proc/version")]
    [InlineData("/proc/filesystems")]
    public void Copy_FileSystemCannotSayWhereDataIs_CopiesAllBytes(string file)
    {
        SparseFile.Copy(file, At("b"), default);

        File.ReadAllText(At("b")).ShouldBe(File.ReadAllText(file));
    }

    [Fact]
    public void Copy_FileOfAnExabyte_TakesNoDisk()
    {
        Shell.Run(_folder, "truncate -s 10T a; printf end >> a");

        SparseFile.Copy(At("a"), At("b"), default);

        var copy = LinuxFiles.StatusOf(At("b"))!.Value;
        copy.Length.ShouldBe((10L << 40) + 3);
        copy.AllocatedBytes.ShouldBeLessThan(1_000_000);
        Hash("a").ShouldBe(Hash("b"));
    }

    [Theory]
    [InlineData("head -c 200000 /dev/zero > a; truncate -s 200000 b", true)]
    [InlineData("truncate -s 200000 a; printf x | dd of=a bs=1 seek=70000 conv=notrunc; cp --sparse=never a b", true)]
    [InlineData("truncate -s 200000 a; truncate -s 200001 b", false)]
    [InlineData("truncate -s 90000 a b; for s in a:7 b:8; do printf x | dd of=${s%:*} bs=1 seek=${s#*:} conv=notrunc; done", false)]
    [InlineData("printf a > a; printf b > b", false)]
    public void Hash_HolesAndZeros_AreTheSameContent(string script, bool equal)
    {
        Shell.Run(_folder, $"({script}) 2>/dev/null");

        Hash("a").SequenceEqual(Hash("b")).ShouldBe(equal);
    }

    [Fact]
    public void Copy_Cancelled_StopsWithinTheFile()
    {
        Shell.Run(_folder, "head -c 1000000 /dev/urandom > a");
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Should.Throw<OperationCanceledException>(() => SparseFile.Copy(At("a"), At("b"), cancelled.Token));
        Should.Throw<OperationCanceledException>(() => SparseFile.Hash(new FileInfo(At("a")), cancelled.Token));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private byte[] Hash(string name) => SparseFile.Hash(new FileInfo(At(name)), default);
}
