using System.Diagnostics;
using System.Text.Json;
using Factory.Clients.Tests.Agents;
using Factory.Clients.Tests.Upstream;

namespace Factory.Clients.Tests.Hosting;

/// <summary>
/// A factory as its operator runs it, whose providers are all one fake server; and real agents that work through its
/// gateway. Shared by all tests of the lane.
/// </summary>
public sealed class GatewayLab : IAsyncLifetime
{
    // An agent that waits or retries for longer has not understood what it was told.
    private static readonly TimeSpan AgentPatience = TimeSpan.FromMinutes(2);

    private readonly FactoryCli _factory = new();
    private SiloProcess? _silo;

    internal CodingUpstream Upstream { get; private set; } = null!;

    /// <summary>The key of the providers: no agent may ever see it.</summary>
    internal string RealKey => "sk-the-real-key-of-the-factory";

    internal string Gateway => _silo!.Url + "/gateway";

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Upstream = await CodingUpstream.StartAsync();
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

    /// <summary>Runs a real agent to its end, in an empty home and an empty folder.</summary>
    internal async Task<(AgentEnd End, string Folder)> RunAsync(Agent agent, string key, string model)
    {
        var name = $"{agent}-{Guid.NewGuid():N}";
        var order = new AgentOrder(_factory.Scratch(name + "-home"), Gateway, key, model);
        var folder = _factory.Scratch(name + "-work");
        agent.Prepare(order);
        var start = new ProcessStartInfo(await AgentPrograms.PathOfAsync(agent.Program), agent.Arguments(order))
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["HOME"] = order.Home;
        foreach (var (variable, value) in agent.Environment(order))
        {
            start.Environment[variable] = value;
        }

        return (await EndOfAsync(start), folder);
    }

    private static async Task<AgentEnd> EndOfAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(AgentPatience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} did not end in {AgentPatience}. It " +
                $"printed:\n{new AgentEnd(-1, await output, await error)}");
        }

        return new AgentEnd(process.ExitCode, await output, await error);
    }

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var result = await _factory.RunAsync([.. arguments, "--json"]);
        result.ExitCode.ShouldBe(0, result.ToString());
        return JsonDocument.Parse(result.Output).RootElement;
    }
}
