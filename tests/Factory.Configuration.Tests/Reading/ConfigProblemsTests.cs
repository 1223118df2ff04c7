using System.Text;
using Factory.Configuration.Reading;
using Factory.Domain.Configuration;

namespace Factory.Configuration.Tests.Reading;

public sealed class ConfigProblemsTests
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    [Theory]
    [InlineData("short", "short")]
    [InlineData("a\nb\u001b[31mc", "a b [31mc")]
    [InlineData("", "")]
    public void Quote_Text_IsOneLineWithoutControls(string text, string quoted) => ConfigProblems.Quote(text).ShouldBe(quoted);

    [Theory]
    [InlineData(58)]
    [InlineData(59)]
    [InlineData(60)]
    public void Quote_CharacterOfTwoUnitsAtTheCut_IsKeptOrLeftOutWhole(int before)
    {
        var quoted = ConfigProblems.Quote(new string('x', before) + "\U0001F600" + new string('y', 20));

        Should.NotThrow(() => Strict.GetBytes(quoted));
        quoted.ShouldEndWith("…");
        quoted.Length.ShouldBeInRange(60, 61);
    }

    [Fact]
    public void All_ProblemsInAnyOrder_AreSortedAndDistinct()
    {
        var problems = new ConfigProblems();
        problems.Add(new ConfigProblem("b", 1, "x"));
        problems.Add(new ConfigProblem("a", 2, "x"));
        problems.Add(new ConfigProblem("a", 1, "x"));
        problems.Add(new ConfigProblem("a", 1, "x"));

        problems.All.Select(p => (p.File, p.Line)).ShouldBe([("a", 1), ("a", 2), ("b", 1)]);
    }
}
