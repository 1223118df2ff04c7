using Factory.Cli.Output;
using Factory.Cli.Tests.Support;

namespace Factory.Cli.Tests.Output;

public sealed class ConsoleOutputTests
{
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    [Theory]
    [InlineData(false, "line\nmarkup\nnote\n", "")]
    [InlineData(true, "{\"n\":1}\n", "note\n")]
    public void Write_PeopleOrPrograms_ReachesItsStream(bool json, string output, string error)
    {
        var console = Create(json);

        console.WriteLine("line");
        console.WriteMarkup("[bold]markup[/]");
        console.WriteJson(new { N = 1 });
        console.WriteNote("note");

        _out.ToString().ShouldBe(output);
        _error.ToString().ShouldBe(error);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "{\"type\":\"error\",\"code\":\"not_found\",\"message\":\"There is no run.\",\"hint\":\"List them.\"}\n")]
    public void WriteError_Problem_IsTextAndForProgramsAnObject(bool json, string output)
    {
        Create(json).WriteError(new Problem(ErrorCodes.NotFound, "There is no run.", "List them."));

        _out.ToString().ShouldBe(output);
        _error.ToString().ShouldBe("Error: There is no run. (not_found)\nFix:   List them.\n");
    }

    [Fact]
    public void WriteError_WithoutHint_HasNoFix()
    {
        Create(json: false).WriteError(new Problem(ErrorCodes.Internal, "It broke.\u001b[2J"));

        _error.ToString().ShouldBe("Error: It broke.[2J (internal)\n");
    }

    [Fact]
    public void WriteTable_CellsFromOutside_AreAlignedAndNeverMarkup()
    {
        Create(json: false).WriteTable(["name", "n"], [["a", "1"], ["[red]bcd", "22"], ["x\ny\u001b[0m", "3"]]);

        _out.ToString().Split('\n').Select(l => l.TrimEnd()).ShouldBe(["name      n", "a         1", "[red]bcd  22", "x y[0m    3", ""]);
    }

    [Fact]
    public void WriteTable_WideRowInAPipe_IsOneLine()
    {
        Create(json: false).WriteTable(["name", "n"], [[new string('x', 400), "1"]]);

        _out.ToString().TrimEnd('\n').Split('\n').Length.ShouldBe(2);
    }

    [Fact]
    public void IsLive_Pipe_IsFalse() => Create(json: false).IsLive.ShouldBeFalse();

    private ConsoleOutput Create(bool json) => new(
        new CliRig().EnvironmentOver(_out, _error),
        json);
}
