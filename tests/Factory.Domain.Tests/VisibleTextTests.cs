using System.Text;

namespace Factory.Domain.Tests;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("plain ünï 😀\ttext\n", "plain ünï 😀\ttext\n")]
    [InlineData("a\u202Egpj.exe\u202C", "agpj.exe")]
    [InlineData("\u2066a\u2069b\u200Bc\u200Dd\uFEFFe", "abcde")]
    [InlineData("a\U000E0041\U000E0042b", "ab")]
    [InlineData("a\u001b[2Kb\u0000c\u009bd", "a[2Kbcd")]
    [InlineData("a\u2028b\u2029c", "a\nb\nc")]
    public void Strip_InvisibleCharacters_AreGone(string text, string expected) => VisibleText.Strip(text).ShouldBe(expected);

    [Theory]
    [InlineData("a\r\nb\u2028c\u202Ed", "a  b cd")]
    [InlineData("plain", "plain")]
    public void ToLine_AnyText_IsOneLine(string text, string expected) => VisibleText.ToLine(text).ShouldBe(expected);

    [Theory]
    [InlineData("a\n\r\t\u202E\U000E0041", "a\\n\\r\\t\\u{202e}\\u{e0041}")]
    [InlineData("plain", "plain")]
    public void Escape_InvisibleCharacters_AreWrittenOut(string text, string expected) => VisibleText.Escape(text).ShouldBe(expected);

    /// <summary>Half of a character cannot be encoded, and breaks whoever reads the text next.</summary>
    [Fact]
    public void StartAndEnd_CutWithinACharacter_LeaveItOut()
    {
        const string Text = "a😀b😀";
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        for (var length = 0; length <= Text.Length + 1; length++)
        {
            string[] parts = [VisibleText.Start(Text, length), VisibleText.End(Text, length), VisibleText.Shorten(Text, length)];
            foreach (var part in parts)
            {
                Should.NotThrow(() => strict.GetByteCount(part), $"'{part}' for {length}");
            }

            VisibleText.Start(Text, length).Length.ShouldBeInRange(Math.Min(length, Text.Length) - 1, length);
        }

        (VisibleText.Start(Text, 2), VisibleText.Start(Text, 3)).ShouldBe(("a", "a😀"));
        (VisibleText.End(Text, 1), VisibleText.End(Text, 2)).ShouldBe(("", "😀"));
        (VisibleText.Shorten(Text, 2), VisibleText.Shorten(Text, 6)).ShouldBe(("a…", Text));
    }
}
