using System.Reflection;
using System.Text.RegularExpressions;

namespace Factory.Cli.Tests;

public sealed partial class ExitCodesTests
{
    private static IEnumerable<string> Codes => typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);

    private static IEnumerable<int> Numbers => typeof(ExitCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (int)f.GetRawConstantValue()!);

    [Fact]
    public void Every_error_code_has_an_exit_code() => ExitCodes.ByErrorCode.Keys.Order().ShouldBe(Codes.Order());

    [Fact]
    public void No_number_means_two_things() => Numbers.ShouldBeUnique();

    [Fact]
    public void The_reference_lists_every_exit_code()
    {
        var listed = RowOfNumber().Matches(Docs.Read("cli.md")).Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));

        listed.Order().ShouldBe(Numbers.Order());
    }

    [Fact]
    public void The_reference_of_errors_names_the_exit_code_of_each()
    {
        var rows = RowOfCode().Matches(Docs.Read("errors.md")).ToDictionary(m => m.Groups["code"].Value, m => int.Parse(m.Groups["exit"].Value, System.Globalization.CultureInfo.InvariantCulture));

        rows.OrderBy(r => r.Key, StringComparer.Ordinal).ShouldBe(ExitCodes.ByErrorCode.OrderBy(r => r.Key, StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| (\d+) \|", RegexOptions.Multiline)]
    private static partial Regex RowOfNumber();

    [GeneratedRegex(@"^\| `(?<code>[a-z_.]+)` \| [^|]+\| \d+ \| (?<exit>\d+) \|", RegexOptions.Multiline)]
    private static partial Regex RowOfCode();
}
