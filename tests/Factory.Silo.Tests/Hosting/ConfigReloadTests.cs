using Factory.Client;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Domain.Secrets;
using Factory.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Silo.Tests.Hosting;

/// <summary>A whole silo on a copy of the shipped configuration.</summary>
public sealed class ConfigReloadTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("factory-reload-");
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private SiloHost _silo = null!;
    private FactoryClient _client = null!;

    private string Config => Path.Combine(_folder.FullName, "config");

    public async Task InitializeAsync()
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "silo-config");
        foreach (var file in Directory.EnumerateFiles(shipped, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Config, Path.GetRelativePath(shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        _silo = await SiloHost.StartAsync(new SiloOptions { DataFolder = Path.Combine(_folder.FullName, "data"), ConfigFolder = Config });
        _client = new FactoryClient(_silo.Url, _silo.Token);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _silo.DisposeAsync();
        _limit.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Reload_ChangedFile_IsInForceByItself()
    {
        await EditAsync("agents/dot.md", t => t.Replace("parallelism: ", "parallelism: 1", StringComparison.Ordinal));

        var told = await EventAsync(EventTypes.ConfigReloaded);

        told.Message.ShouldContain("agents/dot.md");
        told.Message.ShouldNotContain("rex.md");
        (await _client.ListAgentsAsync()).Single(a => a.Id.Value == "agent-dot").Parallelism.ShouldBeGreaterThanOrEqualTo(10);
    }

    [Fact]
    public async Task Reload_InvalidFile_KeepsTheOldOneAndNamesTheLine()
    {
        await EditAsync("policy.yaml", t => t.Replace("run: 5.00", "run: plenty", StringComparison.Ordinal));

        var error = await Should.ThrowAsync<FactoryException>(() => _client.ReloadConfigAsync(_limit.Token));

        error.Code.ShouldBe(ErrorCodes.ConfigInvalid);
        error.Message.ShouldMatch(@"policy\.yaml:\d+: 'budgets\.run' is 'plenty'");
        (await EventAsync(EventTypes.ConfigRejected)).Message.ShouldContain("policy.yaml");
        (await _client.GetConfigAsync()).Problems.ShouldNotBeEmpty();
        (await _client.ListAgentsAsync()).Count.ShouldBeGreaterThan(10);

        await EditAsync(
            "policy.yaml",
            t =>
                t.Replace("run: plenty", "run: 4.00", StringComparison.Ordinal)
                    .Replace("day: 50.00", "day: 40.00", StringComparison.Ordinal));
        await EventAsync(EventTypes.ConfigReloaded);
        (await _client.GetConfigAsync()).Problems.ShouldBeEmpty();
        (await _client.GetDayBudgetAsync()).Cap.Amount.ShouldBe(40m, "the day's cap is the policy's, also in the middle of the day");
    }

    [Fact]
    public async Task Reload_ProviderWithAnotherVariable_ItsKeyIsASecret()
    {
        const string Value = "value-that-no-name-tells";
        Environment.SetEnvironmentVariable("FACTORY_TEST_HOUSE", Value);
        try
        {
            var redactor = _silo.Services.GetRequiredService<SecretRedactor>();
            redactor.Redact(Value).ShouldBe(Value);
            await EditAsync("models.json", t => t.Replace("OPENAI_API_KEY", "FACTORY_TEST_HOUSE", StringComparison.Ordinal));

            await EventAsync(EventTypes.ConfigReloaded);

            redactor.Redact(Value).ShouldBe("[redacted]");
        }
        finally
        {
            Environment.SetEnvironmentVariable("FACTORY_TEST_HOUSE", null);
        }
    }

    [Fact]
    public async Task Reload_NewPipelineAndModels_AreUsable()
    {
        var pipeline = await File.ReadAllTextAsync(Path.Combine(Config, "pipelines", "product.yaml"));
        await File.WriteAllTextAsync(Path.Combine(Config, "pipelines", "other.yaml"), pipeline);
        await EditAsync("models.json", t => t.Replace("\"rehearsal-two\"", "\"rehearsal-three\"", StringComparison.Ordinal));

        await _client.ReloadConfigAsync(_limit.Token);

        (await _client.ListProvidersAsync()).SelectMany(p => p.Models).ShouldContain(m => m.Name == "rehearsal-three");
        var unknown = await Should.ThrowAsync<FactoryException>(() =>
            _client.StartRunAsync(new StartRunRequest("x", "third"), cancellationToken: _limit.Token));
        unknown.Hint!.ShouldContain("other");
    }

    private async Task EditAsync(string file, Func<string, string> change)
    {
        var path = Path.Combine(Config, file);
        await File.WriteAllTextAsync(path, change(await File.ReadAllTextAsync(path)));
    }

    private async Task<FactoryEvent> EventAsync(string type)
    {
        await foreach (var @event in _client.ReadEventsAsync(0, null, _limit.Token))
        {
            if (@event.Type == type)
            {
                return @event;
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }
}
