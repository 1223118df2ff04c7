using System.Diagnostics;
using Factory.Cli.Output;
using Factory.Cli.Tests.Support;

namespace Factory.Cli.Tests.Output;

/// <summary>Printed commands are copied into a shell, so a real one reads them here.</summary>
public sealed class ShellQuotingTests
{
    public static TheoryData<string> Words =>
    [
        "plain", "/srv/shop", "a b", "it's", "\"double\"", "$HOME", "`id`", "$(id)", "a\\b", "*", "?", "~", "!x", "#c", "a;b", "a&b", "a|b",
        "a>b", "(x)", "[x]", "{x,y}", "x\ty", "tab\nnewline", "-n", "ä ö", "a'b'c",
    ];

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Quote_Word_ReachesAProgramUnchanged(string word)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"printf '%s' {ShellQuoting.Quote(word)}"])
        {
            RedirectStandardOutput = true,
        })!;

        (await shell.StandardOutput.ReadToEndAsync()).ShouldBe(word);
    }

    [Fact]
    public void Quote_Empty_IsAWord() => ShellQuoting.Quote("").ShouldBe("''");

    [Theory]
    [InlineData("plain")]
    [InlineData("/srv/shop.git")]
    [InlineData("http://127.0.0.1:7070")]
    public void Quote_HarmlessWord_StaysAsItIs(string word) => ShellQuoting.Quote(word).ShouldBe(word);

    [Fact]
    public async Task Run_PathsWithSpaces_AreQuotedInEveryPrintedCommand()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        silo.Play(
            Samples.Run() with { Product = Given.Product with { Repository = "/srv/my shop's" } },
            Samples.Story());
        rig.Silo = silo;
        var data = Path.Combine(rig.Folder, "my data");

        (await rig.RunExactlyAsync("run", "A tip calculator", "--data", data)).ShouldBe(ExitCodes.Success);

        var lines = rig.Lines();
        lines.ShouldContain("  git -C '/srv/my shop'\\''s' log --stat");
        lines.ShouldContain("  git clone '/srv/my shop'\\''s'");
        lines.ShouldContain("  factory run list --data '~/my data'");
    }
}
