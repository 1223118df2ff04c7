using System.Diagnostics;
using System.Text.Json;
using Factory.Benchmarks.Support;

namespace Factory.Benchmarks.Gateway;

/// <summary>
/// The gateway as users have it: inside a silo that <c>factory up</c> started, with a key of <c>factory key create</c>
/// whose calls are metered and paid by budgets.
/// </summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    // High enough that no budget ends in the middle of the benchmark, and yet each call is reserved, priced, settled
    // and written to the ledger.
    private const string Budget = "100000";

    private readonly SiloProcess _silo;

    private GatewayProcess(SiloProcess silo, Target target)
    {
        _silo = silo;
        Target = target;
    }

    public Target Target { get; }

    public double ResidentMegabytes => _silo.ResidentMegabytes;

    public static async Task<GatewayProcess> StartAsync(ScratchFolder folder, Uri upstream)
    {
        var silo = await SiloProcess.StartAsync(folder.Path, new Dictionary<string, string?>
        {
            ["OPENAI_BASE_URL"] = new Uri(upstream, "/v1").ToString(),
            ["OPENAI_API_KEY"] = "the-upstream-wants-none",
            ["OPENAI_MODELS"] = "gpt-5-mini",
        });
        try
        {
            await FactoryAsync(folder, "budget", "set", "day", Budget);
            var created = await FactoryAsync(folder, "key", "create", "benchmark", "--budget", Budget);
            var key = JsonDocument.Parse(created).RootElement.GetProperty("secret").GetString()!;
            return new GatewayProcess(
                silo,
                new Target("gateway", new Uri(silo.Url, "/gateway/v1/chat/completions"), [("Authorization", "Bearer " + key)]));
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    private static async Task<string> FactoryAsync(ScratchFolder folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(
            SiloProcess.Program,
            [.. arguments, "--data", folder.Path, "--json"])
        { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"'factory {string.Join(' ', arguments)}' ended with {process.ExitCode}: {output}");
    }
}
