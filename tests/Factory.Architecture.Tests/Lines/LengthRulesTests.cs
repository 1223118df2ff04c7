namespace Factory.Architecture.Tests.Lines;

/// <summary>The rules find what is planted, and only that.</summary>
public sealed class LengthRulesTests
{
    private const string EightParameters = "(int a, int b, int c, int d, int e, int f, int g, int h)";

    private static readonly string Wide = new('x', LengthRules.Columns);

    [Fact]
    public void LongLines_InAMember_AreNamedForIt() =>
        LengthRules.LongLines(Parse($"class Outer\n{{\nclass Inner\n{{\nvoid Do()\n{{\n// {Wide}\nvar y = 1; // {Wide}\n}}\n}}\n}}\n"))
            .ShouldBe([new Violation("Outer.Inner.Do", 1, "src/A.cs:7"), new Violation("Outer.Inner.Do", 1, "src/A.cs:8")]);

    [Fact]
    public void LongLines_InADocumentOfAMember_AreNamedForTheMember() =>
        LengthRules.LongLines(Parse($"class A\n{{\n    /// <summary>{Wide}</summary>\n    int B {{ get; }}\n}}\n"))
            .Single().Member.ShouldBe("A.B");

    [Fact]
    public void LongLines_OfExactlyTheLimit_AreFine() => LengthRules.LongLines(Parse($"//{Wide[2..]}\n//{Wide[2..]}\r\n")).ShouldBeEmpty();

    [Fact]
    public void LongLines_OutsideTypes_AreNamedForTheFile() =>
        LengthRules.LongLines(Parse($"// {Wide}\n")).Single().Member.ShouldBe("(A.cs)");

    [Theory]
    [InlineData("\"\"\"\n    TEXT\n    \"\"\"")]
    [InlineData("$\"\"\"\n    {1} TEXT\n    TEXT {2}\n    \"\"\"")]
    [InlineData("@\"\nTEXT\n\"")]
    public void LongLines_OfALiteral_AreFine(string literal) =>
        LengthRules.LongLines(Parse($"class A\n{{\n    string B = {literal.Replace("TEXT", Wide, StringComparison.Ordinal)};\n}}\n"))
            .ShouldBeEmpty();

    [Fact]
    public void LongLines_OfALiteralOfOneLine_Count() =>
        LengthRules.LongLines(Parse($"class A\n{{\n    string B = \"{Wide}\";\n}}\n")).ShouldHaveSingleItem();

    [Theory]
    [InlineData($"class A {{ A{EightParameters} {{ }} }}", "A..ctor")]
    [InlineData($"class A{EightParameters};", "A")]
    [InlineData($"record A{EightParameters} {{ int Sum() => a + b; }}", "A")]
    [InlineData($"record A {{ record struct B{EightParameters} {{ int Sum() => a + b; }} }}", "A.B")]
    [InlineData($"record A{EightParameters};", null)]
    [InlineData($"record A{EightParameters} {{ int Sum => a + b; public override string ToString() => \"\"; }}", null)]
    [InlineData($"class A {{ void B{EightParameters} {{ }} }}", null)]
    [InlineData("class A(int a, int b, int c, int d, int e, int f, int g);", null)]
    public void LongParameterLists_AreThoseOfWhatBehaves(string text, string? member) =>
        LengthRules.LongParameterLists(Parse(text)).Select(v => v.Member).ShouldBe(member is null ? [] : [member]);

    [Theory]
    [InlineData("class A {{ void B()\n{{\n{0}}}\n}}", "A.B")]
    [InlineData("class A {{ A()\n{{\n{0}}}\n}}", "A..ctor")]
    [InlineData("class A {{ int B {{ get\n{{\n{0}}}\n}} }}", "A.B")]
    [InlineData("class A {{ Action B = () =>\n{{\n{0}}};\n}}", "A.B")]
    [InlineData("{0}", "(A.cs)")]
    public void LongBodies_AreThoseOfMembersFunctionsAndPrograms(string text, string member)
    {
        Find(LengthRules.BodyLines).ShouldBeEmpty();
        Find(LengthRules.BodyLines + 1).ShouldBe([member]);

        IEnumerable<string> Find(int lines)
        {
            var body = string.Concat(Enumerable.Repeat("Do();\n", lines));
            return LengthRules.LongBodies(Parse(string.Format(null, text, body))).Select(v => v.Member);
        }
    }

    [Fact]
    public void LongBodies_OfOneExpression_Count() =>
        LengthRules.LongBodies(Parse($"class A {{ int B() =>\n{string.Concat(Enumerable.Repeat("1 +\n", LengthRules.BodyLines))}1; }}"))
            .Single().ShouldBe(new Violation("A.B", LengthRules.BodyLines + 1, "src/A.cs:2"));

    private static SourceFile Parse(string text) => SourceFile.Parse("src/A.cs", text);
}
