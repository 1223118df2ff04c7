using System.Text;
using Factory.Agents.Runners;
using Factory.Workspaces.Tests.WorkingCopies;

namespace Factory.Agents.Tests.Runners;

public sealed class OutputLinesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly OutputLines _lines;

    public OutputLinesTests() => _lines = new OutputLines(Path);

    private string Path => _folder.In("output.jsonl");

    public void Dispose()
    {
        _lines.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Read_FileAppearsAndGrows_GivesEachLineOnceWhenItsEndIsWritten()
    {
        _lines.Read().ShouldBeEmpty();
        File.AppendAllText(Path, "one\ntw");
        _lines.Read().ShouldBe(["one"]);
        File.AppendAllText(Path, "o\n\nthree");
        _lines.Read().ShouldBe(["two", ""]);
        _lines.Read().ShouldBeEmpty();
        _lines.Read(atEnd: true).ShouldBe(["three"]);
        _lines.Read(atEnd: true).ShouldBeEmpty();
    }

    [Fact]
    public void Read_FileWasShortened_IsNoticed()
    {
        File.AppendAllText(Path, "one\ntwo\n");
        _lines.Read().Count().ShouldBe(2);
        _lines.WasShortened.ShouldBeFalse();

        File.WriteAllText(Path, "on");

        _lines.Read().ShouldBeEmpty();
        _lines.WasShortened.ShouldBeTrue();
    }

    [Fact]
    public void Read_CharacterCutBetweenTwoReads_IsWhole()
    {
        var bytes = Encoding.UTF8.GetBytes("für 😀\n");
        using var file = new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        foreach (var part in bytes)
        {
            _lines.Read().ShouldBeEmpty();
            file.WriteByte(part);
            file.Flush();
        }

        _lines.Read().ShouldBe(["für 😀"]);
    }

    [Fact]
    public void Read_LineThatIsTooLong_IsLeftOutAndTheNextOneRead()
    {
        using (var writer = new StreamWriter(Path))
        {
            writer.Write(new string('x', OutputLines.MaxLineBytes + 1));
            writer.Write("\nnext\n");
        }

        var lines = _lines.Read().ToList();

        lines.Count.ShouldBe(2);
        lines[0].Length.ShouldBeLessThan(100);
        lines[1].ShouldBe("next");
    }
}
