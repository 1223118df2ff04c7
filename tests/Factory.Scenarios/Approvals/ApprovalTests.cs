using Factory.Scenarios.Hosting;

namespace Factory.Scenarios.Approvals;

/// <summary>What must be approved waits, from the command line to the product.</summary>
public sealed class ApprovalTests : IDisposable
{
    private readonly FactoryCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("approve", "succeeded")]
    [InlineData("reject", "failed")]
    public async Task Run_DeployThatMustBeApproved_WaitsForTheOperator(string answer, string status)
    {
        var config = ConfigCopy.Make(_cli.Scratch("config"), "policy.yaml", text => text
            .Replace(", deploy.staging]", "]", StringComparison.Ordinal)
            .Replace("[deploy.production,", "[deploy.staging, deploy.production,", StringComparison.Ordinal));
        await using var silo = await _cli.UpAsync("--config", config);
        using var running = _cli.Start("run", "--json", "A landing page for our launch");
        var output = new List<string>();
        string? approval = null;
        while (approval is null)
        {
            var line = await running.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2));
            line.ShouldNotBeNull(string.Join('\n', output.TakeLast(5)));
            output.Add(line);
            var e = System.Text.Json.JsonDocument.Parse(line).RootElement;
            approval = e.GetProperty("type").GetString() == "approval-requested"
                ? e.GetProperty("data").GetProperty("approval").GetString()
                : null;
        }

        (await _cli.RunAsync("approvals")).Output.ShouldContain(approval);
        var decided = await _cli.RunAsync(answer, approval);
        decided.ExitCode.ShouldBe(0, decided.ToString());
        (await _cli.RunAsync(answer == "approve" ? "reject" : "approve", approval)).ExitCode.ShouldNotBe(0, "an approval is decided once");

        output.AddRange((await running.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        await running.WaitForExitAsync();
        RunFinished.Of(new CliResult(running.ExitCode, string.Join('\n', output), "")).Status.ShouldBe(status);
    }
}
