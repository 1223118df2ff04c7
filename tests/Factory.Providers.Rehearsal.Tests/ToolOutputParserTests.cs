namespace Factory.Providers.Rehearsal.Tests;

public sealed class ToolOutputParserTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("(empty)", "")]
    [InlineData("a.cs (12 bytes)\nb.cs (1 byte)", "a.cs b.cs")]
    [InlineData("a.cs (1,234 bytes)\r\nb.cs (link)\r\n", "a.cs b.cs")]
    [InlineData("src/\nsrc/a.cs (1.234 bytes)\n\n", "src/a.cs")]
    [InlineData("./a.cs\n./src/\n(2000 of 9000 entries are shown)", "a.cs")]
    [InlineData(".git/config (92 bytes)\n.gitignore (4 bytes)", ".gitignore")]
    [InlineData("notes (12 bytes).md (3 bytes)", "notes (12 bytes).md")]
    [InlineData("report (final) (7 bytes)", "report (final)")]
    [InlineData(" (5 bytes)", "")]
    public void ParseFileList_Listing_KeepsFilesOnly(string listing, string files) =>
        string.Join(' ', ToolOutputParser.ParseFileList(listing)).ShouldBe(files);

    [Theory]
    [InlineData("(the file is empty)", "")]
    [InlineData("1\ta\n2\tb", "a\nb\n")]
    [InlineData("  9\ta\n 10\tb\n", "a\nb\n")]
    [InlineData("1\ta\r\n2\tb\r\n", "a\nb\n")]
    [InlineData("1\t7\tseven", "7\tseven\n")]
    [InlineData("7\tseven\nplain", "7\tseven\nplain\n")]
    [InlineData("1\t\n2\tb", "\nb\n")]
    [InlineData("", "\n")]
    public void ParseFile_Shown_LosesItsNumbersOnlyWhenEveryLineHasOne(string shown, string text) =>
        ToolOutputParser.ParseFile(shown).ShouldBe(text);
}
