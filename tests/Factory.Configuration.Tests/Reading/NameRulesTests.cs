using Factory.Configuration.Reading;

namespace Factory.Configuration.Tests.Reading;

public sealed class NameRulesTests
{
    [Theory]
    [InlineData("build", true)]
    [InlineData("a", true)]
    [InlineData("a-1", true)]
    [InlineData("", false)]
    [InlineData("1a", false)]
    [InlineData("-a", false)]
    [InlineData("Build", false)]
    [InlineData("a.b", false)]
    [InlineData("a b", false)]
    [InlineData("bü", false)]
    [InlineData("a\n", false)]
    [InlineData("a/../b", false)]
    public void CheckName_Text_IsAWordInLowerCase(string text, bool valid) => (NameRules.CheckName(text) is null).ShouldBe(valid);

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void CheckName_Length_IsLimited(int length, bool valid)
    {
        (NameRules.CheckName(new string('a', length)) is null).ShouldBe(valid);
        (NameRules.CheckActionClass(new string('a', length)) is null).ShouldBe(valid);
        (NameRules.CheckSecret(new string('A', length)) is null).ShouldBe(valid);
    }

    [Theory]
    [InlineData("deploy.staging", true)]
    [InlineData(".deploy", false)]
    [InlineData("deploy_staging", false)]
    public void CheckActionClass_Text_MayHaveDots(string text, bool valid) => (NameRules.CheckActionClass(text) is null).ShouldBe(valid);

    // A value instead of a name would be kept in a file, and printed by every message about it.
    [Theory]
    [InlineData("GITHUB_TOKEN", true)]
    [InlineData("A1", true)]
    [InlineData("ghp_16C7e42F292c6912E7710c838347Ae178B4a", false)]
    [InlineData("sk-proj-ABC", false)]
    [InlineData("_TOKEN", false)]
    [InlineData("1TOKEN", false)]
    [InlineData("TOKEN=x", false)]
    [InlineData("ТOKEN", false)]
    [InlineData("", false)]
    public void CheckSecret_Text_IsANameAndNeverAValue(string text, bool valid) => (NameRules.CheckSecret(text) is null).ShouldBe(valid);

    // What an agent may reach: nothing on this machine or its network, and no whole top-level domain.
    [Theory]
    [InlineData("api.github.com", true)]
    [InlineData("*.example.org", true)]
    [InlineData("xn--bcher-kva.example", true)]
    [InlineData("1.example", true)]
    [InlineData("localhost", false)]
    [InlineData("*.com", false)]
    [InlineData("*", false)]
    [InlineData("*.*.example.org", false)]
    [InlineData("a*.example.org", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("*.0.0.1", false)]
    [InlineData("0x7f.1", false)]
    [InlineData("[::1]", false)]
    [InlineData("example.org.", false)]
    [InlineData(".example.org", false)]
    [InlineData("a..example.org", false)]
    [InlineData("-a.example.org", false)]
    [InlineData("a-.example.org", false)]
    [InlineData("Example.org", false)]
    [InlineData("https://example.org", false)]
    [InlineData("example.org:443", true)]
    [InlineData("example.org:65536", false)]
    [InlineData("example.org/path", false)]
    [InlineData("user@example.org", false)]
    [InlineData("exämple.org", false)]
    [InlineData("", false)]
    public void CheckHost_Text_IsANameBelowADomain(string text, bool valid) => (NameRules.CheckHost(text) is null).ShouldBe(valid);

    [Theory]
    [InlineData(63, 0, true)]
    [InlineData(64, 0, false)]
    [InlineData(63, 253, true)]
    [InlineData(63, 254, false)]
    public void CheckHost_Length_IsLimitedPerLabelAndInTotal(int label, int total, bool valid)
    {
        var labels = Enumerable.Repeat(new string('a', label), 5);
        var name = total == 0 ? $"{labels.First()}.org" : string.Join('.', labels)[..total];

        (NameRules.CheckHost(name) is null).ShouldBe(valid);
    }

    [Theory]
    [InlineData("openai/gpt-5-mini", true)]
    [InlineData("router/vendor/model:free", true)]
    [InlineData("openai", false)]
    [InlineData("/model", false)]
    [InlineData("openai/", false)]
    [InlineData("openai/gpt 5", false)]
    [InlineData("openai/gpt\n5", false)]
    public void CheckModel_Text_IsProviderAndModel(string text, bool valid) => (NameRules.CheckModel(text) is null).ShouldBe(valid);

    [Theory]
    [InlineData("tier", "tier")]
    [InlineData("teir", "tier")]
    [InlineData("tiers", "tier")]
    [InlineData("max-turns", "max_turns")]
    [InlineData("MAX_TURNS", "max_turns")]
    [InlineData("wall", null)]
    [InlineData("", null)]
    [InlineData("x", null)]
    public void Find_MisspeltWord_IsTheClosestKnownOne(string word, string? expected) =>
        SpellingSuggestion.Find(word, ["wall_clock", "max_turns", "tier"]).ShouldBe(expected);

    // The comparison takes time in proportion to both lengths, and the word comes from a file.
    [Fact]
    public void Find_VeryLongOrNoKnownWord_SuggestsNothing()
    {
        SpellingSuggestion.Find(new string('a', 41), [new string('a', 41)]).ShouldBeNull();
        SpellingSuggestion.Find("a", []).ShouldBeNull();
        SpellingSuggestion.Hint("zzzz", ["tier"]).ShouldBeEmpty();
        SpellingSuggestion.Find("cat", ["car", "bat"]).ShouldBe("bat", "of equally close words always the same");
    }
}
