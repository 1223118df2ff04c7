using System.Diagnostics.Metrics;
using System.Net;
using System.Text.RegularExpressions;
using Factory.Contracts.Api;
using Factory.Domain.Indexing;
using Factory.Silo.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Silo.Tests.Telemetry;

public sealed partial class MetricsEndpointTests
{
    [Fact]
    public async Task Scrape_WithToken_HasBudgetsSpendingAndRuntime()
    {
        await using var host = await StartAsync();
        host.Money.Put("budget-day-2030-01-01", cap: 50, spent: 12.5m, reserved: 1);
        host.Money.Lines.Add(FakeMoney.Line("lab/m", 12.5m, 0.5m));
        using var answer = await host.Http.GetAsync("metrics");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain("""factory_budget_cap_usd{otel_scope_name="Factory",budget="day"} 50""");
        text.ShouldContain("""factory_budget_spent_usd{otel_scope_name="Factory",budget="day"} 12.5""");
        text.ShouldContain("""factory_spend_today_unaccounted_usd{otel_scope_name="Factory",model="lab/m"} 0.5""");
        text.ShouldContain("dotnet_gc_collections_total{otel_scope_name=\"System.Runtime\"");
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(l => Line().IsMatch(l));
    }

    [Fact]
    public async Task Scrape_BudgetsOfRunsAndTasks_AreNoSeries()
    {
        await using var host = await StartAsync();
        host.Index.Rows.Add(new IndexRow("run", "run-1", null, "running", DateTimeOffset.UnixEpoch, "{}"));
        await host.Client.CreateKeyAsync(new CreateKeyRequest("laptop", 5));

        var text = await ReadAsync(host);

        text.ShouldContain("""factory_budget_cap_usd{otel_scope_name="Factory",budget="key-laptop"}""");
        text.ShouldNotContain("run-1");
        (await host.Client.ListBudgetsAsync()).Select(b => b.Name.Value)
            .ShouldBe(["budget-day-2030-01-01", "budget-key-laptop", "budget-run-1"]);
    }

    [Fact]
    public async Task Scrape_WithoutToken_IsRejected()
    {
        await using var host = await StartAsync();
        host.Http.DefaultRequestHeaders.Authorization = null;
        using var refused = await host.Http.GetAsync("metrics");
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await refused.Content.ReadAsStringAsync()).ShouldNotContain("# TYPE");
    }

    [Fact]
    public async Task Scrape_ChangedValue_IsThePresentOne()
    {
        await using var host = await StartAsync();
        host.Money.Lines.AddRange([FakeMoney.Line("lab/stays", 1), FakeMoney.Line("lab/goes", 2)]);
        (await ReadAsync(host)).ShouldContain("""factory_spend_today_cost_usd{otel_scope_name="Factory",model="lab/goes"} 2""");
        host.Money.Lines.Clear();
        host.Money.Lines.Add(FakeMoney.Line("lab/stays", 3));
        var text = await ReadAsync(host);
        text.ShouldContain("""factory_spend_today_cost_usd{otel_scope_name="Factory",model="lab/stays"} 3""");
        text.ShouldNotContain("lab/goes");
    }

    [Theory]
    [InlineData("Factory.Gateway", true)]
    [InlineData("Factory.Metering", true)]
    [InlineData("Factory.Storage", true)]
    [InlineData("Microsoft.Orleans", true)]
    [InlineData("Somebody", false)]
    public async Task Scrape_OtherMeters_AreLeftOut(string name, bool isRead)
    {
        using var meter = new Meter(name);
        await using var host = await StartAsync();
        meter.CreateCounter<long>("endpoint.calls", "{call}", "Calls,\nwith a \\ in it.")
            .Add(2, new KeyValuePair<string, object?>("model.name", "a \"b\" \\ \n c"));
        var text = await ReadAsync(host);
        text.Contains($$"""endpoint_calls_total{otel_scope_name="{{name}}",model_name="a \"b\" \\ \n c"} 2""", StringComparison.Ordinal)
            .ShouldBe(isRead);
    }

    [Fact]
    public async Task Scrape_TwoMetersOfOneName_ShareAFamily()
    {
        using var one = new Meter("Factory.Gateway");
        using var two = new Meter("Factory.Metering");
        await using var host = await StartAsync();
        one.CreateCounter<long>("endpoint.shared").Add(1);
        two.CreateCounter<long>("endpoint.shared").Add(2);
        var text = await ReadAsync(host);
        text.Split('\n').Count(l => l == "# TYPE endpoint_shared_total counter").ShouldBe(1);
        text.ShouldContain("""endpoint_shared_total{otel_scope_name="Factory.Gateway"} 1""");
        text.ShouldContain("""endpoint_shared_total{otel_scope_name="Factory.Metering"} 2""");
    }

    [Fact]
    public async Task Scrape_UnboundedTags_ShareOneSeries()
    {
        const int Limit = 2_000;
        using var meter = new Meter("Factory.Gateway");
        await using var host = await StartAsync();
        var calls = meter.CreateCounter<long>("endpoint.flood");
        for (var i = 0; i < Limit + 500; i++)
        {
            calls.Add(1, new KeyValuePair<string, object?>("model", $"m{i}"));
        }

        var series = (await ReadAsync(host)).Split('\n')
            .Where(l => l.StartsWith("endpoint_flood_total{", StringComparison.Ordinal))
            .ToList();
        series.Count.ShouldBe(Limit + 1);
        series.ShouldContain("""endpoint_flood_total{otel_scope_name="Factory.Gateway",otel_metric_overflow="true"} 500""");
    }

    private static Task<ApiHost> StartAsync() =>
        ApiHost.StartAsync(new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero)));

    private static Task<string> ReadAsync(ApiHost host) => host.Http.GetStringAsync("metrics");

    [GeneratedRegex("""^(# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .*|[a-zA-Z_:][a-zA-Z0-9_:]*\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",?)*\} (NaN|[+-]Inf|-?[0-9.E+-]+))$""")]
    private static partial Regex Line();
}
