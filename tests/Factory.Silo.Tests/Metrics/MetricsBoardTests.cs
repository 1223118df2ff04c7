using System.Diagnostics.Metrics;
using System.Net;
using System.Text.RegularExpressions;
using Factory.Silo.Metrics;
using Factory.Silo.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Silo.Tests.Metrics;

public sealed partial class MetricsBoardTests
{
    [Fact]
    public void Instruments_become_families_with_help_type_and_escaped_labels()
    {
        using var meter = new Meter("Factory.Gateway");
        using var board = new MetricsBoard();
        var calls = meter.CreateCounter<long>("board.calls", "{call}", "Calls,\nwith a \\ in it.");
        calls.Add(2, new KeyValuePair<string, object?>("model.name", "a \"b\" \\ \n c"));
        calls.Add(1, new KeyValuePair<string, object?>("model.name", "a \"b\" \\ \n c"));
        var open = meter.CreateUpDownCounter<int>("board.open");
        open.Add(3);
        open.Add(-1);
        var seconds = meter.CreateHistogram<double>("board.time", "s", "Time.");
        seconds.Record(0.01);
        seconds.Record(0.3);
        seconds.Record(1_000);

        var lines = board.Write().Split('\n');

        lines.ShouldContain("# HELP board_calls_total Calls,\\nwith a \\\\ in it.");
        lines.ShouldContain("# TYPE board_calls_total counter");
        lines.ShouldContain("""board_calls_total{otel_scope_name="Factory.Gateway",model_name="a \"b\" \\ \n c"} 3""");
        lines.ShouldContain("# TYPE board_open gauge");
        lines.ShouldContain("""board_open{otel_scope_name="Factory.Gateway"} 2""");
        lines.ShouldContain("# TYPE board_time_seconds histogram");
        lines.ShouldContain("""board_time_seconds_bucket{otel_scope_name="Factory.Gateway",le="0.01"} 1""");
        lines.ShouldContain("""board_time_seconds_bucket{otel_scope_name="Factory.Gateway",le="0.32"} 2""");
        lines.ShouldContain("""board_time_seconds_bucket{otel_scope_name="Factory.Gateway",le="+Inf"} 3""");
        lines.ShouldContain("""board_time_seconds_sum{otel_scope_name="Factory.Gateway"} 1000.31""");
        lines.ShouldContain("""board_time_seconds_count{otel_scope_name="Factory.Gateway"} 3""");
    }

    [Fact]
    public void What_is_observed_is_as_it_is_now_and_not_as_it_was()
    {
        using var meter = new Meter("Factory");
        using var board = new MetricsBoard();
        List<Measurement<double>> doors = [new(1, new KeyValuePair<string, object?>("door", "a")), new(double.NaN, new KeyValuePair<string, object?>("door", "b"))];
        meter.CreateObservableGauge("board.door", () => doors);
        board.Write().ShouldContain("""board_door{otel_scope_name="Factory",door="b"} NaN""");
        doors = [new(0, new KeyValuePair<string, object?>("door", "a"))];
        var text = board.Write();
        text.ShouldContain("""board_door{otel_scope_name="Factory",door="a"} 0""");
        text.ShouldNotContain("door=\"b\"");
    }

    [Fact]
    public void Two_meters_share_a_family_and_foreign_meters_are_left_alone()
    {
        using var one = new Meter("Factory.Gateway");
        using var two = new Meter("Factory.Models");
        using var foreign = new Meter("Somebody");
        using var board = new MetricsBoard();
        one.CreateCounter<long>("board.shared").Add(1);
        two.CreateCounter<long>("board.shared").Add(2);
        foreign.CreateCounter<long>("board.foreign").Add(1);
        var text = board.Write();
        text.Split('\n').Count(l => l == "# TYPE board_shared_total counter").ShouldBe(1);
        text.ShouldContain("""board_shared_total{otel_scope_name="Factory.Models"} 2""");
        text.ShouldNotContain("board_foreign");
    }

    [Fact]
    public void Tags_without_end_share_one_series()
    {
        using var meter = new Meter("Factory.Gateway");
        using var board = new MetricsBoard();
        var calls = meter.CreateCounter<long>("board.flood");
        for (var i = 0; i < MetricInstrument.MaxSeries + 500; i++)
        {
            calls.Add(1, new KeyValuePair<string, object?>("model", $"m{i}"));
        }

        var series = board.Write().Split('\n').Where(l => l.StartsWith("board_flood_total{", StringComparison.Ordinal)).ToList();
        series.Count.ShouldBe(MetricInstrument.MaxSeries + 1);
        series.ShouldContain("""board_flood_total{otel_scope_name="Factory.Gateway",otel_metric_overflow="true"} 500""");
    }

    [Fact]
    public async Task Prometheus_reads_budgets_spending_and_grains_with_the_access_token()
    {
        await using var host = await ApiHost.StartAsync(new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero)));
        host.Money.Put("budget-day-2030-01-01", cap: 50, spent: 12.5m, reserved: 1);
        host.Money.Lines.Add(FakeMoney.Line("lab/m", 12.5m, 0.5m));
        using var answer = await host.Http.GetAsync("metrics");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain("""factory_budget_cap_usd{otel_scope_name="Factory",budget="day"} 50""");
        text.ShouldContain("""factory_budget_spent_usd{otel_scope_name="Factory",budget="day"} 12.5""");
        text.ShouldContain("""factory_spend_today_unaccounted_usd{otel_scope_name="Factory",model="lab/m"} 0.5""");
        text.ShouldContain("""grain_calls_total{otel_scope_name="Factory",grain_class="TaskGrain"} 100""");
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(l => Line().IsMatch(l));

        host.Http.DefaultRequestHeaders.Authorization = null;
        using var refused = await host.Http.GetAsync("metrics");
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [GeneratedRegex("""^(# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .*|[a-zA-Z_:][a-zA-Z0-9_:]*\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",?)*\} (NaN|[+-]Inf|-?[0-9.E+-]+))$""")]
    private static partial Regex Line();
}
