using Factory.Contracts.Errors;
using Factory.Workspaces.WorkingCopies;

namespace Factory.Workspaces.Tests.WorkingCopies;

public sealed class StagingValidatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Sparse files: they take no disk.
    [Theory]
    [InlineData(1, StagingValidator.MaxFileBytes, null)]
    [InlineData(1, StagingValidator.MaxFileBytes + 1, "file0 has 20971521 bytes")]
    [InlineData(5, StagingValidator.MaxFileBytes, null)]
    [InlineData(6, StagingValidator.MaxFileBytes, "have 125829120 bytes in total")]
    public void EnsureStageable_Size_IsAcceptedUpToTheLimits(int count, long bytes, string? problem)
    {
        var names = Enumerable.Range(0, count).Select(i => $"file{i}").ToList();
        foreach (var name in names)
        {
            using var file = File.Create(Path.Combine(_folder.FullName, name));
            file.SetLength(bytes);
        }

        Check(names, problem);
    }

    [Theory]
    [InlineData(StagingValidator.MaxFiles, null)]
    [InlineData(StagingValidator.MaxFiles + 1, "has 5001 new or changed files")]
    public void EnsureStageable_Number_IsAcceptedUpToTheLimit(int count, string? problem) =>
        Check([.. Enumerable.Range(0, count).Select(i => $"deleted{i}")], problem);

    [Theory]
    [InlineData("lib/", "The folder lib/ is a separate git repository.")]
    [InlineData("caf\uFFFD", "is not valid UTF-8")]
    [InlineData("deleted.txt", null)]
    public void EnsureStageable_Path_IsNamedWhenGitCannotKeepIt(string path, string? problem) => Check([path], problem);

    [Theory]
    [InlineData("inside.txt", null)]
    [InlineData("missing.txt", null)]
    [InlineData("/etc/passwd", "is a link to /etc/passwd")]
    [InlineData("../outside", "is a link to ../outside")]
    [InlineData("link", "is a link to link")]
    [InlineData(".git/config", "is a link to .git/config")]
    public void EnsureStageable_Link_MustStayInTheFolder(string target, string? problem)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "inside.txt"), "");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "link"), target);

        Check(["link"], problem);
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", true)]
    [InlineData("version https://git-lfs.github.com", false)]
    [InlineData(" version https://git-lfs.github.com/spec/v1", false)]
    [InlineData("", false)]
    public void IsPointer_File_IsBySizeAndItsFirstLine(string text, bool expected)
    {
        var file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, text);
        LfsPointer.IsPointer(new FileInfo(file)).ShouldBe(expected);

        File.WriteAllText(file, text + new string('x', 1024));
        LfsPointer.IsPointer(new FileInfo(file)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("bare", "HEAD objects/k refs/k config", true)]
    [InlineData("deep/er", "head Objects/k REFS/k", true)]
    [InlineData("bare", "HEAD commondir", true)]
    [InlineData("bare", "HEAD objects/k", false)]
    [InlineData("bare", "objects/k refs/k", false)]
    [InlineData("src", "head.ts refs/k objects/k", false)]
    public void EnsureStageable_FolderThatGitTakesForARepository_IsRejected(string folder, string files, bool isRejected)
    {
        foreach (var file in files.Split(' '))
        {
            var path = Path.Combine(_folder.FullName, folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "x");
        }

        // Whatever part of it the change brings.
        foreach (var file in files.Split(' '))
        {
            Check([$"{folder}/{file}"], isRejected ? $"The folder {folder} has the layout of a git repository." : null);
        }
    }

    private void Check(IReadOnlyCollection<string> paths, string? problem)
    {
        if (problem is null)
        {
            Should.NotThrow(() => StagingValidator.EnsureStageable(_folder.FullName, paths));
            return;
        }

        var error = Should.Throw<FactoryException>(() => StagingValidator.EnsureStageable(_folder.FullName, paths));
        error.Code.ShouldBe(ErrorCodes.ArtifactMalformed);
        error.Message.ShouldContain(problem);
        error.Hint.ShouldNotBeNullOrEmpty();
    }
}
