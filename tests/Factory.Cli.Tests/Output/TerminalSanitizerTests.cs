using Factory.Cli.Output;

namespace Factory.Cli.Tests.Output;

public sealed class TerminalSanitizerTests
{
    [Theory]
    [InlineData("plain 🍕 日本語", "plain 🍕 日本語")]
    [InlineData("\u001b[31mred\u001b[0m", "[31mred[0m")]
    [InlineData("a\r\nb\tc", "a  b c")]
    [InlineData("\u009b2J\u0007bell", "2Jbell")]
    [InlineData("abc\u202egnp.exe", "abcgnp.exe")]
    [InlineData("zero\u200bwidth", "zerowidth")]
    [InlineData(null, "")]
    public void Line_HostileText_IsOneHarmlessLine(string? text, string expected) => TerminalSanitizer.SingleLine(text).ShouldBe(expected);

    [Fact]
    public void Line_LongText_IsCutWithoutHalvingACharacter() => TerminalSanitizer.SingleLine("ab🍕🍕", 4).ShouldBe("ab…");

    [Fact]
    public void Markup_Brackets_AreEscaped() => TerminalSanitizer.SingleLineMarkup("[red]x[/]").ShouldBe("[[red]]x[[/]]");

    [Fact]
    public void MultiLine_LineBreaks_AreKept() => TerminalSanitizer.MultiLine("a\r\nb\u001b[2J").ShouldBe("a\nb[2J");
}
