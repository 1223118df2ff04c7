namespace Factory.Architecture.Tests.Words;

/// <summary>The matcher finds planted words, and only those.</summary>
public sealed class RetiredWordTests
{
    [Theory]
    [InlineData("wake-up", "WakeUpDispatcher", true)]
    [InlineData("wake-up", "_wakeUp", true)]
    [InlineData("wake-up", "IWakeUp", true)]
    [InlineData("wake-up", "WAKE_UP", true)]
    [InlineData("wake-up", "A_wake_up_is_lost", true)]
    [InlineData("wake-up", "the wake-up.", true)]
    [InlineData("wake-up", "it may wake up", true)]
    [InlineData("wake-up", "    /// a wake\n    /// up", true)]
    [InlineData("wake-up", "a wake-\nup", true)]
    [InlineData("wake-up", "wakeup", false)]
    [InlineData("wake-?up", "wakeup", true)]
    [InlineData("wake-up", "awake upper", false)]
    [InlineData("wake-up", "wake; up", false)]
    [InlineData("wake-ups?", "WakeUps", true)]
    [InlineData("wake-up", "WakeUps", false)]
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
