using System.Text.Json;
using Factory.Contracts.Budgets;
using Factory.Contracts.Ids;
using Factory.Contracts.Json;
using Factory.Domain.Ids;

namespace Factory.Domain.Tests.Ids;

public class IdTests
{
    [Theory]
    [InlineData("task-01jd3z", true)]
    [InlineData("task-", false)]
    [InlineData("run-01jd3z", false)]
    [InlineData("task-01JD", false)]
    [InlineData("task-../etc", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void TryParse_Text_AcceptsOnlyItsOwnKind(string? text, bool valid) => IdText.TryParse<TaskId>(text, out _).ShouldBe(valid);

    [Fact]
    public void Parse_WrongKind_NamesTheForm() =>
        Should.Throw<FormatException>(() => TaskId.Parse("run-1")).Message.ShouldContain("task-…");

    [Theory]
    [InlineData("attempt-01jd3z", true)]
    [InlineData("key-laptop", true)]
    [InlineData("key-", false)]
    [InlineData("key-Laptop", false)]
    [InlineData("task-01jd3z", false)]
    [InlineData("laptop", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void TryParse_Principal_IsAnAttemptOrANamedKey(string? text, bool valid) =>
        (PrincipalId.TryParse(text, out var id), id.Value).ShouldBe((valid, valid ? text : null));

    [Fact]
    public void Parse_NotAPrincipal_NamesTheForms() =>
        Should.Throw<FormatException>(() => PrincipalId.Parse("agent-rex")).Message
            .ShouldBe("'agent-rex' is not a principal id: it must be an attempt's id or key-NAME.");

    [Fact]
    public void Serialize_IdsOfMoney_ArePlainStrings()
    {
        var request = new LeaseRequest(
            LeaseId.Parse("lease-1"),
            new DateOnly(2030, 1, 2),
            new LeasePrincipal(PrincipalId.Parse("key-laptop"), null, null, null, null, null),
            [BudgetId.Parse("budget-key-laptop")],
            default,
            default,
            default,
            default);
        var json = JsonSerializer.Serialize(request, FactoryJson.Options);
        using var read = JsonDocument.Parse(json);
        read.RootElement.GetProperty("leaseId").GetString().ShouldBe("lease-1");
        read.RootElement.GetProperty("budgets")[0].GetString().ShouldBe("budget-key-laptop");
        read.RootElement.GetProperty("principal").GetProperty("principalId").GetString().ShouldBe("key-laptop");
        var back = JsonSerializer.Deserialize<LeaseRequest>(json, FactoryJson.Options)!;
        (back.LeaseId, back.Principal, back.Budgets[0]).ShouldBe((request.LeaseId, request.Principal, request.Budgets[0]));
        var wrong = json.Replace("key-laptop\"", "Laptop\"", StringComparison.Ordinal);
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<LeaseRequest>(wrong, FactoryJson.Options));
    }

    [Fact]
    public void New_ManyAtOnce_AreDifferentAndAscend()
    {
        var ids = new UlidGenerator(TimeProvider.System);
        var made = Enumerable.Range(0, 1000).Select(_ => ids.New<TaskId>().Value).ToList();
        made.ShouldBeUnique();
        made.ShouldBe(made.Order(StringComparer.Ordinal).ToList());
        made[0].Length.ShouldBe("task-".Length + 26);
    }

    [Fact]
    public void New_AfterTheClockWasSetBackAnHour_StillAscends()
    {
        var time = new SettableTime { Now = DateTimeOffset.UnixEpoch.AddYears(60) };
        var ids = new UlidGenerator(time);
        var before = ids.New<TaskId>().Value;
        time.Now -= TimeSpan.FromHours(1);
        string.CompareOrdinal(ids.New<TaskId>().Value, before).ShouldBeGreaterThan(0);
    }

    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
