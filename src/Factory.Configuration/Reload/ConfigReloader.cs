using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Domain.Providers;
using Microsoft.Extensions.Logging;

namespace Factory.Configuration.Reload;

/// <summary>
/// Takes changed configuration files into use. They are checked first: one mistake anywhere and the old configuration stays in force as a whole.
/// Runs keep the pipeline that they began with, attempts their agent and limits; everything after that is done by the new files.
/// </summary>
public sealed partial class ConfigReloader(
    ConfigReader reader, ConfigMonitor monitor, IConfigListener listener, IProviderAvailability providers, TimeProvider time, ILogger<ConfigReloader> log) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private ConfigFingerprint? _refused;
    private Unapplied? _unapplied;
    private ConfigView _view = new(reader.Folder, time.GetUtcNow(), [], [], []);

    /// <summary>What is in force, and what was refused.</summary>
    public ConfigView View => _view;

    /// <summary>True when the files are others than those in force, or not everything acted on those.</summary>
    public bool IsBehind() => _unapplied is not null || ConfigFingerprint.Of(reader.Folder).ChangedSince(monitor.Loaded.Files).Count > 0;

    /// <summary>Looks at the files and takes them into use when they changed and are valid.</summary>
    /// <returns>What is in force now; <c>config.invalid</c> when the files are refused.</returns>
    public async Task<Reply<ConfigView>> ReloadAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            // Before they are read: a file that changes meanwhile is different from this, and is read again.
            var files = ConfigFingerprint.Of(reader.Folder);
            var result = reader.Check();
            return result.Value is { } next ? await ApplyAsync(new LoadedConfig(next, files)) : await RefuseAsync(result, files);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<Reply<ConfigView>> ApplyAsync(LoadedConfig next)
    {
        _refused = null;
        var changed = next.Files.ChangedSince(monitor.Loaded.Files);
        if (changed.Count == 0 && _unapplied is null)
        {
            _view = _view with { Problems = [] };
            return _view with { Changed = [] };
        }

        // Stays when acting on it fails: then the next reload acts on all that changed since the last one that went well.
        var (before, files) = _unapplied = new Unapplied(_unapplied?.Before ?? monitor.Current, [.. changed.Union(_unapplied?.Files ?? []).Order(StringComparer.Ordinal)]);
        monitor.Replace(next);
        _view = new ConfigView(reader.Folder, time.GetUtcNow(), files, [], Notes());
        LogReloaded(string.Join(", ", files));
        await listener.AppliedAsync(before, next.Config, files);
        _unapplied = null;
        return _view;
    }

    private async Task<Reply<ConfigView>> RefuseAsync(ConfigResult<FactoryConfig> result, ConfigFingerprint files)
    {
        IReadOnlyList<string> problems = [.. result.Problems.Select(p => p.ToString())];
        _view = _view with { Problems = problems };
        if (_refused is null || files.ChangedSince(_refused).Count > 0)
        {
            LogRefused(string.Join('\n', problems));
            await listener.RefusedAsync(problems);
            _refused = files;
        }

        return new Problem(
            ErrorCodes.ConfigInvalid,
            $"The configuration in {reader.Folder} has {result.Describe("; the one before stays in force")}",
            "Correct the files; the factory reads them again by itself.");
    }

    private IReadOnlyList<string> Notes() =>
        [.. providers.Providers
            .Where(p => !p.IsAvailable && p.Provider.KeyVariable is { } key && reader.Context.Variable(key) is null or "")
            .Select(p => $"{p.Provider.Name} cannot be used: {p.Provider.KeyVariable} is not set where the factory was started, and keys are read at a start only")];

    [LoggerMessage(LogLevel.Information, "The configuration was read again: {Files}")]
    private partial void LogReloaded(string files);

    [LoggerMessage(LogLevel.Error, "The changed configuration is refused and the one before stays in force:\n{Problems}")]
    private partial void LogRefused(string problems);

    private sealed record Unapplied(FactoryConfig Before, IReadOnlyList<string> Files);
}
