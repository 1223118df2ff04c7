using System.Globalization;
using System.Runtime.Versioning;
using Factory.Sandbox.Files;

namespace Factory.Sandbox.Tests.Files;

[SupportedOSPlatform("linux")]
public sealed class DirectoryMeterTests : IDisposable
{
    private const string Nest = "n=inner; mkdir $n; for i in $(seq {0}); do mkdir x; mv $n x/; mv x $n; done";

    private readonly string _parent = Directory.CreateTempSubdirectory("factory-tests-").FullName;

    private string Target => Path.Combine(_parent, "target");

    public void Dispose() => UntrustedDirectory.Delete(_parent);

    [Theory]
    [InlineData("printf 12345 > a; mkdir -p b/c; printf 123 > b/c/d", 8, 4)]
    [InlineData("printf 12345 > a; ln -s a link; ln -s . again; ln -s / everything", 5, 4)]
    [InlineData("printf 12345 > a; ln a b; mkdir c; ln a c/d", 5, 4)]
    [InlineData("mkfifo pipe; mkdir empty", 0, 2)]
    [InlineData("printf 123 > \"$(printf 'caf\\351')\"; mkdir \"$(printf 'caf\\352')\"; printf 4 > \"$(printf 'caf\\352')/x\"", 4, 3)]
    [InlineData("truncate -s 9G big", 9L * 1024 * 1024 * 1024, 1)]
    public void Measure_AnyContent_CountsLengthsAndEntries(string script, long length, long entries)
    {
        Shell.Run(Target, script);

        var size = DirectoryMeter.Measure(Target);

        (size.Length, size.Entries, size.IsComplete).ShouldBe((length, entries, true));
    }

    [Theory]
    [InlineData("truncate -s 9G big")]
    [InlineData("head -c 3000000 /dev/urandom > a; ln a b; ln -s a c")]
    [InlineData("for i in $(seq 300); do mkdir $i; printf x > $i/file; done")]
    [InlineData("head -c 100000 /dev/urandom > \"$(printf 'caf\\351')\"")]
    public void Measure_Blocks_AreThoseThatDuCounts(string script)
    {
        Shell.Run(Target, script);
        var expected = long.Parse(Shell.Run(Target, "du -B1 -s . | cut -f1"), CultureInfo.InvariantCulture);
        var top = LinuxFiles.StatusOf(Target)!.Value.AllocatedBytes;

        DirectoryMeter.Measure(Target).Bytes.ShouldBe(expected - top);
    }

    [Fact]
    public void Measure_Missing_IsEmpty() => DirectoryMeter.Measure(Target).ShouldBe(new DirectorySize(0, 0, 0, IsComplete: true));

    [Theory]
    [InlineData("missing/inner", true)]
    [InlineData("file", true)]
    [InlineData("file/inner", true)]
    [InlineData("{0}", false)]
    public void Measure_CannotBeOpened_IsIncompleteUnlessItDoesNotExist(string name, bool complete)
    {
        Shell.Run(Target, "printf 123 > file");
        var tooLong = new string('x', 300);

        var size = DirectoryMeter.Measure(Path.Combine(Target, string.Format(CultureInfo.InvariantCulture, name, tooLong)));

        size.ShouldBe(new DirectorySize(0, 0, 0, complete));
    }

    [Fact]
    public void Measure_LinkInsteadOfADirectory_IsNotFollowed()
    {
        Shell.Run(_parent, "mkdir real; printf 123 > real/a; ln -s real target");

        DirectoryMeter.Measure(Target).Length.ShouldBe(0);
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(1_100, false)]
    public void Measure_Nesting_IsCountedUpToALimit(int levels, bool complete)
    {
        Shell.Run(Target, string.Format(CultureInfo.InvariantCulture, Nest, levels));

        DirectoryMeter.Measure(Target).IsComplete.ShouldBe(complete);
    }

    [Theory]
    [InlineData("000")]
    [InlineData("400")]
    [InlineData("100")]
    [InlineData("300")]
    public void Measure_DirectoryClosedByItsOwner_IsCountedAndStaysClosed(string mode) => UnprivilegedThread.Run(() =>
    {
        var own = Directory.CreateTempSubdirectory("factory-tests-").FullName;
        Shell.Run(own, $"mkdir -p closed/inner; printf 12345 > closed/inner/file; chmod {mode} closed/inner; chmod {mode} closed");

        var size = DirectoryMeter.Measure(own);

        (size.Length, size.Entries, size.IsComplete).ShouldBe((5, 3, true));
        Shell.Run(own, "stat -c %a closed").ShouldBe(mode.TrimStart('0') is "" ? "0\n" : mode + "\n");
        UntrustedDirectory.Delete(own);
    });

    [Fact]
    public void Measure_ClosedDirectoryOfAnotherUser_IsIncomplete()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Shell.Run(Target, "chmod 755 . ..; mkdir -p closed/inner; printf 12345 > closed/file; chmod 700 closed");

            UnprivilegedThread.Run(() =>
            {
                DirectoryMeter.Measure(Target).IsComplete.ShouldBeFalse();
                DirectoryMeter.Measure(Path.Combine(Target, "closed", "inner")).IsComplete.ShouldBeFalse();
            });
        }
    }
}
