using Factory.Workspaces.WorkingCopies;

namespace Factory.Workspaces.Tests.WorkingCopies;

public sealed class WorkingCopyRootTests : IDisposable
{
    private readonly TemporaryFolder _copy = new();
    private readonly TemporaryFolder _outside = new();

    [Theory]
    [InlineData("", "")]
    [InlineData(".", "")]
    [InlineData("./src//Tip.cs", "src/Tip.cs")]
    [InlineData("src/", "src")]
    [InlineData("grüße/日本 語.txt", "grüße/日本 語.txt")]
    [InlineData("a..b/.gitignore", "a..b/.gitignore")]
    public void Resolve_PathInside_ReturnsIt(string path, string expected) =>
        new WorkingCopyRoot(_copy.FullName).Resolve(path).ShouldBe(Path.TrimEndingDirectorySeparator(_copy.In(expected)));

    [Theory]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("src/../../x")]
    [InlineData("src/../x")]
    [InlineData("/etc/passwd")]
    [InlineData("//etc/passwd")]
    [InlineData("src\\..\\x")]
    [InlineData("a\0b")]
    [InlineData(".git")]
    [InlineData(".git/config")]
    [InlineData("./.GIT/hooks/pre-commit")]
    [InlineData("vendor/lib/.git/config")]
    public void Resolve_ForbiddenPath_FailsWithoutNamingTheHostsPath(string path)
    {
        var failure = Should.Throw<WorkingFolderException>(() => new WorkingCopyRoot(_copy.FullName).Resolve(path));

        failure.Message.ShouldNotContain(_copy.FullName);
    }

    [Fact]
    public void Resolve_TooLongPath_Fails() =>
        Should.Throw<WorkingFolderException>(() => new WorkingCopyRoot(_copy.FullName).Resolve(new string('a', 5_000)))
            .Message.Length.ShouldBeLessThan(300);

    [Theory]
    [InlineData("link", true)]
    [InlineData("link/secret.txt", true)]
    [InlineData("deep/er/link/secret.txt", true)]
    [InlineData("relative/secret.txt", true)]
    [InlineData("chain/secret.txt", true)]
    [InlineData("dangling", true)]
    [InlineData("inside/Tip.cs", false)]
    [InlineData("absolute-inside/Tip.cs", false)]
    public void Resolve_Link_FailsWhenItLeavesTheFolder(string path, bool leadsOut)
    {
        _outside.Write("secret.txt", "secret");
        _copy.Write("src/Tip.cs", "class Tip;");
        Directory.CreateDirectory(_copy.In("deep/er"));
        Directory.CreateSymbolicLink(_copy.In("link"), _outside.FullName);
        Directory.CreateSymbolicLink(_copy.In("deep/er/link"), _outside.FullName);
        Directory.CreateSymbolicLink(_copy.In("relative"), "../" + Path.GetFileName(_outside.FullName));
        Directory.CreateSymbolicLink(_copy.In("chain"), "link");
        File.CreateSymbolicLink(_copy.In("dangling"), "/nowhere/at/all");
        Directory.CreateSymbolicLink(_copy.In("inside"), "src");
        Directory.CreateSymbolicLink(_copy.In("absolute-inside"), _copy.In("src"));
        var folder = new WorkingCopyRoot(_copy.FullName);

        if (leadsOut)
        {
            Should.Throw<WorkingFolderException>(() => folder.Resolve(path)).Message.ShouldContain("leads out");
        }
        else
        {
            folder.Resolve(path).ShouldBe(_copy.In("src/Tip.cs"));
        }
    }

    [Fact]
    public void Resolve_LinkToGit_Fails()
    {
        Directory.CreateDirectory(_copy.In(".git"));
        Directory.CreateSymbolicLink(_copy.In("harmless"), ".git");

        Should.Throw<WorkingFolderException>(() => new WorkingCopyRoot(_copy.FullName).Resolve("harmless/config"))
            .Message.ShouldContain(".git");
    }

    [Fact]
    public void Resolve_CircularLinks_Fails()
    {
        File.CreateSymbolicLink(_copy.In("a"), "b");
        File.CreateSymbolicLink(_copy.In("b"), "a");

        Should.Throw<WorkingFolderException>(() => new WorkingCopyRoot(_copy.FullName).Resolve("a")).Message.ShouldContain("loop of links");
    }

    [Fact]
    public void Resolve_FolderBehindALink_ReturnsThePathWithoutLinks()
    {
        _copy.Write("src/Tip.cs", "class Tip;");
        Directory.CreateSymbolicLink(_outside.In("data"), _copy.FullName);

        var folder = new WorkingCopyRoot(_outside.In("data"));

        folder.ToRelativePath(folder.Resolve("src/Tip.cs")).ShouldBe("src/Tip.cs");
        folder.HidePaths($"at {_outside.In("data")}/src and {_copy.FullName}/src").ShouldBe("at ./src and ./src");
    }

    public void Dispose()
    {
        _copy.Dispose();
        _outside.Dispose();
    }
}
