using System.Diagnostics;
using System.Text;
using Factory.Configuration.Reading;

namespace Factory.Configuration.Tests.Reading;

public sealed class ConfigFileTests
{
    private readonly ConfigProblems _problems = new();

    [Theory]
    [InlineData("a: 1\n\tb: 2\n", 2)]
    [InlineData("a:\n  b: 1\n \tc: 2\n", 3)]
    [InlineData("a: [\n\t- b\n", 2)]
    public void Parse_LineIndentedWithATab_NamesThatLine(string text, int line)
    {
        Yaml().Parse(text).ShouldBeNull();

        _problems.All.Single()
            .ToString()
            .ShouldBe($"policy.yaml:{line}: the line is indented with a tab; YAML takes spaces only, so replace it");
    }

    [Theory]
    [InlineData("a: \"x\ty\"\n")]
    [InlineData("a: |\n  one\n  \ttwo\n")]
    [InlineData("a: 1\t# remark\n")]
    public void Parse_TabElsewhere_IsAccepted(string text)
    {
        Yaml().Parse(text).ShouldNotBeNull();

        _problems.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Parse_ManyKeys_TakesTimeInProportion(bool isJson)
    {
        // Quadratic, it was 30,000 × 30,000 comparisons, twice: minutes.
        var text = new StringBuilder(isJson ? "{" : "");
        for (var i = 0; i < 30_000; i++)
        {
            text.Append(isJson ? $"\"k{i}\":1," : $"k{i}: 1\n");
        }

        text.Append(isJson ? "\"k0\":2}" : "k0: 2\n");
        var started = Stopwatch.GetTimestamp();
        var section = new ConfigFile("policy.yaml", isJson, _problems).Parse(text.ToString())!;
        foreach (var key in section.Keys)
        {
            section.Has(key);
        }

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(20));
        _problems.All.Single().Message.ShouldBe($"'k0' appears twice, first in line 1; remove one");
    }

    private ConfigFile Yaml() => new("policy.yaml", false, _problems);
}
