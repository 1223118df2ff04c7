using System.Diagnostics;
using System.Runtime.Versioning;
using Factory.Agents.Tools;
using Factory.Workspaces.Tests.WorkingCopies;
using Factory.Workspaces.WorkingCopies;

namespace Factory.Agents.Tests.Tools;

public sealed class FilePluginTests : IDisposable
{
    private readonly TemporaryFolder _copy = new();
    private readonly TemporaryFolder _outside = new();
    private readonly ToolBench _tools;

    public FilePluginTests() => _tools = new ToolBench(new FilePlugin(new WorkingCopyRoot(_copy.FullName), TimeProvider.System));

    [Fact]
    public async Task ListFiles_MisleadingNames_StayOnOneLine()
    {
        _copy.Write("a\nsecret.txt (12 bytes)", "needle");
        using (var shell = Process.Start(new ProcessStartInfo(
            "/bin/sh",
            ["-c", "printf needle > \"$(printf 'caf\\351')\""])
        { WorkingDirectory = _copy.FullName })!)
        {
            shell.WaitForExit();
        }

        var listed = await _tools.With("list_files", new { });
        var found = await _tools.With("search_files", new { pattern = "needle" });

        listed.Text.Split('\n')
            .ShouldBe(["a\\u000asecret.txt (12 bytes) (6 bytes)", "caf\uFFFD (its name is not valid UTF-8)"], ignoreOrder: true);
        found.Text.ShouldBe("a\\u000asecret.txt (12 bytes):1: needle");
    }

    [Fact]
    public async Task ListFiles_Folder_OmitsGeneratedFolders()
    {
        _copy.Write("src/Tip.cs", "12345");
        _copy.Write("grüße.txt", "");
        _copy.Write(".git/config", "x");
        _copy.Write("obj/x.dll", "x");
        File.CreateSymbolicLink(_copy.In("link"), "/etc/passwd");

        var result = await _tools.With("list_files", new { });

        result.Text.Split('\n').ShouldBe(["grüße.txt (0 bytes)", "link (link)", "src/", "src/Tip.cs (5 bytes)"]);
    }

    /// <summary>Commands can make folders whose paths no system call takes.</summary>
    [Theory]
    [InlineData(60, 2)]
    [InlineData(20, 200)]
    public async Task ListFiles_FoldersTooDeep_SaysWhereItStops(int levels, int length)
    {
        _copy.Write("a.txt", "a");
        var script = $"n=$(printf '%0{length}d' 0); for i in $(seq {levels}); do mkdir $n && cd $n || exit 1; done; touch end";
        using (var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { WorkingDirectory = _copy.FullName })!)
        {
            await shell.WaitForExitAsync();
            shell.ExitCode.ShouldBe(0);
        }

        try
        {
            var lines = (await _tools.With("list_files", new { })).Text.Split('\n');

            lines[^1].ShouldBe("a.txt (1 bytes)");
            lines[^2].ShouldContain("/ (not listed: it is 40 folders deep, or its path is too long");
        }
        finally
        {
            Factory.Sandbox.UntrustedDirectory.Delete(_copy.FullName);
            Directory.CreateDirectory(_copy.FullName);
        }
    }

    [Fact]
    public async Task ListFiles_HugeFolder_IsTruncated()
    {
        for (var i = 0; i < 600; i++)
        {
            _copy.Write($"f{i:000}", "");
        }

        var result = await _tools.With("list_files", new { path = "." });

        result.Text.Split('\n').Length.ShouldBe(501);
        result.Text.ShouldEndWith("(more than 500 entries: list a subfolder to see the rest)");
    }

    [Theory]
    [InlineData("nowhere", "There is no folder 'nowhere'")]
    [InlineData("a.txt", "'a.txt' is a file")]
    public async Task ListFiles_MissingFolder_FailsWithAHint(string path, string expected)
    {
        _copy.Write("a.txt", "a");

        (await _tools.FailsWith("list_files", new { path })).ShouldContain(expected);
    }

    [Theory]
    [InlineData("one\ntwo\nthree\n", null, null, "1\tone\n2\ttwo\n3\tthree")]
    [InlineData("one\r\ntwo", null, null, "1\tone\n2\ttwo")]
    [InlineData("one\ntwo\nthree\n", 2, 2, "2\ttwo\n(lines 3 to 3 not shown)")]
    [InlineData("one\ntwo\nthree\n", 2, 99, "2\ttwo\n3\tthree")]
    [InlineData("", null, null, "(the file is empty)")]
    public async Task ReadFile_Lines_AreNumbered(string content, int? first, int? last, string expected)
    {
        _copy.Write("a.txt", content);

        (await _tools.With("read_file", new { path = "a.txt", first_line = first, last_line = last })).Text.ShouldBe(expected);
    }

    [Fact]
    public async Task ReadFile_UnreadableFile_FailsWithAReason()
    {
        File.WriteAllBytes(_copy.In("binary"), [1, 0, 2]);
        File.WriteAllBytes(_copy.In("latin"), [0x67, 0xFC, 0x6E]);
        File.WriteAllBytes(_copy.In("huge"), new byte[TextFiles.MaxBytes + 1]);
        Directory.CreateDirectory(_copy.In("folder"));

        (await _tools.FailsWith("read_file", new { path = "binary" })).ShouldContain("not UTF-8 text (3 bytes)");
        (await _tools.FailsWith("read_file", new { path = "latin" })).ShouldContain("not UTF-8 text");
        (await _tools.FailsWith("read_file", new { path = "huge" })).ShouldContain("search_files");
        (await _tools.FailsWith("read_file", new { path = "folder" })).ShouldContain("is a folder");
        (await _tools.FailsWith("read_file", new { path = "nowhere" })).ShouldContain("There is no file 'nowhere'");
        (await _tools.FailsWith("read_file", new { })).ShouldContain("'path' is missing");
        (await _tools.FailsWith("read_file", new { path = 7 })).ShouldContain("'path' must be a string");
        (await _tools.FailsWith("read_file", new { path = "binary", first_line = 0 })).ShouldContain("'first_line' must be a whole number");
    }

    [Fact]
    public async Task ReadFile_LooselyTypedArguments_AreConvertedOrRejectedByName()
    {
        _copy.Write("a.txt", "one\ntwo\n");

        (await _tools.With("read_file", new { Path = "a.txt", first_line = "2", last_line = 2.0 })).Text.ShouldBe("2\ttwo");
        (await _tools.FailsWith(
            "read_file",
            new
            {
                path = "a.txt",
                lines = 3
            })).ShouldBe("Error: There is no argument 'lines': omit it. The arguments of read_file are path, first_line, last_line.");
        (await _tools.FailsWith(
            "read_file",
            new { path = "a.txt", first_line = 1.5 })).ShouldContain("'first_line' must be a whole number from 1 to 2147483647");
        (await _tools.FailsWith("read_file", new { path = "a.txt", last_line = true })).ShouldContain("'last_line' must be a whole number");
        (await _tools.FailsWith("read_file", new { path = (string?)null })).ShouldContain("'path' is missing");
        (await _tools.FailsWith("read_file", new { path = " " })).ShouldContain("'path' must not be empty");
        (await _tools.FailsWith("write_file", new { path = "a.txt" })).ShouldContain("'content' is missing");
    }

    [Fact]
    public async Task ReadFile_Pipe_DoesNotHang()
    {
        using var made = Process.Start("mkfifo", _copy.In("pipe"));
        await made.WaitForExitAsync();

        (await _tools.With("read_file", new { path = "pipe" }).WaitAsync(TimeSpan.FromSeconds(30))).Text.ShouldBe("(the file is empty)");
    }

    [Fact]
    public async Task ReadFile_ManyLines_AreTruncatedWithTheRemainingRange()
    {
        _copy.Write("a.txt", string.Concat(Enumerable.Range(1, 5_000).Select(n => n + "\n")));

        (await _tools.With("read_file", new { path = "a.txt" })).Text.ShouldEndWith("(lines 2001 to 5000 not shown)");
    }

    [Fact]
    public async Task WriteFile_NewAndExisting_ReportsWhich()
    {
        (await _tools.With("write_file", new { path = "日本/a b.txt", content = "one\ntwo" })).ShouldBe(new ToolResult(
            "Created 日本/a b.txt: 2 lines.",
            "wrote 日本/a b.txt",
            Changed: true));
        (await _tools.With("write_file", new { path = "日本/a b.txt", content = "" })).Text.ShouldBe("Replaced 日本/a b.txt: 0 lines.");
        _copy.Read("日本/a b.txt").ShouldBe("");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task WriteFile_ExecutableFile_KeepsTheMode()
    {
        var script = _copy.Write("run.sh", "old");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await _tools.With("write_file", new { path = "run.sh", content = "new" });

        File.GetUnixFileMode(script).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
        Directory.GetFiles(_copy.FullName).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task WriteFile_ThroughALinkThatLeadsOut_WritesNothing()
    {
        var target = _outside.Write("victim", "untouched");
        File.CreateSymbolicLink(_copy.In("link"), target);
        File.CreateSymbolicLink(_copy.In("new"), _outside.In("made"));

        (await _tools.FailsWith("write_file", new { path = "link", content = "x" })).ShouldContain("leads out");
        (await _tools.FailsWith("write_file", new { path = "new", content = "x" })).ShouldContain("leads out");

        File.ReadAllText(target).ShouldBe("untouched");
        File.Exists(_outside.In("made")).ShouldBeFalse();
    }

    [Fact]
    public async Task WriteFile_TooLargeOrFolder_IsRejected()
    {
        Directory.CreateDirectory(_copy.In("folder"));

        (await _tools.FailsWith(
            "write_file",
            new { path = "a", content = new string('x', TextFiles.MaxBytes + 1) })).ShouldContain("split it into smaller files");
        (await _tools.FailsWith("write_file", new { path = "folder", content = "x" })).ShouldContain("is a folder");
        (await _tools.FailsWith("write_file", new { path = "new/", content = "x" })).ShouldContain("is a folder");
        (await _tools.FailsWith("write_file", new { path = ".", content = "x" })).ShouldContain("is a folder");
    }

    [Theory]
    [InlineData("a\nb\nc\n", "b", "B", "a\nB\nc\n")]
    [InlineData("a\nb\nc\n", "a\nb", "", "\nc\n")]
    [InlineData("a\r\nb\r\nc\r\n", "a\nb", "x\ny", "x\r\ny\r\nc\r\n")]
    [InlineData("\uFEFFa", "a", "b", "\uFEFFb")]
    [InlineData("if (a)\n  b();", "$1", "x", null)]
    public async Task EditFile_UniqueText_IsReplaced(string content, string oldText, string newText, string? expected)
    {
        File.WriteAllBytes(_copy.In("a.txt"), System.Text.Encoding.UTF8.GetBytes(content));

        if (expected is null)
        {
            await _tools.FailsWith("edit_file", new { path = "a.txt", old_text = oldText, new_text = newText });
            return;
        }

        await _tools.With("edit_file", new { path = "a.txt", old_text = oldText, new_text = newText });
        System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(_copy.In("a.txt"))).ShouldBe(expected);
    }

    [Theory]
    [InlineData("x", "y", "does not occur in 'a.txt'")]
    [InlineData("b\n", "y", "occurs more than once in 'a.txt' (lines 2, 4)")]
    [InlineData("c();\n  d", "y", "Its first line occurs at line 5")]
    [InlineData("", "y", "'old_text' is empty")]
    [InlineData("a", "a", "nothing would change")]
    public async Task EditFile_NotExactlyOnce_FailsWithAHint(string oldText, string newText, string expected)
    {
        _copy.Write("a.txt", "a\nb\n-\nb\n\tc();\n\td();\n");

        (await _tools.FailsWith("edit_file", new { path = "a.txt", old_text = oldText, new_text = newText })).ShouldContain(expected);
    }

    [Fact]
    public async Task SearchFiles_RegexOrText_FindsLines()
    {
        _copy.Write("src/Tip.cs", "class Tip;\nint Split(int a) => a;\n");
        _copy.Write("bin/Tip.cs", "class Tip;\n");
        File.WriteAllBytes(_copy.In("binary"), [0, 1]);

        (await _tools.With("search_files", new { pattern = @"class\s+\w+" })).Text.ShouldBe("src/Tip.cs:1: class Tip;");
        (await _tools.With("search_files", new { pattern = "Split(int" })).Text.ShouldBe("src/Tip.cs:2: int Split(int a) => a;");
        (await _tools.With("search_files", new { pattern = "tip", path = "src/Tip.cs" })).Text.ShouldBe("(no matches)");
        (await _tools.FailsWith("search_files", new { pattern = "x", path = "nowhere" })).ShouldContain("There is no file or folder");
        (await _tools.FailsWith("search_files", new { pattern = "" })).ShouldContain("'pattern' must not be empty");
    }

    [Fact]
    public async Task SearchFiles_ExponentialPattern_IsStopped()
    {
        _copy.Write("a.txt", new string('a', 40) + "!");

        (await _tools.FailsWith("search_files", new { pattern = "^(a+)+$" })).ShouldContain("takes too long");
    }

    [Fact]
    public async Task SearchFiles_ManyMatches_AreTruncated()
    {
        _copy.Write("a.txt", string.Concat(Enumerable.Repeat("x\n", 500)));

        (await _tools.With(
            "search_files",
            new { pattern = "x" })).Text.ShouldEndWith("(more than 100 matches: use a more specific pattern or path)");
    }

    [Fact]
    public async Task SearchFiles_LinkThatLeadsOut_IsNotFollowed()
    {
        _outside.Write("secret.txt", "secret");
        Directory.CreateSymbolicLink(_copy.In("link"), _outside.FullName);
        File.CreateSymbolicLink(_copy.In("file"), _outside.In("secret.txt"));

        (await _tools.With("search_files", new { pattern = "secret" })).Text.ShouldBe("(no matches)");
    }

    public void Dispose()
    {
        _tools.Dispose();
        _copy.Dispose();
        _outside.Dispose();
    }
}
