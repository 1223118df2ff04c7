using System.Net;
using System.Text.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Silo.Tests.Support;
using Factory.TestKit.Builders;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Silo.Tests.Api;

public sealed class SpendingEndpointsTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Spend_ByModel_IsSortedByCostWithTheBurnRate()
    {
        await using var host = await ApiHost.StartAsync(new FakeTimeProvider(Noon));
        host.Money.Put("budget-day-2030-01-01", cap: 50, spent: 20, reserved: 6);
        host.Money.Lines.AddRange([FakeMoney.Line("lab/a", 1, plan: 3), FakeMoney.Line("lab/b", 4, unaccounted: 0.5m)]);
        host.Money.Rows.AddRange([
            FakeMoney.Row(Noon.AddMinutes(-10), 6),
            FakeMoney.Row(Noon.AddMinutes(-20), 90, Billing.Subscription),
            FakeMoney.Row(Noon.AddMinutes(-61), 7)
        ]);

        var report = await host.Client.GetSpendAsync(SpendBy.Model, from: new DateOnly(2029, 12, 1), run: RunId.Parse("run-1"));

        report.Lines.Select(l => l.Name).ShouldBe(["lab/b", "lab/a"]);
        report.Total.ShouldBe(FakeMoney.Line("total", 5, 0.5m, 3) with { Calls = 4, Usage = new TokenUsage(2_000, 200) });
        report.Today.ShouldBe(new BurnRate(
            new DateOnly(2030, 1, 1),
            new Usd(50),
            new Usd(20),
            new Usd(6),
            new Usd(24),
            new Usd(6),
            Noon.AddHours(4)));
        var (by, query) = host.Money.Sums.Single();
        (by, query.From, query.To, query.Run).ShouldBe((SpendBy.Model, new DateOnly(2029, 12, 1), null, RunId.Parse("run-1")));
    }

    [Fact]
    public async Task Spend_ByDay_IsNewestFirst()
    {
        await using var host = await ApiHost.StartAsync(new FakeTimeProvider(Noon));
        host.Money.Lines.AddRange([FakeMoney.Line("2029-12-31", 9), FakeMoney.Line("2030-01-01", 1)]);
        host.Money.Rows.Add(FakeMoney.Row(Noon, 0.5m));

        var report = await host.Client.GetSpendAsync();

        report.Lines.Select(l => l.Name).ShouldBe(["2030-01-01", "2029-12-31"]);
        (report.Today.SpentLastHour, report.Today.ExhaustedAt).ShouldBe((new Usd(0.5m), null));
    }

    [Theory]
    [InlineData("by=week", "day, agent, model, task, run, principal")]
    [InlineData("by=day,run", "more than one value")]
    [InlineData("from=2030-01-02&to=2030-01-01", "from is 2030-01-02")]
    [InlineData("run=task-1", "not a run id")]
    public async Task Spend_InvalidQuery_IsRejected(string query, string words)
    {
        await using var host = await ApiHost.StartAsync();
        using var answer = await host.Http.GetAsync($"api/spend?{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(words);
    }

    [Fact]
    public async Task Budgets_DisplayNames_AreResolved()
    {
        await using var host = await ApiHost.StartAsync(new FakeTimeProvider(Noon));
        host.Run("run-1");
        (await host.Client.SetBudgetAsync("day", 80)).ShouldBe(
            new BudgetView(BudgetId.Parse("budget-day-2030-01-01"), new Usd(80), Usd.Zero, Usd.Zero));
        (await host.Client.GetDayBudgetAsync()).Cap.ShouldBe(new Usd(80));
        (await host.Client.CreateKeyAsync(new CreateKeyRequest("laptop", 5))).Key.Name.ShouldBe("laptop");
        (await host.Client.SetBudgetAsync("key-laptop", 7.5m)).Name.ShouldBe(BudgetId.Parse("budget-key-laptop"));
        (await host.Client.ListBudgetsAsync()).Select(b => b.Name.Value).ShouldBe(["budget-day-2030-01-01", "budget-key-laptop"]);
    }

    [Fact]
    public async Task Budgets_AgentWithACapOfItsOwn_IsListedBeforeItSpends()
    {
        await using var host = await ApiHost.StartAsync(new FakeTimeProvider(Noon));
        var agent = Given.Config().Agents[0].Id;

        await host.Client.SetBudgetAsync(agent.Value, 10);

        (await host.Client.ListBudgetsAsync()).Select(b => b.Name.Value)
            .ShouldBe(["budget-day-2030-01-01", $"budget-{agent}-2030-01-01"]);
    }

    [Theory]
    [InlineData("week", ErrorCodes.InvalidRequest)]
    [InlineData("key-nobody", ErrorCodes.NotFound)]
    [InlineData("agent-nobody", ErrorCodes.NotFound)]
    [InlineData("task-nobody", ErrorCodes.NotFound)]
    public async Task Budget_UnknownSubject_IsNotFound(string name, string code)
    {
        await using var host = await ApiHost.StartAsync();
        (await Should.ThrowAsync<FactoryException>(() => host.Client.SetBudgetAsync(name, 1))).Code.ShouldBe(code);
        (await Should.ThrowAsync<FactoryException>(() => host.Client.GetBudgetAsync(name))).Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"capUsd":-1}""")]
    [InlineData("""{"capUsd":1,"cap":2}""")]
    [InlineData("""{"capUsd":"lots"}""")]
    public async Task SetBudget_InvalidCap_IsRejected(string body)
    {
        await using var host = await ApiHost.StartAsync();
        using var answer = await host.Http.PostAsync("api/budgets/day", ApiHost.Json(body));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task CreateKey_Repeated_NeverStoresTheSecret()
    {
        await using var host = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            "api/keys")
        { Content = ApiHost.Json("""{"name":"laptop","budgetUsd":5,"expiresInSeconds":86400,"models":["lab/m"]}""") };
        request.Headers.Add(ApiHeaders.IdempotencyKey, "same");
        using var made = await host.Http.SendAsync(request);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        made.Headers.Location!.ToString().ShouldBe("/api/keys/laptop");
        made.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await made.Content.ReadAsStringAsync()).ShouldContain(FakeMoney.Secret);
        host.Money.Asked.ShouldNotBeNull()
            .ShouldSatisfyAllConditions(a => a.ExpiresIn.ShouldBe(TimeSpan.FromDays(1)), a => a.Models.ShouldBe(["lab/m"]));

        using var again = new HttpRequestMessage(
            HttpMethod.Post,
            "api/keys")
        { Content = ApiHost.Json("""{"name":"laptop","budgetUsd":5,"expiresInSeconds":86400,"models":["lab/m"]}""") };
        again.Headers.Add(ApiHeaders.IdempotencyKey, "same");
        using var second = await host.Http.SendAsync(again);
        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await second.Content.ReadAsStringAsync()).ShouldNotContain(FakeMoney.Secret);
        (await host.Http.GetStringAsync("api/keys")).ShouldNotContain(FakeMoney.Secret);
        (await host.Client.GetKeyAsync("laptop")).LastFour.ShouldBe("9ABC");
        (await host.Client.RevokeKeyAsync("laptop")).Name.ShouldBe("laptop");
        (await Should.ThrowAsync<FactoryException>(() => host.Client.RevokeKeyAsync("nobody"))).Code.ShouldBe(ErrorCodes.NotFound);
    }

    [Theory]
    [InlineData("nope/nope")]
    [InlineData("lab/n")]
    [InlineData("lab/M")]
    public async Task CreateKey_UnknownModel_IsRejected(string model)
    {
        await using var host = await ApiHost.StartAsync();

        var error = await Should.ThrowAsync<FactoryException>(() =>
            host.Client.CreateKeyAsync(new CreateKeyRequest("laptop", 5, null, ["lab/m", model])));

        error.Code.ShouldBe(ErrorCodes.InvalidRequest);
        error.Message.ShouldContain($"'{model}'");
        host.Money.Asked.ShouldBeNull();
    }

    [Fact]
    public async Task Models_Get_ReturnsPricesAndHealth()
    {
        await using var host = await ApiHost.StartAsync();
        host.Money.Standing = new(0, false, Noon, "its quota of the day (UTC) is used up");
        var model = (await host.Client.ListModelsAsync()).Single();
        model.ShouldSatisfyAllConditions(
            m => m.Model.ShouldBe(new ModelRef("lab", "m")),
            m =>
                (m.AcceptsCalls,
                    m.QuotaRemaining,
                    m.UnavailableUntil,
                    m.UnavailableReason).ShouldBe((false, 0, Noon, "its quota of the day (UTC) is used up")));
        using var json = JsonDocument.Parse(await host.Http.GetStringAsync("api/models"));
        json.RootElement[0].GetProperty("inputPrice").GetDecimal().ShouldBe(model.InputPrice.Amount);
    }
}
