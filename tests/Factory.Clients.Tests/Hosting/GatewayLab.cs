using System.Diagnostics;
using System.Text.Json;
using Factory.Clients.Tests.Agents;
using Factory.Clients.Tests.Upstream;
using Factory.Domain.Runners;

namespace Factory.Clients.Tests.Hosting;

/// <summary>
/// A factory as its operator runs it, whose providers are all one fake server; and real agents that work through its
/// gateway. Shared by all tests of the lane.
/// </summary>
public sealed class GatewayLab : IAsyncLifetime
{
    private const string Prompt = "Write the word built into the file out.txt, then stop.";

    // An agent that waits or retries for longer has not understood what it was told.
    private static readonly TimeSpan AgentPatience = TimeSpan.FromMinutes(2);

    private readonly FactoryCli _factory = new();
    private SiloProcess? _silo;
    private EmptyToolServer? _tools;

    internal CodingUpstream Upstream { get; private set; } = null!;

    /// <summary>The key of the providers: no agent may ever see it.</summary>
    internal string RealKey => "sk-the-real-key-of-the-factory";

    internal string Gateway => _silo!.Url + "/gateway";

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Upstream = await CodingUpstream.StartAsync();
        _tools = await EmptyToolServer.StartAsync();
        // The variables that replace a base URL would also say that nothing but the provider's first format is spoken
        // there.
        var config = ConfigCopy.Make(_factory.Scratch("config"), "models.json", models => models
            .Replace("https://api.openai.com", Upstream.Address, StringComparison.Ordinal)
            .Replace("https://api.anthropic.com", Upstream.Address, StringComparison.Ordinal)
            .Replace("https://generativelanguage.googleapis.com", Upstream.Address, StringComparison.Ordinal));
        _factory.With("OPENAI_API_KEY", RealKey).With("ANTHROPIC_API_KEY", RealKey).With("GEMINI_API_KEY", RealKey);
        _silo = await _factory.UpAsync("--unsandboxed", "--config", config);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        if (_tools is not null)
        {
            await _tools.DisposeAsync();
        }

        await Upstream.DisposeAsync();
        _factory.Dispose();
    }

    /// <summary>Makes a key, as an operator does.</summary>
    internal async Task<string> CreateKeyAsync(string name, string budget) =>
        (await JsonAsync("key", "create", name, "--budget", budget)).GetProperty("secret").GetString()!;

    /// <summary>What the ledger says of a key: calls, and money.</summary>
    internal async Task<(long Calls, decimal Cost)> SpentAsync(string key)
    {
        var budgets = await JsonAsync("spend", "--by", "principal");
        var line = budgets.GetProperty("lines").EnumerateArray().FirstOrDefault(l => l.GetProperty("name").GetString() == "key-" + key);
        return line.ValueKind == JsonValueKind.Undefined
            ? (0, 0)
            : (line.GetProperty("calls").GetInt64(), line.GetProperty("cost").GetDecimal());
    }

    /// <summary>Runs a real CLI to its end, in an empty home and an empty folder.</summary>
    internal async Task<(AgentEnd End, string Folder)> RunAsync(string name, string key, string provider, string model)
    {
        var runner = ShippedRunners.Find(name);
        var values = new Dictionary<string, string>
        {
            [RunnerPlaceholders.Gateway] = Gateway,
            [RunnerPlaceholders.Key] = key,
            [RunnerPlaceholders.Provider] = provider,
            [RunnerPlaceholders.Model] = model,
            [RunnerPlaceholders.Mcp] = _tools!.Mcp,
            [RunnerPlaceholders.Tools] = _tools.Tools,
        };
        var program = await AgentPrograms.PathOfAsync(runner.Program);
        var start = ShippedRunners.Prepare(runner, program, _factory.Scratch($"{name}-{Guid.NewGuid():N}"), values);
        return (await EndOfAsync(start, runner.Output), start.WorkingDirectory);
    }

    private static async Task<AgentEnd> EndOfAsync(ProcessStartInfo start, RunnerOutput format)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(Prompt);
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(AgentPatience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} did not end in {AgentPatience}. It " +
                $"printed:\n{new AgentEnd(format, -1, await output, await error)}");
        }

        return new AgentEnd(format, process.ExitCode, await output, await error);
    }

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var result = await _factory.RunAsync([.. arguments, "--json"]);
        result.ExitCode.ShouldBe(0, result.ToString());
        return JsonDocument.Parse(result.Output).RootElement;
    }
}
