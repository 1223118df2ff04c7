using Factory.Configuration.Reading;

namespace Factory.Configuration.Tests.Reading;

/// <summary>Texts that break parsers: each is one problem with its line, never an exception or a wrong value.</summary>
public sealed class HostileTextTests
{
    private readonly ConfigProblems _problems = new();

    [Theory]
    [InlineData("a: &x 1\nb: *x", "2: the alias '*x' is not allowed")]
    [InlineData("\na: &x [1]", "2: the anchor '&x' is not allowed")]
    [InlineData("a: !!binary aGk=", "1: the tag 'tag:yaml.org,2002:binary' is not allowed")]
    [InlineData("a: 1\n<<: {b: 2}\na: 3", "3: 'a' appears twice, first in line 1")]
    [InlineData("? [a]\n: 1", "1: a key must be plain text")]
    [InlineData("a: 1\n---\nb: 2", "2: a second YAML document starts here")]
    [InlineData("# nothing", "1: it has no keys")]
    [InlineData("text", "1: the file must contain a mapping")]
    [InlineData("a: 'open", "1: this is not valid YAML")]
    [InlineData("a: {b: 1", "this is not valid YAML")]
    [InlineData("%YAML 9.9\n---\na: 1", "this is not valid YAML")]
    [InlineData("a: b: c", "1: this is not valid YAML")]
    [InlineData("a: \"\\q\"", "1: this is not valid YAML")]
    public void Parse_Yaml_IsReportedWithItsLine(string text, string problem)
    {
        new ConfigFile("x.yaml", false, _problems).Parse(text);

        _problems.All.ShouldContain(p => p.ToString().Contains(problem), string.Join('\n', _problems.All));
    }

    [Theory]
    [InlineData("{\"a\":1,\n\"a\":2}", "x.json:2: 'a' appears twice, first in line 1")]
    [InlineData("{\"a\":\"\\uD800\"}", "x.json:1: a text here has half of a character")]
    [InlineData("{\n\"\\uDC00\":1}", "x.json:2: a text here has half of a character")]
    [InlineData("{\"a\":01}", "x.json:1: this is not valid JSON")]
    [InlineData("{\"a\":NaN}", "x.json:1: this is not valid JSON")]
    [InlineData("{'a':1}", "x.json:1: this is not valid JSON")]
    [InlineData("{\"a\":1}\n{\"b\":2}", "x.json:2: this is not valid JSON")]
    [InlineData("{\"a\":[1,2}", "x.json:1: this is not valid JSON")]
    [InlineData("", "x.json:1: this is not valid JSON")]
    [InlineData("[]", "x.json:1: the file must contain an object")]
    [InlineData("null", "x.json:1: the file must contain an object")]
    public void Parse_Json_IsReportedWithItsLine(string text, string problem)
    {
        new ConfigFile("x.json", true, _problems).Parse(text);

        _problems.All.ShouldContain(p => p.ToString().StartsWith(problem), string.Join('\n', _problems.All));
    }

    // .NET cannot catch the overflow of a stack.
    [Theory]
    [InlineData(true, "[")]
    [InlineData(true, "{\"a\":")]
    [InlineData(false, "[")]
    [InlineData(false, "{a: ")]
    [InlineData(false, "- ")]
    [InlineData(false, "? ")]
    public void Parse_NestedWithoutEnd_IsReported(bool isJson, string open)
    {
        var text = (isJson ? "{\"x\":" : "x: ") + string.Concat(Enumerable.Repeat(open, 50_000));

        new ConfigFile("x", isJson, _problems).Parse(text).ShouldBeNull();

        _problems.All.ShouldHaveSingleItem();
    }
}
