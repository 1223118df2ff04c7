using Factory.Providers.Rehearsal.Ideas;

namespace Factory.Providers.Rehearsal.Tests.Ideas;

public sealed class IdeaWordsTests
{
    [Theory]
    [InlineData("A To-Do list", "a todo list")]
    [InlineData("my TO DOS, and undo", "my todo and undo")]
    [InlineData("tomato do", "tomato do")]
    [InlineData("don't stop", "don t stop")]
    [InlineData("Größe cafe\u0301 42nd", "größe cafe\u0301 42nd")]
    [InlineData("🛒 <b>&amp;</b>", "b amp b")]
    [InlineData("", "")]
    public void Words_Text_AreSplitInLowerCase(string idea, string words) =>
        string.Join(' ', new IdeaWords(idea).Words).ShouldBe(words);

    [Theory]
    [InlineData("converting", "convert*", true)]
    [InlineData("convert", "convert*", true)]
    [InlineData("reconvert", "convert*", false)]
    [InlineData("tips", "tip", false)]
    [InlineData("tip", "tip", true)]
    public void Matches_Keyword_IsTheWordOrItsBeginning(string word, string keyword, bool matches) =>
        IdeaWords.Matches(word, keyword).ShouldBe(matches);

    [Theory]
    [InlineData(0, 3)]
    [InlineData(29, 3)]
    [InlineData(30, 1)]
    public void Score_Keyword_CountsMoreAmongTheFirstThirtyWords(int before, int score) =>
        new IdeaWords(string.Join(' ', Enumerable.Repeat("word", before).Append("timer"))).Score(["timer"]).ShouldBe(score);

    [Theory]
    [InlineData("timer timer", 6)]
    [InlineData("my计算器please", 3)]
    [InlineData("计算器计算器", 3)]
    [InlineData("⏰", 3)]
    [InlineData("stimer timers", 0)]
    public void Score_Repetition_CountsForWordsAndOnceForSigns(string idea, int score) =>
        new IdeaWords(idea).Score(["timer", "计算器", "⏰"]).ShouldBe(score);

    // Presets depend on it: another value would make another product of the same idea.
    [Theory]
    [InlineData("", 2166136261u)]
    [InlineData("a", 3826002220u)]
    [InlineData("foobar", 3214735720u)]
    public void Hash_Text_IsFnv1a(string text, uint hash) => IdeaWords.Hash(text).ShouldBe(hash);
}
