using System.Diagnostics;
using System.Runtime.Versioning;

namespace Factory.Sandbox.Tests;

[SupportedOSPlatform("linux")]
public sealed class UntrustedDirectoryTests : IDisposable
{
    // Built from the inside, because no shell can change into a path of 6,000 characters.
    private const string DeeplyNested =
        "n=$(printf '%0200d' 0); mkdir $n; echo end > $n/end; for i in $(seq 30); do mkdir x; mv $n x/; mv x $n; done";

    private readonly string _parent = Directory.CreateTempSubdirectory("factory-tests-").FullName;

    private string Target => Path.Combine(_parent, "target");

    public void Dispose() => UntrustedDirectory.Delete(_parent);

    [Fact]
    public void Delete_MissingDirectory_DoesNothing() => Should.NotThrow(() => UntrustedDirectory.Delete(Target));

    [Theory]
    [InlineData("mkdir closed; echo secret > closed/file; chmod 000 closed")]
    [InlineData("mkdir -p a/b; touch a/b/file; chmod 000 a/b; chmod 000 a")]
    [InlineData("touch file; chmod 000 .")]
    [InlineData("mkdir readable; touch readable/file; chmod 555 readable")]
    public void Delete_DirectoryClosedByItsOwner_IsDeletedWithoutRoot(string script) => UnprivilegedThread.Run(() =>
    {
        // Made by the unprivileged user: only the owner of a directory can change its mode.
        var own = Directory.CreateTempSubdirectory("factory-tests-").FullName;
        var target = Path.Combine(own, "target");
        Shell(target, script);
        Should.Throw<Exception>(() => Directory.Delete(target, recursive: true), "a plain deletion must fail, or this test shows nothing");

        UntrustedDirectory.Delete(target);

        Directory.Exists(target).ShouldBeFalse();
        Directory.Delete(own);
    });

    [Theory]
    [InlineData(DeeplyNested)]
    [InlineData("touch \"$(printf 'caf\\351')\"; mkdir \"$(printf 'caf\\352')\"")]
    [InlineData("mkfifo pipe")]
    public void Delete_NamesAndPathsThatNetCannotOpen_IsDeleted(string script)
    {
        Shell(Target, script);

        UntrustedDirectory.Delete(Target);

        Directory.Exists(Target).ShouldBeFalse();
    }

    [Fact]
    public void Delete_LinkOutOfTheDirectory_LeavesItsTarget()
    {
        var outside = Path.Combine(_parent, "outside");
        Shell(outside, "echo precious > file; chmod 500 .");

        // The nesting forces the slower way of deletion, which must not follow links either.
        Shell(Target, $"ln -s {outside} link; {DeeplyNested}");
        UntrustedDirectory.Delete(Target);

        Directory.Exists(Target).ShouldBeFalse();
        File.ReadAllText(Path.Combine(outside, "file")).ShouldBe("precious\n");
        File.GetUnixFileMode(outside).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    [Fact]
    public void DeleteAtomically_RemainsOfAnEarlierCall_AreDeletedToo()
    {
        Shell(Target, "touch file");
        Shell(Target + ".deleting", "touch half");

        UntrustedDirectory.DeleteAtomically(Target);

        Directory.EnumerateFileSystemEntries(_parent).ShouldBeEmpty();
    }

    [Fact]
    public void FinishDeletions_InterruptedDeletion_IsCompletedAndOthersRemain()
    {
        Shell(Target, "touch file");
        Shell(Path.Combine(_parent, "other.deleting"), "touch half");

        UntrustedDirectory.FinishDeletions(_parent);

        Directory.EnumerateFileSystemEntries(_parent).ShouldBe([Target]);
    }

    [Fact]
    public async Task Copy_AnyContent_HasTheSameFingerprint()
    {
        Shell(
            Target,
            "echo one > file; touch empty; mkdir -p b/c; echo x > b/run; chmod 750 b/run; ln -s b/run link; ln -s /nowhere dangling; " +
            "chmod 555 b/c");
        var copy = Path.Combine(_parent, "copy");

        await UntrustedDirectory.CopyAsync(Target, copy, default);

        (await UntrustedDirectory.FingerprintAsync(copy, default)).ShouldBe(await UntrustedDirectory.FingerprintAsync(Target, default));
    }

    [Fact]
    public async Task Copy_Pipe_BecomesAnEmptyFile()
    {
        Shell(Target, "mkfifo pipe");
        var copy = Path.Combine(_parent, "copy");

        await UntrustedDirectory.CopyAsync(Target, copy, default);

        File.ReadAllText(Path.Combine(copy, "pipe")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Copy_SetuidProgram_LosesTheBit()
    {
        Shell(Target, "cp /usr/bin/id suid; chmod 6755 suid; mkdir folder; chmod 2755 folder");
        var copy = Path.Combine(_parent, "copy");

        await UntrustedDirectory.CopyAsync(Target, copy, default);

        const UnixFileMode Plain = (UnixFileMode)0b111_101_101;
        File.GetUnixFileMode(Path.Combine(copy, "suid")).ShouldBe(Plain);
        File.GetUnixFileMode(Path.Combine(copy, "folder")).ShouldBe(Plain);
    }

    [Theory]
    [InlineData("echo two > file")]
    [InlineData("chmod 755 file")]
    [InlineData("mv file file2")]
    [InlineData("rm file; ln -s other file")]
    [InlineData("rm link; ln -s elsewhere link")]
    [InlineData("mkdir new")]
    public async Task Fingerprint_AnyChange_Differs(string change)
    {
        Shell(Target, "echo one > file; chmod 644 file; ln -s file link");
        var before = await UntrustedDirectory.FingerprintAsync(Target, default);

        Shell(Target, change);

        (await UntrustedDirectory.FingerprintAsync(Target, default)).ShouldNotBe(before);
    }

    [Fact]
    public async Task Fingerprint_NameThatIsNotUtf8_Fails()
    {
        Shell(Target, "touch \"$(printf 'caf\\351')\"");

        UntrustedDirectory.IsUnreadable(await Should.ThrowAsync<Exception>(() => UntrustedDirectory.FingerprintAsync(Target, default)))
            .ShouldBeTrue();
    }

    private static void Shell(string folder, string script)
    {
        Directory.CreateDirectory(folder);
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { WorkingDirectory = folder })!;
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, script);
    }
}
