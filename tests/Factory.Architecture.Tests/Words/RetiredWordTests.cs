namespace Factory.Architecture.Tests.Words;

/// <summary>The matcher finds planted words, and only those.</summary>
public sealed class RetiredWordTests
{
    [Theory]
    [InlineData("outbox message", "WakeUpDispatcher", true)]
    [InlineData("outbox message", "_wakeUp", true)]
    [InlineData("outbox message", "IWakeUp", true)]
    [InlineData("outbox message", "WAKE_UP", true)]
    [InlineData("outbox message", "A_wake_up_is_lost", true)]
    [InlineData("outbox message", "the outbox message.", true)]
    [InlineData("outbox message", "it may wake up", true)]
    [InlineData("outbox message", "    /// a wake\n    /// up", true)]
    [InlineData("outbox message", "a wake-\nup", true)]
    [InlineData("outbox message", "wakeup", false)]
    [InlineData("wake-?up", "wakeup", true)]
    [InlineData("outbox message", "awake upper", false)]
    [InlineData("outbox message", "wake; up", false)]
    [InlineData("outbox messages?", "WakeUps", true)]
    [InlineData("outbox message", "WakeUps", false)]
    [InlineData("purses?", "\"Purse\": 1", true)]
    [InlineData("purses?", "purser", false)]
    [InlineData("purses?", "HTTPPurse2Go", true)]
    [InlineData("purses?", "IPurse.cs", true)]
    [InlineData("told once", "is told once", true)]
    [InlineData("(?:desk|shelf)", "src/Shelf/A.cs", true)]
    public void PositionsIn_AText_FindsWholeWords(string pattern, string text, bool found) =>
        RetiredWord.Parse($"{pattern} => other").PositionsIn(WordText.Split(text)).Any().ShouldBe(found);

    [Fact]
    public void LineAt_APosition_CountsFromOne()
    {
        var text = WordText.Split("one\nTwoThree\nfour purse");

        WordText.LineAt(text, RetiredWord.Parse("purse => account").PositionsIn(text).Single()).ShouldBe(3);
    }

    [Fact]
    public void Parse_AnException_HoldsForItsFilesOnly()
    {
        var word = RetiredWord.Parse(@"purses? => budget except src/.*/Migration\.cs because it names what it refuses");

        word.Replacement.ShouldBe("budget");
        word.IsAllowedIn("src/A/B/Migration.cs").ShouldBeTrue();
        word.IsAllowedIn("src/A/B/Other.cs").ShouldBeFalse();
        RetiredWord.Parse("purse => budget").IsAllowedIn("src/A/B/Migration.cs").ShouldBeFalse();
    }

    [Theory]
    [InlineData("purse")]
    [InlineData("purse =>")]
    [InlineData("=> budget")]
    public void Parse_ALineWithoutBothSides_IsRefused(string line) => Should.Throw<FormatException>(() => RetiredWord.Parse(line));
}
