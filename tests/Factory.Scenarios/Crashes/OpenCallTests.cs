using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Factory.Scenarios.Hosting;
using Factory.TestKit.Fakes;

namespace Factory.Scenarios.Crashes;

/// <summary>
/// The silo is killed during a call whose upper bound is reserved: that amount is booked once, as unaccounted.
/// </summary>
public sealed class OpenCallTests : IDisposable
{
    private const decimal Units = 100_000_000m;

    private readonly FactoryCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Call_CutOffByACrash_IsUnaccountedOnceAndStaysSpent()
    {
        await using var upstream = await FakeUpstream.StartAsync(async call =>
        {
            await call.StreamAsync(ProviderResponses.ChatStream[0]);
            await call.HangAsync();
        });
        _cli.With("OPENAI_API_KEY", "sk-open-call").With("OPENAI_BASE_URL", upstream.Address + "/v1");
        await using (var silo = await _cli.UpAsync())
        {
            var key = await _cli.RunAsync("key", "create", "laptop", "--budget", "1", "--json");
            key.ExitCode.ShouldBe(0, key.ToString());
            using var http = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{silo.Url.TrimEnd('/')}/gateway/v1/chat/completions");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Lines()[0].GetProperty("secret").GetString());
            request.Content = new StringContent(
                """{"model":"openai/gpt-5-mini","stream":true,"max_completion_tokens":10000,"messages":[{"role":"user","content":"hello"}]}""", Encoding.UTF8, "application/json");
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            answer.IsSuccessStatusCode.ShouldBeTrue();
            await silo.KillAsync();
        }

        var first = await RestartAsync();
        first.Rows.ShouldHaveSingleItem().ShouldStartWith("Unaccounted|");
        var cost = decimal.Parse(first.Rows[0].Split('|')[1], CultureInfo.InvariantCulture) / Units;
        cost.ShouldBeInRange(10_000 * 2m / 1_000_000, 1m / 20, "the call's upper bound, and no more than a lease");
        first.Budgets.Keys.ShouldContain("budget-key-laptop");
        first.Budgets.Keys.ShouldContain(b => b.StartsWith("budget-day-", StringComparison.Ordinal));
        first.Budgets.Values.ShouldAllBe(spent => spent == cost);

        var second = await RestartAsync();
        second.Rows.ShouldBe(first.Rows, "a second start finds nothing to do");
        second.Budgets.ShouldBe(first.Budgets);
        upstream.Calls.Count.ShouldBe(1);
    }

    /// <summary>One silo's life, and what it left: the ledger's rows, and what each budget has spent.</summary>
    private async Task<(IReadOnlyList<string> Rows, IReadOnlyDictionary<string, decimal> Budgets)> RestartAsync()
    {
        await using (await _cli.UpAsync())
        {
        }

        using var folder = new DataFolder(_cli.Data);
        var budgets = folder.States("budget");
        budgets.Values.ShouldAllBe(b => !b.GetProperty("leases").EnumerateObject().Any());
        return (
            [.. folder.Rows("SELECT outcome, cost, call_id, lease_id FROM ledger ORDER BY call_id").Select(r => string.Join('|', r))],
            budgets.ToDictionary(b => b.Key, b => b.Value.GetProperty("spent").GetDecimal()));
    }
}
