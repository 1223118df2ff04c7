using Factory.Contracts.Api;
using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Kev;
using Factory.Domain.Configuration;
using Factory.Domain.Models;
using Factory.Silo.Hosting;

namespace Factory.Silo.Configuration.Reload;

/// <summary>
/// Takes changed configuration files into use. They are checked first: one mistake anywhere and the old configuration stays in force as a whole.
/// Runs keep the pipeline that they began with, attempts their agent and limits; everything after that is done by the new files.
/// </summary>
internal sealed partial class ConfigReloader(
    LiveConfig live, SiloOptions options, IProviderAvailability providers, IGrainFactory grains, TimeProvider time, ILogger<ConfigReloader> log) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly string _folder = SiloConfig.FolderOf(options);
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private ConfigFingerprint _refused = new();
    private ConfigView? _last;

    /// <summary>Full path of the folder.</summary>
    public string Folder => _folder;

    /// <summary>What is in force, and what was refused.</summary>
    public ConfigView View => _last ?? new ConfigView(_folder, _startedAt, [], [], []);

    /// <summary>True when the files are others than those in force.</summary>
    public bool IsBehind() => ConfigFingerprint.Of(_folder).ChangedSince(live.Loaded.Files).Count > 0;

    /// <summary>Looks at the files and takes them into use when they changed and are valid.</summary>
    /// <returns>What is in force now; <c>config.invalid</c> when the files are refused.</returns>
    public async Task<Reply<ConfigView>> ReloadAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            // Before they are read: a file that changes meanwhile is different from this, and is read again.
            var print = ConfigFingerprint.Of(_folder);
            var result = SiloConfig.Check(options);
            return result.Config is { } next ? await TakeAsync(next, print) : await RefuseAsync([.. result.Problems.Select(p => p.ToString())], print);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<Reply<ConfigView>> TakeAsync(FactoryConfig next, ConfigFingerprint print)
    {
        var changed = print.ChangedSince(live.Loaded.Files);
        if (changed.Count == 0)
        {
            _last = View with { Problems = [] };
            return _last with { Changed = [] };
        }

        var before = live.Current;
        live.Replace(new LoadedConfig(next, print));
        _last = new ConfigView(_folder, time.GetUtcNow(), changed, [], Notes());
        LogReloaded(string.Join(", ", changed));
        if (next.Policy.DayBudget != before.Policy.DayBudget)
        {
            await grains.GetGrain<IBudgetGrain>(BudgetKeys.ForDay(time.GetUtcNow())).SetCap(next.Policy.DayBudget);
        }

        await grains.GetGrain<IKevGrain>(IKevGrain.Key).ConfigRead($"in force: {string.Join(", ", changed)}", refused: false);
        return _last;
    }

    private async Task<Reply<ConfigView>> RefuseAsync(IReadOnlyList<string> problems, ConfigFingerprint print)
    {
        _last = View with { Problems = problems };
        if (print.ChangedSince(_refused).Count > 0)
        {
            _refused = print;
            LogRefused(string.Join('\n', problems));
            await grains.GetGrain<IKevGrain>(IKevGrain.Key).ConfigRead($"refused, the one before stays in force: {string.Join("; ", problems)}", refused: true);
        }

        return new Problem(
            ErrorCodes.ConfigInvalid,
            $"The configuration in {_folder} has {(problems.Count == 1 ? "1 error" : problems.Count + " errors")}; the one before stays in force:\n{string.Join('\n', problems.Select(p => "  " + p))}",
            "Correct the files; the factory reads them again by itself.");
    }

    private IReadOnlyList<string> Notes() =>
        [.. providers.Providers
            .Where(p => !p.IsAvailable && p.Provider.KeyVariable is { } key && Environment.GetEnvironmentVariable(key) is null or "")
            .Select(p => $"{p.Provider.Name} cannot be used: {p.Provider.KeyVariable} is not set where the factory was started, and keys are read at a start only")];

    [LoggerMessage(LogLevel.Information, "The configuration was read again: {Files}")]
    private partial void LogReloaded(string files);

    [LoggerMessage(LogLevel.Error, "The changed configuration is refused and the one before stays in force:\n{Problems}")]
    private partial void LogRefused(string problems);
}
