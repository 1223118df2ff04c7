using Factory.Scenarios.Hosting;

namespace Factory.Scenarios.FirstRun;

/// <summary>
/// One run of a new user, with rehearsal models, whose silo stays up: the tests of a class look at different promises
/// of the same run.
/// </summary>
public sealed class FirstRunFixture : IAsyncLifetime
{
    private IAsyncDisposable _silo = null!;

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
