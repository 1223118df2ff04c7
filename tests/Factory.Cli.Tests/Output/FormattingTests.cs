using Factory.Cli.Output;
using Factory.Contracts.Metering;
using Factory.Contracts.Runs;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Cli.Tests.Output;

public sealed class FormattingTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(999, "999")]
    [InlineData(1_000, "1.0k")]
    [InlineData(12_345, "12.3k")]
    [InlineData(999_949, "999.9k")]
    [InlineData(999_950, "1.0M")]
    [InlineData(1_000_000, "1.0M")]
    [InlineData(12_345_678, "12.3M")]
    public void FormatCount_Number_HasAtMostThreeDigitsBeforeThePoint(long count, string expected) =>
        Formatting.FormatCount(count).ShouldBe(expected);

    [Theory]
    [InlineData(999, "999 B")]
    [InlineData(1_000, "1.0 KB")]
    [InlineData(999_949, "999.9 KB")]
    [InlineData(999_950, "1.0 MB")]
    [InlineData(999_950_000, "1.0 GB")]
    [InlineData(12_300_000_000, "12.3 GB")]
    public void FormatBytes_Number_HasAtMostThreeDigitsBeforeThePoint(long bytes, string expected) =>
        Formatting.FormatBytes(bytes).ShouldBe(expected);

    [Theory]
    [InlineData(-5, "0.0 s")]
    [InlineData(0, "0.0 s")]
    [InlineData(3.14, "3.1 s")]
    [InlineData(59.94, "59.9 s")]
    [InlineData(59.96, "1 m 00 s")]
    [InlineData(60, "1 m 00 s")]
    [InlineData(125, "2 m 05 s")]
    [InlineData(3_599.9, "59 m 59 s")]
    [InlineData(3_720, "1 h 02 m")]
    [InlineData(90_000, "25 h 00 m")]
    public void Format_TimeSpan_IsShort(double seconds, string expected) =>
        Formatting.Format(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);

    [Theory]
    [InlineData("agent-rex", "Rex")]
    [InlineData("agent-x", "X")]
    [InlineData(null, "")]
    public void AgentName_Id_IsTheNameAlone(string? id, string expected) =>
        Formatting.AgentName(id is null ? null : AgentId.Parse(id)).ShouldBe(expected);

    public static TheoryData<Enum> Values =>
        [.. typeof(Usd).Assembly.GetExportedTypes().Where(t => t.IsEnum).SelectMany(t => Enum.GetValues(t).Cast<Enum>())];

    [Theory]
    [MemberData(nameof(Values))]
    public void Format_EachEnumValueOfTheApi_IsWords(Enum value)
    {
        var format = typeof(Formatting).GetMethods()
            .Single(m => m is { Name: nameof(Formatting.Format), IsGenericMethodDefinition: true })
            .MakeGenericMethod(value.GetType());

        ((string)format.Invoke(null, [value])!).ShouldMatch("^[a-z0-9]+( [a-z0-9]+)*$");
    }

    [Theory]
    [InlineData(0, "0 tasks")]
    [InlineData(1, "1 task")]
    [InlineData(12, "12 tasks")]
    public void Count_Number_HasTheRightForm(int count, string expected) => Formatting.Count(count, "task").ShouldBe(expected);

    [Theory]
    [InlineData("task", "a task")]
    [InlineData("run", "a run")]
    [InlineData("agent", "an agent")]
    [InlineData("approval", "an approval")]
    [InlineData("attempt", "an attempt")]
    [InlineData("", "a ")]
    public void WithArticle_Noun_HasTheRightOne(string noun, string expected) => Formatting.WithArticle(noun).ShouldBe(expected);

    [Theory]
    [InlineData(RunStatus.WaitingForOperator, "waiting for operator", "waitingForOperator")]
    [InlineData(RunStatus.Running, "running", "running")]
    public void Format_Enum_IsWordsForPeopleAndCamelCaseForPrograms(RunStatus status, string words, string name)
    {
        Formatting.Format(status).ShouldBe(words);
        Formatting.ToCamelCase(status).ShouldBe(name);
    }

    [Fact]
    public void Format_Instant_IsInTheLocalTimeZone()
    {
        var time = new FakeTimeProvider(Given.Now);
        time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(2), "test", "test"));

        Formatting.Format(Given.Now, time).ShouldBe("2030-01-02 05:04");
    }

    [Theory]
    [InlineData("0", "0.00")]
    [InlineData("0.00001", "0.0001")]
    [InlineData("0.00164075", "0.0017")]
    [InlineData("0.05", "0.05")]
    [InlineData("0.1", "0.10")]
    [InlineData("12.301", "12.31")]
    [InlineData("1234.5", "1,234.50")]
    public void FormatAmount_Usd_IsRoundedUpAndNeverShownAsZero(string amount, string expected) =>
        MoneyFormat.FormatAmount(new Usd(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture))).ShouldBe(expected);
}
