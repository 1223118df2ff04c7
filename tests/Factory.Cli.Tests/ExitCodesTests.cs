using System.Reflection;
using System.Text.RegularExpressions;

namespace Factory.Cli.Tests;

public sealed partial class ExitCodesTests
{
    private static IEnumerable<string> Codes =>
        typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);

    private static IEnumerable<int> Numbers =>
        typeof(ExitCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(f => f.IsLiteral)
            .Select(f => (int)f.GetRawConstantValue()!);

    [Fact]
    public void ByErrorCode_EveryErrorCode_HasAnExitCode() => ExitCodes.ByErrorCode.Keys.Order().ShouldBe(Codes.Order());

    [Fact]
    public void Numbers_AllConstants_AreUnique() => Numbers.ShouldBeUnique();

    [Fact]
    public void Reference_EveryExitCode_IsListed()
    {
        var listed = RowOfNumber()
            .Matches(Docs.Read("cli.md"))
            .Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));

        listed.Order().ShouldBe(Numbers.Order());
    }

    [Fact]
    public void Reference_EveryErrorCode_NamesItsExitCode()
    {
        var rows = RowOfCode()
            .Matches(Docs.Read("errors.md"))
            .ToDictionary(
                m => m.Groups["code"].Value,
                m => int.Parse(m.Groups["exit"].Value, System.Globalization.CultureInfo.InvariantCulture));

        rows.OrderBy(r => r.Key, StringComparer.Ordinal).ShouldBe(ExitCodes.ByErrorCode.OrderBy(r => r.Key, StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| (\d+) \|", RegexOptions.Multiline)]
    private static partial Regex RowOfNumber();

    [GeneratedRegex(@"^\| `(?<code>[a-z_.]+)` \| [^|]+\| \d+ \| (?<exit>\d+) \|", RegexOptions.Multiline)]
    private static partial Regex RowOfCode();
}
