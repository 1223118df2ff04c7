using Factory.Scenarios.Hosting;

namespace Factory.Scenarios.FirstRun;

/// <summary>One run with the rehearsal models that several tests look at: it takes half a minute, and each of them checks one promise.</summary>
public sealed class FirstProduct : IAsyncLifetime
{
    private SiloProcess _silo = null!;

    internal FactoryCli Cli { get; } = new();

    internal RunFinished Run { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _silo = await Cli.UpAsync();
        var result = await Cli.RunAsync("run", "--json", "A tip calculator for restaurant bills");
        result.ExitCode.ShouldBe(0, result.ToString());
        Run = RunFinished.Of(result);
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        Cli.Dispose();
    }
}
