namespace Factory.Architecture.Tests.Names;

/// <summary>Every test says what it tests, when, and what comes out.</summary>
public sealed class TestNamesTests
{
    private const string Here = "tests/Factory.Architecture.Tests/";

    [Fact]
    public void Tests_AreNamedForMemberConditionAndOutcome()
    {
        var attributes = TestNames.Attributes(SourceFile.AllTests);
        var tests = SourceFile.AllTests
            .SelectMany(f => TestNames.Methods(f, attributes), (f, m) => (File: f, m.Identifier))
            .ToList();

        tests.ShouldNotBeEmpty();
        tests.Where(t => !TestNames.IsValid(t.Identifier.ValueText, MinParts(t.File.Path)))
            .Select(t => $"{t.File.Path}:{t.File.LineAt(t.Identifier.SpanStart)}: {t.Identifier.ValueText}")
            .ShouldBeEmpty("Name a test Member_Condition_Outcome: three parts, each beginning with a capital letter");
    }

    [Theory]
    [InlineData("Fact")]
    [InlineData("Xunit.TheoryAttribute(DisplayName = \"a\")")]
    [InlineData("Obsolete, Property")]
    [InlineData("Obsolete] [Fact")]
    [InlineData("Mounted")]
    [InlineData("LateFact")]
    public void Methods_WithAnAttributeOfATest_AreTests(string attribute) =>
        Find($$"""
            class LateFactAttribute : MountedAttribute;
            class MountedAttribute : Xunit.FactAttribute;
            class A { [{{attribute}}] void B() { } }
            """).ShouldBe(["B"]);

    [Theory]
    [InlineData("class A { void B() { } }")]
    [InlineData("class A { [Obsolete] void B() { } }")]
    [InlineData("class FactsAttribute : Attribute; class A { [Facts] void B() { } }")]
    public void Methods_WithoutSuchAnAttribute_AreNoTests(string text) => Find(text).ShouldBeEmpty();

    [Theory]
    [InlineData("Read_Empty_Fails", true)]
    [InlineData("Read_Empty_Twice_Fails", true)]
    [InlineData("Read_UTF8_Fails2", true)]
    [InlineData("Read_Fails", false)]
    [InlineData("Read_empty_Fails", false)]
    [InlineData("Read_Empty_fails", false)]
    [InlineData("Read__Fails", false)]
    [InlineData("Read_Empty_", false)]
    [InlineData("_Empty_Fails", false)]
    [InlineData("Read_2_Fails", false)]
    public void IsValid_ThreeParts_BeginWithCapitals(string name, bool isValid) => TestNames.IsValid(name, 3).ShouldBe(isValid);

    private static int MinParts(string path) => path.StartsWith(Here, StringComparison.Ordinal) ? 2 : 3;

    private static IEnumerable<string> Find(string text)
    {
        var file = SourceFile.Parse("tests/A.cs", text);
        return TestNames.Methods(file, TestNames.Attributes([file])).Select(m => m.Identifier.ValueText);
    }
}
